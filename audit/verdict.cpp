#include "audit/verdict.h"

#include "audit/signed_note.h"
#include "llvm/Support/FormatVariadic.h"

namespace assay {

namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

/// The facts that the verdict is made from, and the verdict. Each check returns true if it found a
/// fault, which is then set.
class LogVerifier {
public:
  LogVerifier(const VerifyOptions &options, const Snapshot &snapshot, const ChainResult &chain,
              std::uint64_t readFrom, std::optional<LogCheck> skipped)
      : options_(options), snapshot_(snapshot), chain_(chain), skipped_(skipped) {
    verdict_.readFrom = readFrom;
  }

  Verification run(const std::optional<Checkpoint> &own, llvm::ArrayRef<Checkpoint> outside) {
    verdict_.size = chain_.range.end();
    verdict_.first = snapshot_.segments.empty() ? 0 : snapshot_.segments.front().first;
    verdict_.lastTime = chain_.lastTime;
    verdict_.root = chain_.range.root();
    if (!chain_.epochs.empty())
      verdict_.firstKey = chain_.epochs.front().verifierKey;
    if (own)
      verdict_.origin = own->origin;
    verdict_.checkpoint = snapshot_.checkpoint;
    if (checkIdentity() || checkBreak(own) || checkOwn(own) || checkClosings() ||
        checkOutside(outside))
      return verdict_;
    verdict_.fault = chain_.broken ? Fault::TornTail : Fault::None;
    verdict_.base = baseAt(verdict_.signedSize);
    sayWhatHolds();
    return verdict_;
  }

private:
  bool fail(LogCheck check, Fault fault, std::optional<std::uint64_t> record,
            std::string explanation) {
    if (check == skipped_)
      return false;
    verdict_.fault = fault;
    verdict_.record = record;
    verdict_.explanation = std::move(explanation);
    return true;
  }

  bool checkIdentity() {
    if (options_.firstKey.empty() || verdict_.firstKey == options_.firstKey)
      return false;
    return fail(LogCheck::FirstKey, Fault::WrongLog, std::nullopt,
                "its first key is not the one that was expected");
  }

  bool checkBreak(const std::optional<Checkpoint> &own) {
    if (!chain_.broken)
      return false;
    const ChainBreak &broken = *chain_.broken;
    if (broken.isTorn && (!own || own->size <= broken.record))
      return false;
    std::uint64_t record = broken.record;
    std::string what = broken.what;
    if (broken.rootIfBefore && own && own->size == record + 1 &&
        own->root == *broken.rootIfBefore) {
      --record;
      what = "record " + number(record) + " was changed: with the hash that record " +
             number(record + 1) + " holds, the records lead to the checkpoint";
    }
    return fail(LogCheck::Chain, Fault::Tampered, record, what);
  }

  /// The key that signs checkpoints of `size` records.
  std::optional<VerifierKey> keyFor(std::uint64_t size) const {
    std::optional<VerifierKey> found;
    for (const Epoch &epoch : chain_.epochs) {
      if (epoch.since >= size)
        break;
      llvm::Expected<VerifierKey> key = parseVerifierKey(epoch.verifierKey);
      if (key)
        found = *key;
      else
        llvm::consumeError(key.takeError());
    }
    return found;
  }

  /// Empty: `note` is signed by the key of records [0, size).
  std::string signatureProblem(llvm::StringRef note, std::uint64_t size) const {
    std::optional<VerifierKey> key = keyFor(size);
    if (!key)
      return "the log announces no key";
    llvm::Expected<std::string> text = openNote(note, *key);
    if (!text)
      return llvm::toString(text.takeError());
    llvm::Expected<Checkpoint> checkpoint = parseCheckpoint(*text);
    if (!checkpoint)
      return llvm::toString(checkpoint.takeError());
    return checkpoint->origin == key->name ? "" : "its origin is not its key's name";
  }

  bool checkOwn(const std::optional<Checkpoint> &own) {
    if (snapshot_.checkpoint.empty())
      return fail(LogCheck::CheckpointPresent, Fault::Unsigned, std::nullopt,
                  "there is no checkpoint: nothing is signed");
    if (!own)
      return fail(LogCheck::CheckpointForm, Fault::BadSignature, std::nullopt,
                  "the file checkpoint holds no checkpoint");
    if (own->size > verdict_.size && fail(LogCheck::CheckpointSize, Fault::Missing, verdict_.size,
                                          "the checkpoint covers " + number(own->size) +
                                              " records, and there are " + number(verdict_.size)))
      return true;
    std::string problem = signatureProblem(snapshot_.checkpoint, own->size);
    if (!problem.empty() && fail(LogCheck::CheckpointSignature, Fault::BadSignature, std::nullopt,
                                 "the checkpoint: " + problem))
      return true;
    auto point = chain_.points.find(own->size);
    if (point == chain_.points.end())
      return fail(LogCheck::CheckpointReach, Fault::Missing, std::nullopt,
                  "the checkpoint covers " + number(own->size) + " records, the log begins later");
    if (point->second.range.root() != own->root && failRoot(own->size))
      return true;
    verdict_.signedSize = own->size;
    return false;
  }

  /// The chain holds, but does not lead to what was signed: it was written anew from some record
  /// on. The last closing checkpoint that still fits bounds which.
  bool failRoot(std::uint64_t size) {
    std::uint64_t good = 0;
    for (const auto &[closed, note] : snapshot_.closings) {
      llvm::Expected<Checkpoint> closing = parseCheckpoint(note);
      if (!closing) {
        llvm::consumeError(closing.takeError());
        continue;
      }
      auto point = chain_.points.find(closed);
      if (point != chain_.points.end() && point->second.range.root() == closing->root)
        good = closed;
    }
    return fail(LogCheck::CheckpointRoot, Fault::Tampered, size - 1,
                "the records up to " + number(size - 1) +
                    " are not those that were signed; the first that differs is between " +
                    number(good) + " and " + number(size - 1));
  }

