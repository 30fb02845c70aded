#ifndef ASSAY_AUDIT_MEMORY_H
#define ASSAY_AUDIT_MEMORY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace assay {

/// What this user last saw of the log at a path, kept in $XDG_STATE_HOME/assay/remembered (or
/// ~/.local/state/...), outside the log. Both are of the same verification; one killed between the
/// two files leaves a base that does not fit the checkpoint, which verifyLog() ignores.
struct Remembered {
  std::string checkpoint;
  /// Verification::base.
  std::string base;
};

/// Empty: this user has not verified a log there before.
llvm::Expected<Remembered> recall(llvm::StringRef logPath);
llvm::Error remember(llvm::StringRef logPath, const Remembered &seen);

} // namespace assay

#endif // ASSAY_AUDIT_MEMORY_H
