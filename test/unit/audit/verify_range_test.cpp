#include "audit/publisher.h"
#include "audit/tile.h"
#include "audit/tree_reader.h"
#include "audit/verify_range.h"
#include "test/unit/audit/tampered_log.h"

// Verification of some records, by the hashes of the others or by tiles.

using namespace assay;

namespace {

/// 600 records in many segments, with three keys; and the log's tiles.
class VerifyRange : public testing::Test {
protected:
  void SetUp() override {
    for (int part = 0; part < 3; ++part) {
      append(199);
      if (part < 2)
        must(must(AuditLog::open(path_))->rotateKey());
    }
    must(exportTiles(path_, tiles_));
    whole_ = must(verifyLog(path_));
    ASSERT_EQ(whole_.fault, Fault::None) << whole_.explanation;
    ASSERT_EQ(whole_.size, 600u);
  }

  void append(int count) { appendTo(path_, count, {.segmentBytes = 40'000}); }

  Verification verify(std::uint64_t from, std::uint64_t to, bool byTiles,
                      const VerifyOptions &options = {}) {
    return must(verifyRange(
        path_, {.from = from, .to = to, .tiles = byTiles ? tiles_ : std::string()}, options));
  }

  /// The segment with record `seq`, and where the record begins in it.
  std::pair<std::string, std::size_t> placeOf(std::uint64_t seq) {
    std::uint64_t first = 0;
    for (const Segment &s : must(listSegments(must(LogFolder::open(path_, Access::Read)))))
      if (s.first <= seq)
        first = s.first;
    std::string file = path_ + "/" + segmentName(first), text = readFile(file);
    std::size_t at = 0;
    for (; first < seq; ++first)
      at = text.find('\n', at) + 1;
    return {file, at};
  }

  void change(std::uint64_t seq) {
    auto [file, at] = placeOf(seq);
    std::string text = readFile(file);
    text[text.find("HIGH", at)] = 'L';
    writeFile(file, text);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.log();
  std::string tiles_ = folder_.file("tiles");
  Verification whole_;
};

} // namespace

TEST_F(VerifyRange, AgreesWithTheWholeWhereverTheRangeIs) {
  const std::pair<std::uint64_t, std::uint64_t> ranges[] = {
      {0, 0},     {0, 599},   {1, 1},     {199, 202}, {200, 200}, {201, 399},
      {255, 256}, {256, 511}, {300, 300}, {599, 599}, {512, 599}, {401, 402}};
  for (auto [from, to] : ranges)
    for (bool byTiles : {false, true}) {
      Verification part = verify(from, to, byTiles);
      EXPECT_EQ(part.fault, Fault::None) << from << " " << to << ": " << part.explanation;
      EXPECT_EQ(part.root, whole_.root);
      EXPECT_EQ(part.firstKey, whole_.firstKey);
      EXPECT_EQ(part.signedSize, 600u);
      EXPECT_TRUE(part.base.empty());
      ASSERT_TRUE(part.range);
      EXPECT_EQ(part.range->from, from);
      EXPECT_EQ(part.range->to, to);
    }
}

TEST_F(VerifyRange, NamesAChangeInTheRange) {
  change(300);
  for (bool byTiles : {false, true}) {
    Verification part = verify(250, 350, byTiles);
    EXPECT_EQ(part.fault, Fault::Tampered) << part.explanation;
    EXPECT_EQ(part.record, 300u) << part.explanation;
  }
}

TEST_F(VerifyRange, OfWhatIsOutsideTilesSayNothingAndHashesAll) {
  change(300);
  Verification part = verify(400, 450, true);
  EXPECT_TRUE(part.holds()) << part.explanation;
  EXPECT_NE(part.explanation.find("of the others nothing was read"), std::string::npos);
  part = verify(400, 450, false);
  EXPECT_EQ(part.fault, Fault::Tampered) << part.explanation;
  EXPECT_EQ(part.record, 300u) << part.explanation;
}

TEST_F(VerifyRange, RecordsThatAreGoneAreFound) {
  auto [file, at] = placeOf(550);
  writeFile(file, llvm::StringRef(readFile(file)).take_front(at));
  for (const Segment &s : must(listSegments(must(LogFolder::open(path_, Access::Read)))))
    if (s.first > 550)
      llvm::sys::fs::remove(path_ + "/" + segmentName(s.first));
  for (bool byTiles : {false, true}) {
    Verification part = verify(540, 560, byTiles);
    EXPECT_EQ(part.fault, Fault::Missing) << part.explanation;
    EXPECT_EQ(part.record, 550u) << part.explanation;
  }
}

TEST_F(VerifyRange, EveryChangedHashOfTheTilesIsFound) {
  // The keys (0, 200 and 400) and the range are hashed from their records; all other leaves count.
  const std::pair<const char *, std::uint64_t> tiles[] = {
      {"0/000", 0}, {"0/001", 256}, {"0/002.p/88", 512}};
  for (auto [name, first] : tiles) {
    std::string file = tiles_ + "/tile/" + name;
    const std::string whole = readFile(file);
    for (std::uint64_t i = 0; i < whole.size() / sizeof(Digest); i += 4) {
      std::uint64_t seq = first + i;
      std::string changed = whole;
      changed[i * sizeof(Digest) + i % sizeof(Digest)] ^= 1;
      writeFile(file, changed);
      bool isKnown = seq == 0 || seq == 200 || seq == 400 || (seq >= 530 && seq <= 540);
      Verification part = verify(530, 540, true);
      EXPECT_EQ(part.holds(), isKnown) << "record " << seq << ": " << part.explanation;
    }
    writeFile(file, whole);
  }
}

TEST_F(VerifyRange, TilesWithoutAKeyAreNotBelieved) {
  std::string keys = readFile(tiles_ + "/keys");
  std::size_t second = keys.find('\n') + 1, third = keys.find('\n', second) + 1;
  // Without the last key, its signature is a stranger's; without the one in between, the closing
  // checkpoint of that is.
  writeFile(tiles_ + "/keys", keys.substr(0, third));
  EXPECT_EQ(verify(10, 20, true).fault, Fault::BadSignature);
  writeFile(tiles_ + "/keys", keys.substr(0, second) + keys.substr(third));
  EXPECT_EQ(verify(10, 20, true).fault, Fault::BadSignature);
  writeFile(tiles_ + "/keys", "7 " + keys);
  EXPECT_NE(problemOf(verifyRange(path_, {.tiles = tiles_})), "");
}

TEST_F(VerifyRange, AnOlderExportCoversWhatItCovers) {
  append(50);
  must(must(AuditLog::open(path_))->rotateKey());
  Verification later = must(verifyLog(path_));
  Verification part =
      verify(100, 599, true, {.outsideCheckpoints = {later.checkpoint, whole_.checkpoint}});
  EXPECT_TRUE(part.holds()) << part.explanation;
  EXPECT_EQ(part.signedSize, 600u);
  EXPECT_EQ(part.witnessedSize, 600u);
  EXPECT_FALSE(part.unwitnessedSince);
  EXPECT_NE(part.explanation.find("NOT compared: 1 outside"), std::string::npos)
      << part.explanation;
  part = verify(100, 599, true, {.outsideCheckpoints = {whole_.checkpoint}});
  EXPECT_EQ(part.explanation.find("NOT compared"), std::string::npos) << part.explanation;
  EXPECT_NE(problemOf(verifyRange(path_, {.from = 600, .to = 600, .tiles = tiles_})), "");
  EXPECT_TRUE(verify(600, 649, false).holds());
}

TEST_F(VerifyRange, SaysSinceWhenNothingOutsideConfirmsTheRange) {
  std::string witnessed = whole_.checkpoint;
  append(50);
  Verification part = verify(590, 610, false, {.outsideCheckpoints = {witnessed}});
  std::vector<AuditRecord> records = readAll(path_, {.firstSeq = 600});
  EXPECT_EQ(part.unwitnessedSince, records.front().time);
  EXPECT_FALSE(verify(590, 599, false, {.outsideCheckpoints = {witnessed}}).unwitnessedSince);
}

TEST_F(VerifyRange, OthersCheckpointsAreComparedToo) {
  appendTo(folder_.file("other"), 100);
  std::string other = readFile(folder_.file("other") + "/checkpoint");
  for (bool byTiles : {false, true})
    EXPECT_EQ(verify(10, 20, byTiles, {.outsideCheckpoints = {other}}).fault, Fault::WrongLog);
}

TEST_F(VerifyRange, APrunedLogHasTheRestOfItsRecords) {
  std::uint64_t first = must(must(AuditLog::open(path_, {.segmentBytes = 40'000}))
                                 ->prune(std::numeric_limits<std::int64_t>::max()));
  ASSERT_GT(first, 300u);
  append(10);
  EXPECT_TRUE(verify(first, first + 5, false).holds());
  EXPECT_TRUE(verify(first, first + 5, true).holds());
  EXPECT_NE(problemOf(verifyRange(path_, {.from = first - 1})), "");
}

TEST_F(VerifyRange, WhatIsNoRangeIsRefused) {
  EXPECT_NE(problemOf(verifyRange(path_, {.from = 5, .to = 4})), "");
  EXPECT_NE(problemOf(verifyRange(path_, {.to = 600})), "");
  EXPECT_NE(problemOf(verifyRange(path_, {.tiles = folder_.file("none")})), "");
  EXPECT_EQ(must(verifyRange(path_, {})).range->to, 599u);
}

TEST(TileBundle, EntriesAreTakenWhole) {
  std::string bundle("\0\3abc\0\0\0\2de", 11);
  EXPECT_EQ(bundleEntry(bundle, 0), llvm::StringRef("abc"));
  EXPECT_EQ(bundleEntry(bundle, 1), llvm::StringRef(""));
  EXPECT_EQ(bundleEntry(bundle, 2), llvm::StringRef("de"));
  EXPECT_FALSE(bundleEntry(bundle, 3));
  EXPECT_FALSE(bundleEntry(llvm::StringRef(bundle).drop_back(), 2));
  EXPECT_FALSE(bundleEntry(llvm::StringRef("\1", 1), 0));
}
