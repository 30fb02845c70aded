#ifndef ASSAY_RUNTIME_INIT_IMAGE_H
#define ASSAY_RUNTIME_INIT_IMAGE_H

#include "llvm/Support/Error.h"

namespace assay {

/// The program that becomes a jail's pid 1 (inside.h), as a sealed file in memory that execveat(2)
/// can run: there is no path at which it could be missing or replaced. Made once, at the first
/// call; the descriptor belongs to the process. Thread-safe.
llvm::Expected<int> jailInitProgram();

} // namespace assay

#endif // ASSAY_RUNTIME_INIT_IMAGE_H
