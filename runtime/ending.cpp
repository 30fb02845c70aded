#include "runtime/ending.h"
#include <csignal>
#include <sys/wait.h>

using namespace assay;

/// SIGXCPU, and a second later SIGKILL, are RLIMIT_CPU's: a single process used it all up between
/// two samples.
static bool usedUpCpu(const FinalReport &report, const ResourceLimits &limits) {
  const int status = report.status;
  return WIFSIGNALED(status) &&
         (WTERMSIG(status) == SIGXCPU ||
          (WTERMSIG(status) == SIGKILL && report.cpuMilliseconds >= limits.cpu.count()));
}

static EndReason reasonOf(const Ending &ending, const ResourceLimits &limits) {
  // Without a report pid 1 was killed: by us, or by the kernel for want of memory.
  if (!ending.report)
    return ending.stopped.value_or(EndReason::Memory);
  const int status = ending.report->status;
  // It ended while the order to kill it was on its way; what was over the limit counts.
  if (ending.tooMuchOutput)
    return EndReason::Output;
  if (WIFEXITED(status))
    return EndReason::Exit;
  if (usedUpCpu(*ending.report, limits))
    return EndReason::CpuTime;
  if (ending.ranOutOfMemory && WTERMSIG(status) == SIGKILL)
    return EndReason::Memory;
  // Only a call of another architecture raises it, or the program itself.
  return WTERMSIG(status) == SIGSYS ? EndReason::Violation : EndReason::Signal;
}

void assay::tellEnding(const Ending &ending, const ResourceLimits &limits,
                       ExecutionResult &result) {
  result.reason = reasonOf(ending, limits);
  if (!ending.report)
    result.signal = SIGKILL;
  else if (WIFEXITED(ending.report->status))
    result.exitCode = WEXITSTATUS(ending.report->status);
  else
    result.signal = WTERMSIG(ending.report->status);
}
