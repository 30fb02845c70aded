#include "audit/segment.h"
#include "test/unit/audit/temporary_log.h"

// Verification that begins where the last one ended.

using namespace assay;

namespace {

VerifyOptions after(const Verification &last) {
  return {.remembered = last.checkpoint, .rememberedBase = last.base};
}

class Incremental : public testing::Test {
protected:
  /// Small segments, so that the place to begin at is in one of several.
  void append(int count) { appendTo(path_, count, {.segmentBytes = 3000}); }
  void SetUp() override {
    append(30);
    last_ = must(verifyLog(path_));
    ASSERT_EQ(last_.fault, Fault::None);
  }

  /// Changes a letter of the body of record `seq`, in place.
  void change(std::uint64_t seq) {
    auto segments = must(listSegments(must(LogFolder::open(path_, Access::Read))));
    std::uint64_t first = 0;
    for (const Segment &segment : segments)
      if (segment.first <= seq)
        first = segment.first;
    std::string file = path_ + "/" + segmentName(first), text = readFile(file);
    std::size_t at = 0;
    for (; first < seq; ++first)
      at = text.find('\n', at) + 1;
    text[text.find("HIGH", at)] = 'L';
    writeFile(file, text);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.log();
  Verification last_;
};

} // namespace

TEST_F(Incremental, ReadsWhatIsNewAndAgreesWithTheWhole) {
  for (int round = 0; round < 12; ++round) {
    append(round % 4);
    Verification whole = must(verifyLog(path_));
    Verification part = must(verifyLog(path_, after(last_)));
    EXPECT_EQ(part.fault, Fault::None) << part.explanation;
    EXPECT_EQ(part.readFrom, last_.signedSize);
    EXPECT_EQ(part.size, whole.size);
    EXPECT_EQ(part.root, whole.root);
    EXPECT_EQ(part.base, whole.base);
    EXPECT_EQ(part.firstKey, whole.firstKey);
    EXPECT_EQ(part.unwitnessedSince, whole.unwitnessedSince);
    last_ = part;
  }
}

TEST_F(Incremental, FollowsTheKeys) {
  must(must(AuditLog::open(path_))->rotateKey());
  append(5);
  Verification part = must(verifyLog(path_, after(last_)));
  EXPECT_EQ(part.readFrom, last_.signedSize);
  EXPECT_EQ(part.fault, Fault::None) << part.explanation;
  append(5);
  Verification next = must(verifyLog(path_, after(part)));
  EXPECT_EQ(next.readFrom, part.signedSize);
  EXPECT_EQ(next.fault, Fault::None) << next.explanation;
  EXPECT_EQ(next.firstKey, last_.firstKey);
}

TEST_F(Incremental, NamesAChangeInWhatIsNew) {
  append(10);
  change(35);
  Verification part = must(verifyLog(path_, after(last_)));
  EXPECT_EQ(part.fault, Fault::Tampered);
  EXPECT_EQ(part.record, 35u);
}

TEST_F(Incremental, DoesNotReadAndDoesNotClaimWhatIsOld) {
  append(10);
  change(5);
  Verification part = must(verifyLog(path_, after(last_)));
  EXPECT_TRUE(part.holds());
  EXPECT_NE(part.explanation.find("those before 31 held when they were last verified, and were "
                                  "not read again"),
            std::string::npos)
      << part.explanation;
  EXPECT_EQ(must(verifyLog(path_)).record, 5u);
}

TEST_F(Incremental, AChangeOfTheLastOldRecordIsFound) {
  append(10);
  change(30);
  Verification part = must(verifyLog(path_, after(last_)));
  EXPECT_EQ(part.fault, Fault::Tampered);
  EXPECT_EQ(part.record, 30u);
}

TEST_F(Incremental, AShorterLogIsARollback) {
  TemporaryFolder copies;
  std::string older = copies.file("older");
  ASSERT_EQ(std::system(("cp -r " + path_ + " " + older).c_str()), 0);
  append(10);
  Verification later = must(verifyLog(path_));
  Verification part = must(verifyLog(older, after(later)));
  EXPECT_EQ(part.fault, Fault::Rollback) << part.explanation;
}

TEST_F(Incremental, ABaseThatDoesNotFitIsNotUsed) {
  append(10);
  Verification later = must(verifyLog(path_));
  for (const std::string &base : {std::string("{"), std::string("{}"), later.base}) {
    Verification part =
        must(verifyLog(path_, {.remembered = last_.checkpoint, .rememberedBase = base}));
    EXPECT_EQ(part.readFrom, 0u);
    EXPECT_EQ(part.fault, Fault::None);
  }
}

TEST_F(Incremental, AnOlderCheckpointFromOutsideIsCompared) {
  append(10);
  Verification later = must(verifyLog(path_));
  append(10);
  VerifyOptions options = after(later);
  options.outsideCheckpoints = {last_.checkpoint};
  Verification part = must(verifyLog(path_, options));
  EXPECT_EQ(part.readFrom, 0u);
  EXPECT_EQ(part.witnessedSize, last_.signedSize);
  options.outsideCheckpoints = {later.checkpoint};
  part = must(verifyLog(path_, options));
  EXPECT_EQ(part.readFrom, later.signedSize);
  EXPECT_EQ(part.witnessedSize, later.signedSize);
}
