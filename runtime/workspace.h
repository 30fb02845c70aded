#ifndef ASSAY_RUNTIME_WORKSPACE_H
#define ASSAY_RUNTIME_WORKSPACE_H

#include "runtime/folder_tree.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <vector>

// A program that works on a copy: what it was given, what became of that, and how the caller takes
// over what it wants to keep. Only regular files and folders go back; links, devices, pipes and
// sockets never do, and nothing is written through one.

namespace assay {

/// A copy lives in memory twice while its program runs.
inline constexpr TreeBounds mostWorkspace{20'000, 256u << 20};

/// One path of a workspace that a program left differently from how it found it.
struct WorkspaceChange {
  enum class Kind : std::uint8_t {
    Added,
    Modified,
    Deleted,
    /// Only the permission bits.
    Mode,
    /// It can not go back; `reason` says why.
    Refused,
  };
  Kind kind = Kind::Refused;
  /// Relative to the workspace. The program's words: escape them before printing.
  std::string path;
  bool isFolder = false;
  /// For a file that was added or modified.
  std::string bytes;
  unsigned mode = 0;
  /// What was there before; none if nothing was.
  std::optional<TreeEntry> before;
  /// Why it is refused, or why it was not committed.
  std::string reason;
  /// The host's folder has it.
  bool committed = false;
  /// Who executes this file without being asked to ("git"); empty for other files.
  std::string executedBy;
};

/// "added", "modified", "deleted", "mode", "refused".
llvm::StringRef nameOf(WorkspaceChange::Kind kind);

/// Everything in the folder `host`, to give a copy of it to a program. Special files are left out.
/// An error names what is in the way: a bound, a file that cannot be read.
llvm::Expected<FolderTree> readWorkspace(const std::string &host);

/// What differs between the two, by path. Pure.
std::vector<WorkspaceChange> changesBetween(const FolderTree &before, FolderTree after);

/// What became of a copy that a program was given as `before` and that is open as `folder`, -1 if
/// it was lost. `moreBytes` is what may have been added. `incomplete` stays empty, or says what
/// `changes` lacks.
void tellChanges(int folder, const FolderTree &before, std::uint64_t moreBytes,
                 std::vector<WorkspaceChange> &changes, std::string &incomplete);

/// Who runs a file of this name when it is in a folder that somebody works in: git its hooks, make
/// its Makefile, an editor its tasks. Empty if nobody is known to.
llvm::StringRef executorOf(llvm::StringRef path);

/// Writes a change to `host`. Fails, and changes nothing, if what is there now is not what the
/// program was given, or if the way to it leads through a link. A file is replaced as a whole:
/// another name of it keeps the old content. Requires that the change is not Refused.
llvm::Error commitChange(const std::string &host, const WorkspaceChange &change);

enum class Commit : std::uint8_t {
  Nothing,
  /// All but files that somebody executes.
  Harmless,
  Everything,
};

/// Commits what can be, and notes in each change what became of it. A change that fails does not
/// keep the others from being made. Returns how many were left.
std::size_t commitChanges(const std::string &host, Commit which,
                          std::vector<WorkspaceChange> &changes);

/// Sizes, not contents.
llvm::json::Object toJson(const WorkspaceChange &change);

} // namespace assay

#endif // ASSAY_RUNTIME_WORKSPACE_H
