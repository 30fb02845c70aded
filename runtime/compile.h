#ifndef ASSAY_RUNTIME_COMPILE_H
#define ASSAY_RUNTIME_COMPILE_H

#include "runtime/jail.h"
#include "runtime/profile.h"

namespace assay {

/// Compiles `source` in a jail of its own, which may start the compiler's programs and nothing
/// else: the compiler reads hostile text, and its limits are not the program's.
/// ExecutionResult::output is the executable if its exit code is 0; if not, `errors` says why.
///
/// The executable comes back as bytes and goes into the program's jail as the program, so in
/// neither jail anything that was written there can be run. Requires that the profile has
/// compilers.
llvm::Expected<ExecutionResult> compileJailed(const Profile &profile, llvm::StringRef source,
                                              const std::atomic<bool> *cancelled);

} // namespace assay

#endif // ASSAY_RUNTIME_COMPILE_H
