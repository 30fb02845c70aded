#ifndef ASSAY_RUNTIME_NAMESPACES_H
#define ASSAY_RUNTIME_NAMESPACES_H

#include "runtime/permissions.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <sys/types.h>

namespace assay {

/// Who a program is, inside and on the host. Inside it is always the same ordinary user.
struct Identity {
  uid_t inside = 1000;
  gid_t insideGroup = 1000;
  uid_t outside = 0;
  gid_t outsideGroup = 0;
  /// The caller can and must drop its supplementary groups.
  bool dropGroups = false;
};

/// Root becomes nobody, so that no file of root's is the program's; everybody else stays who they
/// are, which is all that the kernel lets an ordinary user map.
Identity jailIdentity();

/// CLONE_NEW*: user, pid, mount, ipc, uts, cgroup, and net unless the host's network is granted.
std::uint64_t namespaceFlags(const Permissions &permissions);

/// Called by the supervisor for the process that it cloned, which waits for it.
llvm::Error writeIdentityMaps(pid_t process, const Identity &identity);

/// What to tell somebody whose kernel refuses a user namespace.
llvm::StringRef userNamespaceRemedy();

} // namespace assay

#endif // ASSAY_RUNTIME_NAMESPACES_H
