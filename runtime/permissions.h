#ifndef ASSAY_RUNTIME_PERMISSIONS_H
#define ASSAY_RUNTIME_PERMISSIONS_H

#include "runtime/jail_spec.h"
#include "runtime/profile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

// From the taxonomy's words to what the kernel is asked for: the only place where both meet.

namespace assay {

/// What a jail opens beyond the base, which reads the root, writes /tmp and starts threads.
struct Permissions {
  /// fork, vfork, clone of a process.
  bool fork = false;
  /// execve of anything the root shows.
  bool exec = false;
  /// Internet sockets in the host's network. Landlock cannot tell hosts apart: all are reachable.
  bool hostNetwork = false;
  /// Internet sockets in a private network that has nothing but its own loopback.
  bool privateNetwork = false;
  /// Pages that were written can be run.
  bool executableMemory = false;
  /// All of /proc that is not secret, instead of the program's own processes only.
  bool systemFiles = false;
  /// The writable flags of mounts and of the workspace are honoured.
  bool writeFiles = false;

  [[nodiscard]] constexpr bool network() const { return hostNetwork || privateNetwork; }
  bool operator==(const Permissions &) const = default;
};

/// What one capability opens.
struct CapabilityRule {
  llvm::StringLiteral name;
  /// Null: nothing needs to be opened; the base allows it, or it cannot be seen from outside.
  bool Permissions::*opens = nullptr;
  /// False: no policy can grant it, and `why` says so.
  bool grantable = true;
  llvm::StringLiteral why = "";
};

/// The whole taxonomy, sorted by name.
llvm::ArrayRef<CapabilityRule> capabilityRules();

/// Null if the taxonomy has no such word.
const CapabilityRule *findCapabilityRule(llvm::StringRef name);

/// Requires that check(spec) passed.
Permissions permissionsFor(const JailSpec &spec, const Profile &profile);

} // namespace assay

#endif // ASSAY_RUNTIME_PERMISSIONS_H
