#include "audit/publisher.h"
#include "audit/verdict.h"
#include "test/unit/audit/tampered_log.h"

// The verifier itself is changed: each of its checks is left out in turn, and for each there is a
// tampered log that only this check names rightly. A check that nothing would miss is none.

using namespace assay;

namespace {

/// How a log was changed, and what verification must then say.
struct Tampering {
  Fault fault;
  std::optional<std::uint64_t> record{};
  VerifyOptions options{};
};

class VerifierMutation : public Tamper, public testing::WithParamInterface<unsigned> {
protected:
  /// The log whose key is replaced at record 100; the old one is returned.
  SigningKey rotate() {
    SigningKey old = ownKey();
    must(must(AuditLog::open(path_))->rotateKey());
    return old;
  }
  void storeClosing(llvm::StringRef note) { writeFile(path_ + "/" + epochName(101), note); }

  void changeRecord(std::size_t seq) {
    AuditRecord record = must(parseRecord(lines_[seq]));
    record.body["level"] = "LOW";
    lines_[seq] = must(formatRecord(record));
  }

  /// A checkpoint of what is there, signed with `key`.
  std::string noteBy(const SigningKey &key, std::uint64_t size, const Digest &root) {
    return must(key.sign(Checkpoint{key.verifier().name, size, root}.text()));
  }

  std::string checkpointOfOther(int records) {
    appendTo(folder_.file("other"), records);
    return readFile(folder_.file("other") + "/checkpoint");
  }

  /// The log loses its first segments, and gets its first checkpoint back.
  void pruneUnderTheCheckpoint() {
    path_ = folder_.file("pruned");
    appendTo(path_, 1);
    std::string first = readFile(path_ + "/checkpoint");
    appendTo(path_, 40, {.segmentBytes = 3000});
    std::uint64_t begin = must(must(AuditLog::open(path_, {.segmentBytes = 3000}))
                                   ->prune(std::numeric_limits<std::int64_t>::max()));
    ASSERT_GT(begin, 2u);
    writeFile(path_ + "/checkpoint", first);
  }

  Tampering tamper(LogCheck check);
  Tampering tamperCheckpoint(LogCheck check);
  Tampering tamperClosing(LogCheck check);
  Tampering tamperOutside(LogCheck check);
};

Tampering VerifierMutation::tamperCheckpoint(LogCheck check) {
  const std::string checkpoint = path_ + "/checkpoint";
  switch (check) {
  case LogCheck::CheckpointPresent:
    llvm::sys::fs::remove(checkpoint);
    return {Fault::Unsigned};
  case LogCheck::CheckpointForm:
    writeFile(checkpoint, "a checkpoint\n");
    return {Fault::BadSignature};
  case LogCheck::CheckpointSize:
    lines_.resize(60);
    store();
    return {Fault::Missing, 60};
  case LogCheck::CheckpointSignature:
    resign(must(SigningKey::generate(ownKey().verifier().name)));
    return {Fault::BadSignature};
  case LogCheck::CheckpointReach:
    pruneUnderTheCheckpoint();
    return {Fault::Missing};
  default:
    changeRecord(5);
    rechain(6);
    store();
    return {Fault::Tampered, 99};
  }
}

Tampering VerifierMutation::tamperClosing(LogCheck check) {
  SigningKey old = rotate();
  Digest root = must(verifyLog(path_)).root;
  switch (check) {
  case LogCheck::ClosingPresent:
    llvm::sys::fs::remove(path_ + "/" + epochName(101));
    return {Fault::EpochGap, 100};
  case LogCheck::ClosingForm:
    storeClosing("a checkpoint\n");
    return {Fault::BadSignature, 100};
  case LogCheck::ClosingSignature:
    storeClosing(noteBy(ownKey(), 101, root));
    return {Fault::BadSignature, 100};
  default:
    storeClosing(noteBy(old, 101, Digest()));
    return {Fault::Tampered, 100};
  }
}

Tampering VerifierMutation::tamperOutside(LogCheck check) {
  Digest root = must(verifyLog(path_)).root;
  std::string name = ownKey().verifier().name;
  switch (check) {
  case LogCheck::OutsideOrigin:
    // It has more records: without the check it would look as if ours had lost some.
    return {Fault::WrongLog, {}, {.outsideCheckpoints = {checkpointOfOther(120)}}};
  case LogCheck::OutsideSize:
    return {Fault::Rollback, 100, {.outsideCheckpoints = {noteBy(ownKey(), 150, root)}}};
  case LogCheck::OutsideSignature: {
    SigningKey stranger = must(SigningKey::generate(name));
    return {Fault::WrongLog, {}, {.outsideCheckpoints = {noteBy(stranger, 100, root)}}};
  }
  default:
    return {Fault::Fork, {}, {.outsideCheckpoints = {noteBy(ownKey(), 60, root)}}};
  }
}

Tampering VerifierMutation::tamper(LogCheck check) {
  switch (check) {
  case LogCheck::FirstKey: {
    SigningKey other = must(SigningKey::generate("other"));
    return {Fault::WrongLog, {}, {.firstKey = other.verifier().text()}};
  }
  case LogCheck::Chain:
    changeRecord(30);
    store();
    return {Fault::Tampered, 30};
  case LogCheck::CheckpointPresent:
  case LogCheck::CheckpointForm:
  case LogCheck::CheckpointSize:
  case LogCheck::CheckpointSignature:
  case LogCheck::CheckpointReach:
  case LogCheck::CheckpointRoot:
    return tamperCheckpoint(check);
  case LogCheck::ClosingPresent:
  case LogCheck::ClosingForm:
  case LogCheck::ClosingSignature:
  case LogCheck::ClosingRoot:
    return tamperClosing(check);
  case LogCheck::OutsideOrigin:
  case LogCheck::OutsideSize:
  case LogCheck::OutsideSignature:
  case LogCheck::OutsideRoot:
    return tamperOutside(check);
  }
  return {Fault::None};
}

} // namespace

