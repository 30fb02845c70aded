#ifndef ASSAY_RUNTIME_FILESYSTEM_H
#define ASSAY_RUNTIME_FILESYSTEM_H

#include "runtime/folder_tree.h"
#include "runtime/jail_spec.h"
#include "runtime/permissions.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// One thing to put into a jail's empty root. Paths are relative to that root.
struct RootEntry {
  enum class Kind {
    Folder,
    /// With `text` as its content.
    File,
    /// To `source`.
    Link,
    /// `source` of the host, with everything mounted below it.
    Bind,
    /// A new tmpfs with the mount options `source`.
    Scratch,
    /// A new procfs with the mount options `source`.
    Processes,
  };
  Kind kind;
  std::string path;
  std::string source = "";
  llvm::StringRef text = "";
  unsigned mode = 0755;
  /// mount_setattr(2) flags for Bind.
  unsigned long attributes = 0;
};

/// The whole root. Borrows the program's bytes and the workspace's.
struct RootPlan {
  /// What does not depend on the program: it can be made before there is one. Binds are here.
  std::vector<RootEntry> room;
  /// What belongs to one program: itself, its /tmp, its copy of a workspace.
  std::vector<RootEntry> program;
  /// Mount options of the root itself, without the program and with it.
  std::string options;
  std::string programOptions;
};

/// Looks at the host: which interpreters' libraries are where, which devices there are. An error
/// names the path that is missing and what it is for. `workspace` is what a copy of it starts with.
llvm::Expected<RootPlan> planRoot(const JailSpec &spec, const Permissions &permissions,
                                  llvm::StringRef programName, llvm::StringRef program,
                                  const FolderTree &workspace);

/// Where something went wrong: the entry, counted through room and program, or -1; and errno.
struct RootFailure {
  int entry = -1;
  int error = 0;
};

/// Pid 1 only, in its own user and mount namespaces: make the plan's room the root, still writable;
/// and add the program's entries, after which it is not. False after a failure.
bool enterRoot(const RootPlan &plan, RootFailure &failure);
bool finishRoot(const RootPlan &plan, RootFailure &failure);

/// /tmp's size and number of files.
std::string scratchOptions(const ResourceLimits &limits);

} // namespace assay

#endif // ASSAY_RUNTIME_FILESYSTEM_H
