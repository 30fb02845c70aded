#ifndef ASSAY_TOOLS_ASSAY_HOOK_INSTALLATION_H
#define ASSAY_TOOLS_ASSAY_HOOK_INSTALLATION_H

#include "tools/assay/hook/agent.h"
#include "llvm/Support/Error.h"
#include <string>

// Puts assay's hook where git and agents look for it, takes it away, and tries whether it blocks.
// Each is idempotent, and each gives back a sentence that says what was done.

namespace assay {

struct HookPlace {
  /// The project; for the user's own settings the home folder.
  std::string folder;
  bool isUser = false;
  /// The assay that the hook is to start, absolute.
  std::string program;
};

/// Replaces assay's own entry if there is one. A settings file that was there is kept beside it as
/// NAME.assay-backup, the first time. Error: it cannot be read, written, or understood.
llvm::Expected<std::string> installAgent(const Agent &agent, const HookPlace &place);
llvm::Expected<std::string> uninstallAgent(const Agent &agent, const HookPlace &place);
/// Error: the hook is not installed, or what is installed does not let a harmless call pass and a
/// harmful one not.
llvm::Expected<std::string> examineAgent(const Agent &agent, const HookPlace &place);

/// The pre-commit hook of the repository that `folder` is in. A hook of somebody else is left
/// alone: that is an error, which says how to call assay from it.
llvm::Expected<std::string> installGit(const HookPlace &place);
llvm::Expected<std::string> uninstallGit(const HookPlace &place);
/// Tries it in a repository of its own, in a temporary folder.
llvm::Expected<std::string> examineGit(const HookPlace &place);

/// A word for a shell, in quotes if it needs some.
std::string shellWord(llvm::StringRef word);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HOOK_INSTALLATION_H
