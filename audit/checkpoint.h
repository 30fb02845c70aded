#ifndef ASSAY_AUDIT_CHECKPOINT_H
#define ASSAY_AUDIT_CHECKPOINT_H

#include "audit/digest.h"
#include "llvm/Support/Error.h"
#include <string>

namespace assay {

/// "The log `origin` had `size` records, and this is the root of their tree": what is signed,
/// published and kept elsewhere. C2SP tlog-checkpoint, without extension lines.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root{};

  /// Three lines: origin, size, base64 of the root.
  [[nodiscard]] std::string text() const;
};

/// Reads the three lines, or a signed note that begins with them; the signature is not checked.
llvm::Expected<Checkpoint> parseCheckpoint(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_AUDIT_CHECKPOINT_H
