#ifndef ASSAY_RUNTIME_RLIMITS_H
#define ASSAY_RUNTIME_RLIMITS_H

#include "runtime/profile.h"
#include "runtime/resource_limits.h"
#include <array>
#include <sys/resource.h>

namespace assay {

/// One setrlimit(2) of the program's process: inherited by what it starts, and never raised again.
struct ProcessLimit {
  int resource;
  rlimit value;
};

/// What the kernel enforces without a clock or a cgroup: for each process, so a second line behind
/// the supervisor's sums. NPROC alone counts all of the jail, by its user namespace.
using ProcessLimits = std::array<ProcessLimit, 9>;
ProcessLimits processLimits(const ResourceLimits &limits, const Profile &profile);

} // namespace assay

#endif // ASSAY_RUNTIME_RLIMITS_H
