#ifndef ASSAY_RUNTIME_UNJUDGED_H
#define ASSAY_RUNTIME_UNJUDGED_H

#include "runtime/jail.h"
#include "runtime/launch.h"

namespace assay {

/// Runs in a jail what no gate has judged: what a person typed after `assay jail run --`, and the
/// jail's own tests. Never for code of anybody else: that needs an Approval, and runJailed().
llvm::Expected<ExecutionResult> runUnjudged(const Program &program, const JailSpec &spec,
                                            const RunOptions &options = {});

} // namespace assay

#endif // ASSAY_RUNTIME_UNJUDGED_H
