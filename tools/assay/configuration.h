#ifndef ASSAY_TOOLS_ASSAY_CONFIGURATION_H
#define ASSAY_TOOLS_ASSAY_CONFIGURATION_H

#include "grammars/source_file.h"
#include "tools/assay/options.h"
#include "tools/gate/session.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// The options that every command which judges has in common.
struct ConfigurationOptions : ConfigurationPaths {
  /// Of the commands that can let the service do their work: not to.
  bool noService = false;

  void addTo(Options &options);
  void addServiceTo(Options &options);
};

/// Says that the project's policy does not count where other people's code is judged, if there is
/// one: it may have come with that code.
void noteProjectPolicy(llvm::StringRef command);

/// Standard input to its end. Fails if that is more than `maxBytes`.
llvm::Expected<std::string> readStandardInput(std::size_t maxBytes);

/// The program to judge: a file, or standard input for "-".
llvm::Expected<SourceFile> openProgram(const std::string &path);

/// The language of `name`, or the one that `file` tells if `name` is empty. Fails with a
/// suggestion.
llvm::Expected<const Language *> languageFor(const SourceFile &file, llvm::StringRef name);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_CONFIGURATION_H