TEST_P(VerifierMutation, OnlyThisCheckNamesIt) {
  auto check = static_cast<LogCheck>(GetParam());
  Tampering tampering = tamper(check);
  expect(tampering.fault, tampering.record, tampering.options);
  Verification mutant = must(verifyLogWithout(check, path_, tampering.options));
  EXPECT_FALSE(mutant.fault == tampering.fault && mutant.record == tampering.record)
      << "without the check it is found all the same: " << mutant.explanation;
}

INSTANTIATE_TEST_SUITE_P(EachCheck, VerifierMutation, testing::Range(0u, logCheckCount));

// Who has the key can sign anything; of these, only the walk over the records tells.

TEST_F(Tamper, ASignedRecordThatIsNoneIsNamed) {
  llvm::StringRef line = lines_[99];
  ASSERT_TRUE(line.consume_back("\"v\":1}"));
  lines_[99] = line.str() + "\"v\": 1}";
  store();
  resign(ownKey());
  expect(Fault::Tampered, 99);
}

TEST_F(Tamper, ASignedWrongNumberIsNamed) {
  AuditRecord record = must(parseRecord(lines_[99]));
  record.seq = 100;
  lines_[99] = must(formatRecord(record));
  store();
  resign(ownKey());
  expect(Fault::Tampered, 99);
}

TEST_F(Tamper, ASignedWrongPrevIsNamed) {
  AuditRecord record = must(parseRecord(lines_[99]));
  record.prev = Digest();
  lines_[99] = must(formatRecord(record));
  store();
  resign(ownKey());
  expect(Fault::Tampered, 99);
}

TEST_F(Tamper, ASignedEarlierTimeIsNamed) {
  AuditRecord record = must(parseRecord(lines_[99]));
  record.time -= 86'400'000'000;
  lines_[99] = must(formatRecord(record));
  store();
  resign(ownKey());
  expect(Fault::Tampered, 99);
}

TEST_F(Tamper, ASegmentThatIsCutInTwoUnderAWrongNameIsNamed) {
  std::vector<std::string> all = lines_;
  lines_.resize(50);
  store();
  writeFile(path_ + "/" + segmentName(51),
            llvm::join(llvm::ArrayRef(all).drop_front(50), "\n") + "\n");
  expect(Fault::Tampered, 50);
}
