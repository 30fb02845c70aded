#ifndef ASSAY_RUNTIME_SUPERVISOR_H
#define ASSAY_RUNTIME_SUPERVISOR_H

#include "runtime/launch.h"

namespace assay {

/// Enters the jail and watches it until everything in it is dead: clock, output, violations,
/// memory. One thread, which must live as long as the call. An error means that nothing ran.
llvm::Expected<ExecutionResult> supervise(Launch &launch, const JailSpec &spec,
                                          const RunOptions &options);

} // namespace assay

#endif // ASSAY_RUNTIME_SUPERVISOR_H
