#include "audit/publisher.h"
#include "test/unit/audit/tampered_log.h"
#include <fstream>

// The tamper matrix: each way to change a log behind its back, and what verification must say.

using namespace assay;

TEST_F(Tamper, EveryChangedByteIsFoundAndNamed) {
  const std::string whole = readFile(segment_);
  std::uint64_t record = 0;
  VerifyOptions options{.threads = 1};
  std::fstream file(segment_, std::ios::binary | std::ios::in | std::ios::out);
  auto put = [&](std::size_t at, char byte) {
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte).flush();
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    put(i, static_cast<char>(whole[i] ^ (1 << (i % 8))));
    Verification verdict = must(verifyLog(path_, options));
    ASSERT_EQ(verdict.fault, Fault::Tampered) << "byte " << i << " " << verdict.explanation;
    ASSERT_EQ(verdict.record, record) << "byte " << i << ": " << verdict.explanation;
    put(i, whole[i]);
    record += whole[i] == '\n';
  }
}

TEST_F(Tamper, EveryChangedByteOfTheCheckpointIsFound) {
  const std::string whole = readFile(path_ + "/checkpoint");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    writeFile(path_ + "/checkpoint", changed);
    EXPECT_FALSE(must(verifyLog(path_, {.threads = 1})).holds()) << i;
  }
}

TEST_F(Tamper, EveryRemovedRecordIsNamed) {
  const std::vector<std::string> whole = lines_;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    lines_ = whole;
    lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
    store();
    expect(i + 1 == whole.size() ? Fault::Missing : Fault::Tampered, i);
  }
}

TEST_F(Tamper, EveryRepeatedRecordIsNamed) {
  const std::vector<std::string> whole = lines_;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    lines_ = whole;
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(i), whole[i]);
    store();
    expect(Fault::Tampered, i + 1);
  }
}

TEST_F(Tamper, EverySwapIsNamed) {
  const std::vector<std::string> whole = lines_;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    lines_ = whole;
    std::swap(lines_[i], lines_[i + 1]);
    store();
    expect(Fault::Tampered, i);
  }
}

TEST_F(Tamper, AnInsertedRecordIsNamed) {
  AuditRecord forged = must(parseRecord(lines_[30]));
  forged.body["level"] = "LOW";
  lines_.insert(lines_.begin() + 30, must(formatRecord(forged)));
  store();
  expect(Fault::Tampered, 30);
}

TEST_F(Tamper, AnEditedTimeIsNamed) {
  AuditRecord record = must(parseRecord(lines_[30]));
  record.time += 86'400'000'000;
  lines_[30] = must(formatRecord(record));
  store();
  expect(Fault::Tampered, 30);
}

TEST_F(Tamper, AnEarlierTimeIsFoundEvenInAFreshChain) {
  AuditRecord record = must(parseRecord(lines_[30]));
  record.time -= 86'400'000'000;
  lines_[30] = must(formatRecord(record));
  rechain(31);
  store();
  expect(Fault::Tampered, 30);
}

TEST_F(Tamper, ACutTailIsMissing) {
  lines_.resize(60);
  store();
  expect(Fault::Missing, 60);
}

TEST_F(Tamper, ACutTailWithTheOlderCheckpointNeedsAWitness) {
  const std::string latest = readFile(path_ + "/checkpoint");
  writeFile(segment_, older_);
  writeFile(path_ + "/checkpoint", kept_);
  Verification verdict = must(verifyLog(path_));
  EXPECT_TRUE(verdict.holds());
  EXPECT_TRUE(verdict.unwitnessedSince)
      << "nothing in the folder can tell, so it must not look confirmed";
  expect(Fault::Rollback, 50, {.outsideCheckpoints = {latest}});
  expect(Fault::Rollback, 50, {.remembered = latest});
}

TEST_F(Tamper, ARewriteWithoutTheKeyIsFound) {
  AuditRecord record = must(parseRecord(lines_[5]));
  record.body["level"] = "LOW";
  lines_[5] = must(formatRecord(record));
  rechain(6);
  store();
  expect(Fault::Tampered, 99);
}

TEST_F(Tamper, ARewriteWithAnotherKeyIsFound) {
  SigningKey key = must(SigningKey::generate(ownKey().verifier().name));
  rechain(50);
  resign(key);
  expect(Fault::BadSignature);
}

TEST_F(Tamper, AFreshLogInItsPlaceIsFoundByWhoKnowsTheFirst) {
  std::string firstKey = must(verifyLog(path_)).firstKey;
  llvm::sys::fs::remove_directories(path_);
  appendTo(path_, 120);
  EXPECT_TRUE(must(verifyLog(path_)).holds());
  expect(Fault::WrongLog, std::nullopt, {.firstKey = firstKey});
  expect(Fault::WrongLog, std::nullopt, {.outsideCheckpoints = {kept_}});
  expect(Fault::WrongLog, std::nullopt, {.remembered = kept_});
}

TEST_F(Tamper, AForkWithTheSameKeyIsProvedByTheKeptCheckpoint) {
  AuditRecord record = must(parseRecord(lines_[5]));
  record.body["level"] = "LOW";
  lines_[5] = must(formatRecord(record));
  rechain(6);
  store();
  resign(ownKey());
  EXPECT_TRUE(must(verifyLog(path_)).holds());
  expect(Fault::Fork, std::nullopt, {.outsideCheckpoints = {kept_}});
}

