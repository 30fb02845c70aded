#ifndef ASSAY_RUNTIME_JAIL_H
#define ASSAY_RUNTIME_JAIL_H

#include "runtime/approval.h"
#include "runtime/execution_result.h"
#include "runtime/jail_spec.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <atomic>
#include <functional>

// The jail's front door. What is judged is what is run: the program comes as bytes and is shown to
// the interpreter as a read-only file that only this jail has. The jail is not a virtual machine:
// it trusts the kernel.

namespace assay {

class WarmPool;

struct RunOptions {
  /// Called on the calling thread with output as it arrives, within the output limit. May be empty.
  std::function<void(OutputStream, llvm::StringRef)> onOutput;
  /// Looked at every few milliseconds; true ends the program. May be null. Must outlive the call.
  const std::atomic<bool> *cancelled = nullptr;
  /// Jails made in advance (warm_pool.h), used if one fits. May be null. Must outlive the call.
  WarmPool *pool = nullptr;
};

/// Runs `program` in the jail `spec` describes and waits until every process in it is dead.
///
/// An error means that the jail could not be built, or that `approval` is for other bytes or spent,
/// and that nothing ran; its message names the layer that failed and the remedy. Any value means
/// that the program ran inside the jail, however badly it ended.
///
/// Blocks for at most spec.limits.wall and set-up. May be called from several threads at once. The
/// calling thread must not end before the call does: its death is the program's death.
llvm::Expected<ExecutionResult> runJailed(Approval approval, llvm::StringRef program,
                                          const JailSpec &spec, const RunOptions &options = {});

} // namespace assay

#endif // ASSAY_RUNTIME_JAIL_H
