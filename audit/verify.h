#ifndef ASSAY_AUDIT_VERIFY_H
#define ASSAY_AUDIT_VERIFY_H

#include "audit/digest.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What is wrong with a log, in the order of how much it says about the hand behind it.
enum class Fault : std::uint8_t {
  None,
  /// The last record is unfinished and was never acknowledged: a crash. The next writer repairs it.
  TornTail,
  /// Records exist, but no signature covers any of them.
  Unsigned,
  /// A record was changed, removed, inserted, repeated or moved.
  Tampered,
  /// Records that a signed checkpoint covers are not there.
  Missing,
  /// The checkpoint is not validly signed by the key of its time.
  BadSignature,
  /// A change of keys without the closing checkpoint of the old key.
  EpochGap,
  /// A checkpoint from outside, or one remembered, knows more records than the log has.
  Rollback,
  /// A checkpoint from outside has another history: two signed versions exist.
  Fork,
  /// The log is not the one that was expected (origin or first key).
  WrongLog,
};

/// "ok", "torn-tail", "unsigned", "tampered", "missing", "bad-signature", "epoch-gap", "rollback",
/// "fork", "wrong-log".
llvm::StringRef nameOf(Fault fault);

/// The records from, from + 1, ..., to.
struct RecordRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

struct Verification;
/// The word to show people: nameOf(), but "unwitnessed" for a log whose end nothing outside
/// confirms, so that "ok" is said of no other.
llvm::StringRef stateOf(const Verification &verdict);

struct VerifyOptions {
  /// Signed checkpoints that were kept outside (the text of each).
  std::vector<std::string> outsideCheckpoints{};
  /// The checkpoint that this user's last verification left (see memory.h). It counters a log that
  /// is cut or replaced, but is not far enough away to witness anything. Empty: none.
  std::string remembered{};
  /// Verification::base of the verification that left `remembered`. If it is given, and fits, the
  /// records before it are not read again: a change in them since then is not found. The whole log
  /// is read if it does not fit, if a checkpoint from outside is older, or if something is wrong.
  std::string rememberedBase{};
  /// The verifier key that record 0 must hold. Empty: the log's own word is taken.
  std::string firstKey{};
  /// 0: one for each processor.
  unsigned threads = 0;
};

/// What verifyLog() found.
struct Verification {
  Fault fault = Fault::Unsigned;
  /// The first bad record, if the fault is in one.
  std::optional<std::uint64_t> record;
  /// One sentence for people: what is wrong, or what holds. Contains no text from bodies.
  std::string explanation;

  std::string origin;
  std::string firstKey;
  /// Numbers of the first record present (0 unless pruned) and of the one after the last.
  std::uint64_t first = 0;
  std::uint64_t size = 0;
  /// The first record that was read: `first`, or later if it is incremental.
  std::uint64_t readFrom = 0;
  /// The records that were judged, if not all from readFrom on; see verify_range.h.
  std::optional<RecordRange> range;
  Digest root{};
  /// The signed checkpoint as it is in the log.
  std::string checkpoint;
  /// If it holds: what the next verification needs to begin where this signature ends.
  std::string base;
  /// Records that our own signature covers; the rest was written since.
  std::uint64_t signedSize = 0;
  /// Records that a checkpoint from outside confirms; 0 if there was none.
  std::uint64_t witnessedSize = 0;
  /// The time of the last record, and of the first that nothing outside confirms; microseconds.
  std::int64_t lastTime = 0;
  std::optional<std::int64_t> unwitnessedSince;

  [[nodiscard]] bool holds() const { return fault == Fault::None || fault == Fault::TornTail; }
};

/// Reads all records (but see VerifyOptions::rememberedBase) in the log at `path` and recomputes
/// everything. Takes no lock and may run while others append. Error: the log cannot be read (a log
/// that does not verify is a value, not an error).
llvm::Expected<Verification> verifyLog(llvm::StringRef path, const VerifyOptions &options = {});

} // namespace assay

#endif // ASSAY_AUDIT_VERIFY_H
