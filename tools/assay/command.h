#ifndef ASSAY_TOOLS_ASSAY_COMMAND_H
#define ASSAY_TOOLS_ASSAY_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace assay {

/// One subcommand of `assay`: a row of the table in commands.cpp and a file cmd_<name>.cpp.
///
/// `run` gets the arguments after the subcommand's name and returns the process's exit status
/// (tools/gate/exit_code.h). It parses its own options, makes one library call and prints one
/// report; what a command does belongs into a library.
struct Command {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  int (*run)(llvm::ArrayRef<std::string> arguments);
};

/// All subcommands, in the order in which `assay --help` lists them.
llvm::ArrayRef<Command> commands();

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_COMMAND_H
