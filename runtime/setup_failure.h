#ifndef ASSAY_RUNTIME_SETUP_FAILURE_H
#define ASSAY_RUNTIME_SETUP_FAILURE_H

#include "runtime/launch.h"
#include "llvm/Support/Error.h"

namespace assay {

/// "mount namespace: cannot show /usr: Permission denied; <remedy>": the layer that failed, at
/// what, and what to do about it.
llvm::Error describeFailure(const SetUpFailure &failure, const Launch &launch);

/// clone3 itself failed.
llvm::Error describeCloneFailure(int error);

} // namespace assay

#endif // ASSAY_RUNTIME_SETUP_FAILURE_H