  /// Each key but the last must have signed the state in which it was replaced: one who has today's
  /// key cannot have made that.
  bool checkClosings() {
    for (std::size_t i = 1; i < chain_.epochs.size(); ++i) {
      std::uint64_t size = chain_.epochs[i].since + 1;
      // A change under way when a writer was killed is completed by the next; what was pruned is
      // vouched for by the signed prune record, and what is not read again by who read it.
      if (size > verdict_.signedSize || size <= verdict_.readFrom)
        continue;
      if (checkClosing(size))
        return true;
    }
    return false;
  }

  bool checkClosing(std::uint64_t size) {
    auto note = snapshot_.closings.find(size);
    if (note == snapshot_.closings.end())
      return fail(LogCheck::ClosingPresent, Fault::EpochGap, size - 1,
                  "the key that record " + number(size - 1) +
                      " replaced did not sign the log up to there");
    std::string what = "the closing checkpoint of " + number(size) + " records: ";
    llvm::Expected<Checkpoint> closing = parseCheckpoint(note->second);
    if (!closing)
      return fail(LogCheck::ClosingForm, Fault::BadSignature, size - 1,
                  what + llvm::toString(closing.takeError()));
    std::string problem = signatureProblem(note->second, size - 1);
    if (!problem.empty() &&
        fail(LogCheck::ClosingSignature, Fault::BadSignature, size - 1, what + problem))
      return true;
    auto point = chain_.points.find(size);
    bool isSame = closing->size == size && point != chain_.points.end() &&
                  point->second.range.root() == closing->root;
    return !isSame && fail(LogCheck::ClosingRoot, Fault::Tampered, size - 1,
                           "the records up to " + number(size - 1) +
                               " are not those that the key of their time signed");
  }

  bool checkOutside(llvm::ArrayRef<Checkpoint> outside) {
    for (std::size_t i = 0; i < outside.size(); ++i) {
      bool isRemembered = i == options_.outsideCheckpoints.size();
      llvm::StringRef note = isRemembered ? options_.remembered : options_.outsideCheckpoints[i];
      if (checkOutside(outside[i], note))
        return true;
      if (!isRemembered && chain_.points.contains(outside[i].size))
        verdict_.witnessedSize = std::max(verdict_.witnessedSize, outside[i].size);
    }
    return false;
  }

  bool checkOutside(const Checkpoint &known, llvm::StringRef note) {
    std::string size = number(known.size);
    if (known.origin != verdict_.origin &&
        fail(LogCheck::OutsideOrigin, Fault::WrongLog, std::nullopt,
             "a checkpoint from outside is of another log"))
      return true;
    if (known.size > verdict_.size && fail(LogCheck::OutsideSize, Fault::Rollback, verdict_.size,
                                           "a checkpoint from outside covers " + size +
                                               " records, and there are " + number(verdict_.size)))
      return true;
    // A size at which the key changed may be signed by the old key or the new.
    bool isSigned = signatureProblem(note, known.size).empty() ||
                    signatureProblem(note, known.size - 1).empty();
    if (!isSigned && fail(LogCheck::OutsideSignature, Fault::WrongLog, std::nullopt,
                          "a checkpoint from outside is not signed by a key of this log"))
      return true;
    auto point = chain_.points.find(known.size);
    bool isSame = point == chain_.points.end() || point->second.range.root() == known.root;
    return !isSame && fail(LogCheck::OutsideRoot, Fault::Fork, std::nullopt,
                           "two histories are signed: the first " + size +
                               " records are not those of a checkpoint from outside");
  }

  /// What a later verification that begins at `size` needs to know.
  std::string baseAt(std::uint64_t size) const {
    auto point = chain_.points.find(size);
    if (point == chain_.points.end())
      return {};
    LogBase base{point->second.range, point->second.lastLeaf, point->second.lastTime, {}};
    for (const Epoch &epoch : chain_.epochs)
      if (epoch.since < size)
        base.epochs.push_back(epoch);
    return llvm::formatv("{0}", llvm::json::Value(pruneBody(base)));
  }

  void sayWhatHolds() {
    bool isPart = verdict_.readFrom > verdict_.first;
    verdict_.explanation = number(verdict_.size - verdict_.readFrom) +
                           (isPart ? " new records hold, " : " records hold, ") +
                           number(verdict_.signedSize) + " are signed";
    if (isPart)
      verdict_.explanation += "; those before " + number(verdict_.readFrom) +
                              " held when they were last verified, and were not read again";
    if (verdict_.first > 0)
      verdict_.explanation += ", those before " + number(verdict_.first) + " were pruned";
    if (chain_.broken)
      verdict_.explanation += "; the last is unfinished, the next writer repairs it";
    if (verdict_.witnessedSize == verdict_.size)
      return;
    auto time = chain_.times.find(std::max(verdict_.witnessedSize, verdict_.first));
    verdict_.unwitnessedSince = time == chain_.times.end() ? verdict_.lastTime : time->second;
  }

  const VerifyOptions &options_;
  const Snapshot &snapshot_;
  const ChainResult &chain_;
  std::optional<LogCheck> skipped_;
  Verification verdict_;
};

} // namespace

Verification judgeLog(const VerifyOptions &options, const Snapshot &snapshot,
                      const ChainResult &chain, std::uint64_t readFrom,
                      const std::optional<Checkpoint> &own, llvm::ArrayRef<Checkpoint> outside,
                      std::optional<LogCheck> skipped) {
  return LogVerifier(options, snapshot, chain, readFrom, skipped).run(own, outside);
}

} // namespace assay
