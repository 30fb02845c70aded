#include "tools/gate/exit_code.h"
#include "runtime/execution_result.h"

using namespace assay;

int assay::exitCodeOf(const ExecutionResult &execution) {
  switch (execution.reason) {
  case EndReason::Exit:
  case EndReason::Signal:
    return execution.shellStatus();
  case EndReason::WallTime:
  case EndReason::CpuTime:
  case EndReason::Memory:
  case EndReason::Output:
  case EndReason::Cancelled:
    return ExitLimit;
  case EndReason::Violation:
    return ExitViolation;
  }
  return ExitIncomplete;
}
