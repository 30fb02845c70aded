#ifndef ASSAY_TOOLS_ASSAY_CONFIGURATION_H
#define ASSAY_TOOLS_ASSAY_CONFIGURATION_H

#include "analyzer/rule.h"
#include "grammars/source_file.h"
#include "tools/assay/options.h"
#include "tools/gate/policy_layers.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// The options that every command which judges has in common.
struct ConfigurationOptions {
  std::vector<std::string> ruleFiles;
  std::string policyFile;
  bool noConfiguration = false;

  void addTo(Options &options);
};

/// The rules and the policy in force.
struct Configuration {
  RuleSet rules;
  LoadedPolicy loaded;

  [[nodiscard]] const Policy &policy() const { return loaded.policy; }
};

/// Fails on the first file that is wrong. Then nothing is judged: a verdict by half the rules would
/// look like one by all of them.
llvm::Expected<Configuration> loadConfiguration(const ConfigurationOptions &options);

/// Reads a whole text file, or says why not. For the user's own files, not for judged code.
llvm::Expected<std::string> readText(const std::string &path, std::size_t maxBytes);

/// Standard input to its end. Fails if that is more than `maxBytes`.
llvm::Expected<std::string> readStandardInput(std::size_t maxBytes);

/// The program to judge: a file, or standard input for "-".
llvm::Expected<SourceFile> openProgram(const std::string &path);

/// The language of `name`, or the one that `file` tells if `name` is empty. Fails with a
/// suggestion.
llvm::Expected<const Language *> languageFor(const SourceFile &file, llvm::StringRef name);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_CONFIGURATION_H
