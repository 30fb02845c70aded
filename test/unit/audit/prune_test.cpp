#include "audit/query.h"
#include "test/unit/audit/temporary_log.h"
#include <set>
#include <thread>

using namespace assay;

static std::int64_t testTime = 0;

TEST(Prune, RemovesWholeSegmentsAndStillVerifies) {
  TemporaryFolder folder;
  testTime = 1'800'000'000'000'000;
  LogOptions options{.segmentBytes = 3000, .wallClock = [] { return testTime += 1000; }};
  std::int64_t middle = 0;
  {
    auto log = must(AuditLog::open(folder.log(), options));
    for (int i = 0; i < 40; ++i)
      must(log->append(event(i)));
    must(log->rotateKey());
    middle = testTime;
    for (int i = 0; i < 40; ++i)
      must(log->append(event(i)));
  }
  std::string outside = readFile(folder.log() + "/checkpoint");
  std::uint64_t first = 0;
  {
    auto log = must(AuditLog::open(folder.log(), options));
    first = must(log->prune(middle));
    EXPECT_GT(first, 20u);
    EXPECT_LE(first, 42u);
  }
  appendTo(folder.log(), 5, options);
  Verification verdict = must(verifyLog(folder.log(), {.outsideCheckpoints = {outside}}));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
  EXPECT_EQ(verdict.first, first);
  EXPECT_EQ(readAll(folder.log()).front().seq, first);
  // A second time, and without the derived tree.
  {
    auto log = must(AuditLog::open(folder.log(), options));
    must(log->prune(testTime));
  }
  llvm::sys::fs::remove(folder.log() + "/tree");
  appendTo(folder.log(), 5, options);
  verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
  EXPECT_GT(verdict.first, first);
}

TEST(Prune, UnderAnOpenWriterLosesNothing) {
  TemporaryFolder folder;
  testTime = 1'800'000'000'000'000;
  LogOptions options{.segmentBytes = 3000, .wallClock = [] { return testTime += 1000; }};
  auto idle = must(AuditLog::open(folder.log(), options));
  must(idle->append(event(0)));
  {
    auto busy = must(AuditLog::open(folder.log(), options));
    for (int i = 1; i < 60; ++i)
      must(busy->append(event(i)));
    EXPECT_GT(must(busy->prune(testTime)), 40u);
  }
  std::uint64_t seq = must(idle->append(event(60)));
  must(idle->publish());
  idle.reset();
  std::vector<AuditRecord> records = readAll(folder.log(), {.firstSeq = seq});
  ASSERT_EQ(records.size(), 1u) << "an acknowledged record is lost";
  EXPECT_EQ(records[0].body.getInteger("number"), 60);
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}

TEST(Prune, WhileOthersAppendLosesNothing) {
  TemporaryFolder folder;
  LogOptions options{.segmentBytes = 3000, .publishEvery = std::chrono::milliseconds(1)};
  constexpr int writers = 4, each = 150;
  must(AuditLog::open(folder.log(), options)).reset();
  std::vector<std::thread> threads;
  std::vector<std::vector<std::uint64_t>> numbers(writers);
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      auto log = must(AuditLog::open(folder.log(), options));
      for (int i = 0; i < each; ++i)
        numbers[w].push_back(must(log->append(event(i))));
    });
  std::uint64_t first = 0;
  {
    auto log = must(AuditLog::open(folder.log(), options));
    for (int i = 0; i < 20; ++i)
      first = must(log->prune(INT64_MAX));
  }
  for (std::thread &thread : threads)
    thread.join();
  std::set<std::uint64_t> present, acknowledged;
  for (const AuditRecord &record : readAll(folder.log()))
    present.insert(record.seq);
  for (const auto &list : numbers)
    acknowledged.insert(list.begin(), list.end());
  EXPECT_EQ(acknowledged.size(), std::size_t{writers} * each) << "two got one number";
  for (std::uint64_t seq : acknowledged)
    EXPECT_TRUE(seq < first || present.count(seq)) << "lost " << seq;
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}

TEST(Erase, RemovesPrivateValuesAndKeepsEveryProof) {
  TemporaryFolder folder;
  auto log = must(AuditLog::open(folder.log()));
  for (int i = 1; i <= 3; ++i) {
    Event made = event(i);
    made.privateValues = {{"path", "/home/me/" + std::to_string(i)},
                          {"line", "x" + std::to_string(i)}};
    must(log->append(std::move(made)));
  }
  must(log->publish());
  std::string checkpoint = readFile(folder.log() + "/checkpoint");
  EXPECT_EQ(must(log->erase(2, "path")), 1u);
  EXPECT_EQ(must(log->erase(3)), 2u);
  EXPECT_NE(problemOf(log->erase(3)), "") << "nothing is left";
  EXPECT_NE(problemOf(log->erase(0)), "");
  log.reset();
  std::string values = readFile(folder.log() + "/private/00000000000000000000.jsonl");
  EXPECT_EQ(values.find("/home/me/2"), std::string::npos);
  EXPECT_EQ(values.find("x3"), std::string::npos);
  EXPECT_NE(values.find("/home/me/1"), std::string::npos);
  EXPECT_NE(values.find("x2"), std::string::npos);
  EXPECT_EQ(readAll(folder.log(), {.type = RecordType::Erase}).size(), 2u);
  Verification verdict = must(verifyLog(folder.log(), {.outsideCheckpoints = {checkpoint}}));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}
