#ifndef ASSAY_TOOLS_GATE_RESOURCES_H
#define ASSAY_TOOLS_GATE_RESOURCES_H

#include "analyzer/assessment.h"
#include "runtime/resource_limits.h"
#include "tools/gate/host.h"
#include "tools/gate/policy.h"
#include <string>
#include <vector>

namespace assay {

/// Why one limit is what it is.
struct LimitReason {
  /// As in ResourceCeiling's JSON: "memory-mib".
  std::string limit;
  std::string because;
};

struct AdaptedLimits {
  ResourceLimits limits;
  /// One for each limit.
  std::vector<LimitReason> reasons;
};

/// What one program gets. Pure; integers only. For each limit
///
///     need      = ceiling of the trust level * share / 100, at least the floor
///     granted   = min(need, what the host can spare), at most the ceiling
///     share     = 25 + 75 * weight / 1000, at most 100
///     weight    = lines + 20 * imports + 5 * controlFlow + 2 * stringOps
///
/// A script of ten lines gets about a quarter of its trust level's ceiling, a program of a few
/// hundred lines all of it: little code that wants much is what a gate should notice. The floor is
/// what an interpreter needs to start at all.
///
/// Monotone in each argument: more complexity never gives less, a lower trust level (with ceilings
/// in order, as a Policy has them) and a busier host never give more.
AdaptedLimits limitsFor(const Complexity &complexity, const ResourceCeiling &ceiling,
                        const Host &host);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_RESOURCES_H
