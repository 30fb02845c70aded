#include "runtime/landlock.h"
#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace assay;

namespace {

// linux/landlock.h of Debian 12 ends at ABI 2; these are from the kernel's documentation
// (Documentation/userspace-api/landlock.rst).
constexpr std::uint64_t truncateFile = 1u << 14;   // ABI 3
constexpr std::uint64_t ioctlDevice = 1u << 15;    // ABI 5
constexpr std::uint64_t bindTcp = 1u << 0;         // ABI 4
constexpr std::uint64_t connectTcp = 1u << 1;      // ABI 4
constexpr std::uint64_t abstractSockets = 1u << 0; // ABI 6
constexpr std::uint64_t signals = 1u << 1;         // ABI 6

/// landlock_ruleset_attr of ABI 6. An older kernel takes its shorter form.
struct RulesetAttributes {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scopes;
};

constexpr std::uint64_t readAccess =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t deviceAccess = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                       LANDLOCK_ACCESS_FS_WRITE_FILE | truncateFile | ioctlDevice;
/// Everything but running it and making devices.
constexpr std::uint64_t writeAccess =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER | truncateFile;

std::uint64_t knownFileAccess(int abi) {
  // Bits 0 to 12 came with ABI 1, one more with each of 2, 3 and 5.
  const int bits = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5);
  return (std::uint64_t{1} << bits) - 1;
}

std::size_t attributeBytes(int abi) { return abi >= 6 ? 24 : abi >= 4 ? 16 : 8; }

} // namespace

int assay::landlockAbi() {
  const long abi =
      syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

LandlockPlan assay::planLandlock(const JailSpec &spec, const Permissions &permissions, int abi) {
  LandlockPlan plan;
  plan.abi = abi;
  if (abi == 0)
    return plan;
  plan.handledFiles = knownFileAccess(abi);
  plan.handledNetwork = abi >= 4 && !permissions.network() ? bindTcp | connectTcp : 0;
  plan.scopes = abi >= 6 ? abstractSockets | signals : 0;
  plan.rules = {
      {"/", readAccess}, {"/tmp", writeAccess}, {"/dev/shm", writeAccess}, {"/dev", deviceAccess}};
  if (permissions.writeFiles) {
    if (spec.workspace && spec.workspace->mode != WorkspaceMode::ReadOnly)
      plan.rules.push_back({"/work", writeAccess});
    for (const Mount &mount : spec.mounts)
      if (mount.writable)
        plan.rules.push_back({mount.inside, writeAccess});
  }
  for (LandlockRule &rule : plan.rules)
    rule.access &= plan.handledFiles;
  return plan;
}

/// A rule for a file may not speak of folders; the kernel answers EINVAL, so ask for less.
static bool addRule(int ruleset, const LandlockRule &rule) {
  landlock_path_beneath_attr beneath{};
  beneath.parent_fd = open(rule.path.c_str(), O_PATH | O_CLOEXEC);
  if (beneath.parent_fd < 0)
    return false;
  constexpr std::uint64_t ofFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                    LANDLOCK_ACCESS_FS_READ_FILE | truncateFile | ioctlDevice;
  beneath.allowed_access = rule.access;
  long result = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  if (result != 0 && errno == EINVAL) {
    beneath.allowed_access &= ofFiles;
    result = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  }
  const int error = errno;
  close(beneath.parent_fd);
  errno = error;
  return result == 0;
}

bool assay::enterLandlock(const LandlockPlan &plan) {
  if (plan.abi == 0)
    return true;
  const RulesetAttributes attributes{plan.handledFiles, plan.handledNetwork, plan.scopes};
  const int ruleset = static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &attributes, attributeBytes(plan.abi), 0));
  if (ruleset < 0)
    return false;
  for (const LandlockRule &rule : plan.rules)
    if (!addRule(ruleset, rule))
      return false;
  const bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  const int error = errno;
  close(ruleset);
  errno = error;
  return done;
}
