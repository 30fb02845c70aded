#ifndef ASSAY_AUDIT_VERDICT_H
#define ASSAY_AUDIT_VERDICT_H

#include "audit/chain_check.h"
#include "audit/checkpoint.h"
#include "audit/snapshot.h"
#include "audit/verify.h"

namespace assay {

/// The checks of a log, in the order in which they are made.
enum class LogCheck : std::uint8_t {
  /// Record 0 holds the key that was expected.
  FirstKey,
  /// The records follow from each other.
  Chain,
  /// The log's own checkpoint: it is there, is one, covers no more records than there are, is
  /// signed by the key of its time, covers no fewer than were pruned, and has their root.
  CheckpointPresent,
  CheckpointForm,
  CheckpointSize,
  CheckpointSignature,
  CheckpointReach,
  CheckpointRoot,
  /// Of each key that was replaced: its last checkpoint is there, is one, is signed by it, and has
  /// the root of the records until then.
  ClosingPresent,
  ClosingForm,
  ClosingSignature,
  ClosingRoot,
  /// Each checkpoint from outside: it is of this log, covers no more records than there are, is
  /// signed by the key of its time, and has their root.
  OutsideOrigin,
  OutsideSize,
  OutsideSignature,
  OutsideRoot,
};

constexpr unsigned logCheckCount = 16;

/// The checkpoints of the options, the remembered one last. Error: one of them is none.
llvm::Expected<std::vector<Checkpoint>> outsideCheckpoints(const VerifyOptions &options);

/// The log's own checkpoint; nothing if that cannot be read.
std::optional<Checkpoint> ownCheckpoint(const Snapshot &snapshot);

/// A log whose shape alone is wrong (a foreign file, a link in the place of a segment) is a
/// verdict. An error that says nothing about what the files hold is passed on.
llvm::Expected<Verification> verdictOf(llvm::Error error);

/// The checks of verifyLog() on what was read: pure, so that their order can be read in one place.
/// `readFrom`: the record where the walk began. `own` is the snapshot's checkpoint; `outside` are
/// those of the options, the remembered one last. `skipped` is left out: see verifyLogWithout().
Verification judgeLog(const VerifyOptions &options, const Snapshot &snapshot,
                      const ChainResult &chain, std::uint64_t readFrom,
                      const std::optional<Checkpoint> &own, llvm::ArrayRef<Checkpoint> outside,
                      std::optional<LogCheck> skipped = std::nullopt);

/// verifyLog() with one check left out. For the tests alone: they show that each check finds
/// something that no other does.
llvm::Expected<Verification> verifyLogWithout(LogCheck skipped, llvm::StringRef path,
                                              const VerifyOptions &options);

} // namespace assay

#endif // ASSAY_AUDIT_VERDICT_H
