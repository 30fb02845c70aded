#ifndef ASSAY_AUDIT_VERDICT_H
#define ASSAY_AUDIT_VERDICT_H

#include "audit/chain_check.h"
#include "audit/checkpoint.h"
#include "audit/snapshot.h"
#include "audit/verify.h"

namespace assay {

/// The checks of verifyLog() on what was read: pure, so that their order can be read in one place.
/// `readFrom`: the record where the walk began. `own` is the snapshot's checkpoint; `outside` are
/// those of the options, the remembered one last.
Verification judgeLog(const VerifyOptions &options, const Snapshot &snapshot,
                      const ChainResult &chain, std::uint64_t readFrom,
                      const std::optional<Checkpoint> &own, llvm::ArrayRef<Checkpoint> outside);

} // namespace assay

#endif // ASSAY_AUDIT_VERDICT_H
