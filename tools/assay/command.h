#ifndef ASSAY_TOOLS_ASSAY_COMMAND_H
#define ASSAY_TOOLS_ASSAY_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

// What a subcommand of `assay` is, and how the program finds it. A subcommand is one file,
// cmd_<name>.cpp, which ends in an entry of its own:
//
//   static const CommandEntry entry({Chapter::Judge, "scan", "judge files and folders", runScan});
//
// Nothing else names it. For files that are linked into the program as objects, as those are; an
// archive would drop one to which nothing refers.

namespace assay {

/// What a person wants of a command: the headings of `assay help`, in its order.
enum class Chapter { Judge, Log, Connect, Configure, Host };

llvm::StringRef nameOf(Chapter chapter);

struct Command {
  Chapter chapter;
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  /// Gets the arguments after the subcommand's name and returns the process's exit status
  /// (tools/gate/exit_code.h). It parses its own options, makes one library call and prints one
  /// report; what a command does belongs into a library.
  int (*run)(llvm::ArrayRef<std::string> arguments);
};

/// Enters a subcommand before main() begins. Static objects only; one for each name.
class CommandEntry {
public:
  explicit CommandEntry(const Command &command);
};

/// All subcommands, by chapter and name. From main() on.
std::vector<Command> commands();

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_COMMAND_H