TEST_F(Tamper, StrippedSignaturesAreNoPass) {
  llvm::sys::fs::remove(path_ + "/checkpoint");
  expect(Fault::Unsigned);
  EXPECT_NE(problemOf(AuditLog::open(path_)), "") << "a writer must not sign over it";
}

TEST_F(Tamper, ARecordOfAnotherLogIsFound) {
  appendTo(folder_.file("other"), 100);
  lines_[40] = linesOf(readFile(firstSegment(folder_.file("other"))))[40];
  store();
  expect(Fault::Tampered, 40);
}

TEST_F(Tamper, BytesAfterTheLastRecordAreNoRecord) {
  std::string whole = readFile(segment_);
  writeFile(segment_, whole + "\n");
  expect(Fault::Tampered, 100);
  writeFile(segment_, whole + "junk\n");
  expect(Fault::Tampered, 100);
  EXPECT_NE(problemOf(AuditLog::open(path_)), "");
}

TEST_F(Tamper, AMovedSegmentIsFound) {
  ASSERT_FALSE(llvm::sys::fs::rename(segment_, path_ + "/" + segmentName(7)));
  EXPECT_EQ(must(verifyLog(path_)).fault, Fault::Missing);
  ASSERT_FALSE(llvm::sys::fs::rename(path_ + "/" + segmentName(7), path_ + "/segments/x"));
  EXPECT_EQ(must(verifyLog(path_)).fault, Fault::Tampered);
}

TEST(TamperSegments, ARemovedOrSwappedSegmentIsNamed) {
  TemporaryFolder folder;
  std::string path = folder.log();
  appendTo(path, 40, {.segmentBytes = 3000});
  auto segments = must(listSegments(must(LogFolder::open(path, Access::Read))));
  ASSERT_GT(segments.size(), 3u);
  std::string second = path + "/" + segmentName(segments[1].first);
  std::string third = path + "/" + segmentName(segments[2].first);
  std::string a = readFile(second), b = readFile(third);
  llvm::sys::fs::remove(second);
  EXPECT_EQ(must(verifyLog(path)).record, segments[1].first);
  writeFile(second, b);
  writeFile(third, a);
  EXPECT_EQ(must(verifyLog(path)).record, segments[1].first);
  writeFile(second, a);
  writeFile(third, b);
  llvm::sys::fs::remove(path + "/" + segmentName(0));
  Verification verdict = must(verifyLog(path));
  EXPECT_EQ(verdict.fault, Fault::Missing);
  EXPECT_EQ(verdict.record, 0u);
}

namespace {

/// A log whose key was replaced at record 6.
class TamperEpochs : public testing::Test {
protected:
  void SetUp() override {
    auto log = must(AuditLog::open(path_));
    for (int i = 0; i < 5; ++i)
      must(log->append(event(i)));
    must(log->rotateKey());
    for (int i = 0; i < 5; ++i)
      must(log->append(event(i)));
    log.reset();
    ASSERT_EQ(must(verifyLog(path_)).fault, Fault::None);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.log();
  std::string closing_ = path_ + "/" + epochName(7);
};

} // namespace

TEST_F(TamperEpochs, ASkippedEpochIsAGap) {
  llvm::sys::fs::remove(closing_);
  Verification verdict = must(verifyLog(path_));
  EXPECT_EQ(verdict.fault, Fault::EpochGap) << verdict.explanation;
  EXPECT_EQ(verdict.record, 6u);
}

TEST_F(TamperEpochs, OldRecordsSignedAnewWithTodaysKeyAreFound) {
  // Rewrites record 2 and all after it, and signs with the key that the log has now: the closing
  // checkpoint of the erased key cannot be made to fit.
  std::vector<std::string> lines = linesOf(readFile(firstSegment(path_)));
  std::vector<StoredKey> keys = must(loadKeys(must(LogFolder::open(path_, Access::Read))));
  AuditRecord record = must(parseRecord(lines[2]));
  record.body["level"] = "LOW";
  lines[2] = must(formatRecord(record));
  CompactRange range, closed;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    AuditRecord next = must(parseRecord(lines[i]));
    if (i > 0)
      next.prev = leafHash(lines[i - 1]);
    lines[i] = must(formatRecord(next));
    range.append(leafHash(lines[i]));
    if (i == 6)
      closed = range;
  }
  writeFile(firstSegment(path_), llvm::join(lines, "\n") + "\n");
  const SigningKey &key = keys.back().key;
  auto sign = [&](const CompactRange &to) {
    return must(key.sign(Checkpoint{key.verifier().name, to.end(), to.root()}.text()));
  };
  writeFile(path_ + "/checkpoint", sign(range));
  EXPECT_EQ(must(verifyLog(path_)).fault, Fault::Tampered);
  writeFile(closing_, sign(closed));
  Verification verdict = must(verifyLog(path_));
  EXPECT_EQ(verdict.fault, Fault::BadSignature) << verdict.explanation;
  EXPECT_EQ(verdict.record, 6u);
}
