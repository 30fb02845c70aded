#ifndef ASSAY_TOOLS_CLANG_COMPILE_COMMANDS_H
#define ASSAY_TOOLS_CLANG_COMPILE_COMMANDS_H

#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

// compile_commands.json, the JSON compilation database that CMake, Meson and Bear write
// (https://clang.llvm.org/docs/JSONCompilationDatabase.html).

namespace assay {

struct CompileCommand {
  /// Absolute.
  std::string directory;
  /// Absolute, without "." and "..".
  std::string file;
  /// Without the compiler's name.
  std::vector<std::string> arguments;
};

/// The first command of each file, in the order of the database. Error: it cannot be read, or is no
/// such database; the message says where.
llvm::Expected<std::vector<CompileCommand>> readCompileCommands(llvm::StringRef path);

/// The database of the folder that `path` is or lies in, or of one around it: there by its usual
/// name, or in a folder "build". None if there is none.
std::optional<std::string> findCompileCommands(llvm::StringRef path);

} // namespace assay

#endif // ASSAY_TOOLS_CLANG_COMPILE_COMMANDS_H
