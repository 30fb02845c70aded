#ifndef ASSAY_AUDIT_MEMORY_H
#define ASSAY_AUDIT_MEMORY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace assay {

/// What this user last saw of the log at a path: its checkpoint, kept in
/// $XDG_STATE_HOME/assay/remembered (or ~/.local/state/...), outside the log.

/// Empty: this user has not verified a log there before.
llvm::Expected<std::string> recall(llvm::StringRef logPath);
llvm::Error remember(llvm::StringRef logPath, llvm::StringRef checkpoint);

} // namespace assay

#endif // ASSAY_AUDIT_MEMORY_H
