#ifndef ASSAY_RUNTIME_ENDING_H
#define ASSAY_RUNTIME_ENDING_H

#include "runtime/child_plan.h"
#include "runtime/execution_result.h"
#include "runtime/resource_limits.h"
#include <optional>

namespace assay {

/// All that a supervisor knows about how a program ended.
struct Ending {
  /// From the jail's pid 1; none if it was killed.
  std::optional<FinalReport> report{};
  /// Why the supervisor killed it, if it did.
  std::optional<EndReason> stopped{};
  bool tooMuchOutput = false;
  /// A cgroup's word.
  bool ranOutOfMemory = false;
};

/// Fills reason, exitCode and signal. Pure: where several things happened at once, the order in
/// which they are looked at here decides.
void tellEnding(const Ending &ending, const ResourceLimits &limits, ExecutionResult &result);

} // namespace assay

#endif // ASSAY_RUNTIME_ENDING_H
