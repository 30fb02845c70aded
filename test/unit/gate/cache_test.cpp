#include "tools/assay/byte_stream.h"
#include "tools/assay/flow_bytes.h"
#include "tools/assay/judgement_bytes.h"
#include "tools/assay/scan_cache.h"
#include "llvm/ADT/StringExtras.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <thread>

using namespace assay;

namespace {

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-cache-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  std::string path;
};

CacheKey keyOf(unsigned number) {
  CacheKey key{};
  key[0] = static_cast<std::uint8_t>(number);
  key[1] = static_cast<std::uint8_t>(number >> 8);
  return key;
}

/// A file with a bit of everything in it.
JudgedFile judged(const RuleSet &rules) {
  auto file = SourceFile::fromText("a.py", "import os, sys\n"
                                           "# assay: allow shell-constant -- it is fixed\n"
                                           "os.system('ls')\n"
                                           "exec(sys.argv[1])\n"
                                           "os.system('python3 -c \"eval(input())\"')\n");
  AssessmentPolicy policy;
  policy.suppressionsAsOf = std::chrono::year(2026) / 1 / 1;
  JudgedFile result;
  result.assessment = Assessor(rules, policy).assess(*file, *findLanguage("python"));
  result.bytes = file->text().size();
  result.rootPath = "a.py";
  result.places = placesOf(*file, result.assessment, "a.py", /*lineHashes=*/true);
  return result;
}

std::string bytesOf(const JudgedFile &file) {
  ByteWriter out;
  writeJudgement(out, file);
  return out.take();
}

} // namespace

TEST(ByteStream, ReadsWhatItWrites) {
  ByteWriter out;
  const std::uint64_t numbers[] = {0, 127, 128, 1u << 20,
                                   std::numeric_limits<std::uint64_t>::max()};
  for (const std::uint64_t number : numbers)
    out.number(number);
  out.text("text");
  out.text("");
  ByteReader in(out.bytes());
  for (const std::uint64_t number : numbers)
    EXPECT_EQ(in.number(), number);
  EXPECT_EQ(in.text(), "text");
  EXPECT_EQ(in.text(), "");
  EXPECT_TRUE(in.isDone());
  EXPECT_EQ(in.number(), 0U);
  EXPECT_FALSE(in.isDone());
}

TEST(JudgementBytes, ComeBackAsTheyWere) {
  const RuleSet rules;
  const JudgedFile file = judged(rules);
  ASSERT_GE(file.assessment.findings.size(), 2U);
  ASSERT_FALSE(file.assessment.suppressed.empty());
  const std::string bytes = bytesOf(file);
  ByteReader in(bytes);
  JudgedFile back;
  ASSERT_TRUE(readJudgement(in, rules, back));
  EXPECT_TRUE(in.isDone());
  EXPECT_EQ(bytesOf(back), bytes);
}

// A checksum keeps most of it away; what passes must not take the program down.
TEST(JudgementBytes, DamageIsNeverMoreThanAMiss) {
  const RuleSet rules;
  const std::string bytes = bytesOf(judged(rules));
  std::mt19937 random(1);
  for (unsigned round = 0; round < 20'000; ++round) {
    std::string damaged = bytes.substr(0, round % 7 ? bytes.size() : random() % bytes.size());
    for (unsigned change = 0; change < round % 5 && !damaged.empty(); ++change)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    ByteReader in(damaged);
    JudgedFile file;
    if (readJudgement(in, rules, file)) {
      EXPECT_EQ(file.places.findings.size(), file.assessment.findings.size());
    }
    ByteReader again(damaged);
    FileFlow flow;
    if (readFlow(again, 3, flow)) {
      for (const ForeignUse &use : flow.uses)
        EXPECT_LT(use.name.file, 3U);
    }
  }
}

TEST(ScanCache, KeepsToItsBoundAndTheLatest) {
  const TemporaryFolder folder;
  constexpr std::uint64_t most = 1u << 20;
  const std::string large(100'000, 'x');
  auto cache = ScanCache::open(folder.path + "/assay", most);
  ASSERT_TRUE(static_cast<bool>(cache)) << llvm::toString(cache.takeError());
  for (unsigned number = 0; number < 50; ++number) {
    (*cache)->put(keyOf(number), large + std::to_string(number));
    (*cache)->flush();
  }
  EXPECT_EQ((*cache)->problem(), "");
  auto statistics = (*cache)->statistics();
  ASSERT_TRUE(static_cast<bool>(statistics));
  EXPECT_LE(statistics->entryBytes, most);
  EXPECT_GE(statistics->entries, 5U);
  EXPECT_EQ(llvm::cantFail((*cache)->prune(0)), statistics->entries);
  EXPECT_FALSE((*cache)->find(keyOf(49)));
}

TEST(ScanCache, IsForSeveralThreadsAndProcesses) {
  const TemporaryFolder folder;
  const auto work = [&](unsigned begin) {
    auto cache = ScanCache::open(folder.path + "/assay");
    ASSERT_TRUE(static_cast<bool>(cache)) << llvm::toString(cache.takeError());
    for (unsigned number = begin; number < begin + 200; ++number) {
      (*cache)->put(keyOf(number), std::to_string(number));
      if (number % 20 == 0)
        (*cache)->flush();
    }
    (*cache)->flush();
    EXPECT_EQ((*cache)->problem(), "");
  };
  std::thread first(work, 0), second(work, 100);
  first.join();
  second.join();
  auto cache = ScanCache::open(folder.path + "/assay");
  for (unsigned number = 0; number < 300; ++number)
    EXPECT_EQ((*cache)->find(keyOf(number)), std::to_string(number));
}

TEST(ScanCache, RefusesALinkInItsPlace) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path + "/elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", folder.path + "/assay");
  auto cache = ScanCache::open(folder.path + "/assay");
  EXPECT_EQ(llvm::toString(cache.takeError()), folder.path + "/assay is no folder");
}
