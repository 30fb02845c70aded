#ifndef ASSAY_RUNTIME_LANDLOCK_H
#define ASSAY_RUNTIME_LANDLOCK_H

#include "runtime/jail_spec.h"
#include "runtime/permissions.h"
#include <cstdint>
#include <string>
#include <vector>

namespace assay {

/// What a Landlock domain allows below one path of the jail.
struct LandlockRule {
  std::string path;
  std::uint64_t access;
};

/// A second wall behind the mounts and the seccomp filter, of another make: what they leave open by
/// mistake stays shut, as far as the kernel's Landlock knows about it.
struct LandlockPlan {
  /// 0: this kernel has none, and nothing is done.
  int abi = 0;
  std::uint64_t handledFiles = 0;
  std::uint64_t handledNetwork = 0;
  std::uint64_t scopes = 0;
  std::vector<LandlockRule> rules;
};

/// The kernel's Landlock ABI; 0 if it has none or it is switched off.
int landlockAbi();

LandlockPlan planLandlock(const JailSpec &spec, const Permissions &permissions, int abi);

/// The program's process only, inside the new root, after no_new_privs. False, with errno, if
/// the kernel refused.
bool enterLandlock(const LandlockPlan &plan);

} // namespace assay

#endif // ASSAY_RUNTIME_LANDLOCK_H
