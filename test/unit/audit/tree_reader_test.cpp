#include "audit/checkpoint.h"
#include "audit/tree_reader.h"
#include "test/unit/audit/temporary_log.h"
#include "llvm/ADT/StringExtras.h"
#include <thread>

using namespace assay;

static std::vector<Digest> hashesIn(llvm::StringRef text) {
  std::vector<Digest> hashes;
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    std::optional<std::string> bytes = parseBase64(line);
    if (!bytes || bytes->size() != 32)
      break;
    std::copy(bytes->begin(), bytes->end(), hashes.emplace_back().begin());
  }
  return hashes;
}

TEST(TreeReader, ProvesEveryRecord) {
  TemporaryFolder folder;
  appendTo(folder.log(), 36);
  llvm::SmallVector<llvm::StringRef> lines;
  std::string segment = readFile(firstSegment(folder.log()));
  llvm::StringRef(segment).split(lines, '\n');
  Checkpoint checkpoint = must(parseCheckpoint(readFile(folder.log() + "/checkpoint")));
  for (std::uint64_t seq = 0; seq < checkpoint.size; ++seq) {
    std::string proof = must(proveRecord(folder.log(), seq));
    std::string start = "c2sp.org/tlog-proof@v1\nindex " + std::to_string(seq) + "\n";
    ASSERT_EQ(proof.find(start), 0u);
    EXPECT_TRUE(checkInclusion(seq, checkpoint.size, leafHash(lines[seq]),
                               hashesIn(llvm::StringRef(proof).drop_front(start.size())),
                               checkpoint.root));
  }
  EXPECT_NE(problemOf(proveRecord(folder.log(), checkpoint.size)), "");
}

TEST(TreeReader, ProvesThatAnOldCheckpointIsTheBeginning) {
  TemporaryFolder folder;
  appendTo(folder.log(), 10);
  Checkpoint old = must(parseCheckpoint(readFile(folder.log() + "/checkpoint")));
  appendTo(folder.log(), 20);
  Checkpoint today = must(parseCheckpoint(readFile(folder.log() + "/checkpoint")));
  std::vector<Digest> proof = hashesIn(must(proveConsistency(folder.log(), old.size)));
  EXPECT_TRUE(checkConsistency(old.size, today.size, old.root, today.root, proof));
}

TEST(TreeReader, ProvesWhatIsLeftAfterPruning) {
  TemporaryFolder folder;
  LogOptions options{.segmentBytes = 3000};
  appendTo(folder.log(), 40, options);
  std::uint64_t first = 0;
  {
    auto log = must(AuditLog::open(folder.log(), options));
    first = must(log->prune(*parseTime("2100-01-01")));
  }
  ASSERT_GT(first, 0u);
  Checkpoint checkpoint = must(parseCheckpoint(readFile(folder.log() + "/checkpoint")));
  for (std::uint64_t seq = first; seq < checkpoint.size; ++seq)
    EXPECT_EQ(problemOf(proveRecord(folder.log(), seq)), "") << seq;
  EXPECT_NE(problemOf(proveRecord(folder.log(), first - 1)), "");
  EXPECT_TRUE(llvm::errorToBool(exportTiles(folder.log(), folder.file("tiles"))));
}

TEST(TreeReader, LaysTilesOutAsTheStandardSays) {
  TemporaryFolder folder;
  {
    auto log = must(AuditLog::open(folder.log()));
    std::vector<std::thread> writers;
    for (int t = 0; t < 8; ++t)
      writers.emplace_back([&] {
        for (int i = 0; i < 75; ++i)
          must(log->append(event(i)));
      });
    for (std::thread &writer : writers)
      writer.join();
  }
  must(exportTiles(folder.log(), folder.file("tiles")));
  EXPECT_EQ(readFile(folder.file("tiles/tile/0/000")).size(), 8192u);
  EXPECT_EQ(readFile(folder.file("tiles/tile/0/001")).size(), 8192u);
  EXPECT_EQ(readFile(folder.file("tiles/tile/0/002.p/89")).size(), 89u * 32);
  EXPECT_EQ(readFile(folder.file("tiles/tile/1/000.p/2")).size(), 64u);
  EXPECT_EQ(readFile(folder.file("tiles/checkpoint")), readFile(folder.log() + "/checkpoint"));
  std::string bundle = readFile(folder.file("tiles/tile/entries/000"));
  std::size_t length =
      static_cast<unsigned char>(bundle[0]) * 256u + static_cast<unsigned char>(bundle[1]);
  EXPECT_EQ(must(parseRecord(llvm::StringRef(bundle).substr(2, length))).seq, 0u);
}
