#include "audit/verify.h"

namespace assay {

llvm::StringRef nameOf(Fault fault) {
  static constexpr llvm::StringLiteral names[] = {
      "ok",        "torn-tail", "unsigned", "tampered", "missing", "bad-signature",
      "epoch-gap", "rollback",  "fork",     "wrong-log"};
  return names[static_cast<std::size_t>(fault)];
}

llvm::StringRef stateOf(const Verification &verdict) {
  bool isUnwitnessed = verdict.fault == Fault::None && verdict.unwitnessedSince;
  return isUnwitnessed ? "unwitnessed" : nameOf(verdict.fault);
}

} // namespace assay
