#include "audit/merkle.h"
#include "audit/query.h"
#include "audit/signed_note.h"
#include "test/unit/audit/temporary_log.h"
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace assay;

TEST(AuditLog, BeginsWithItsKey) {
  TemporaryFolder folder;
  std::string key;
  {
    auto log = must(AuditLog::open(folder.log()));
    key = log->firstKey();
  }
  std::vector<AuditRecord> records = readAll(folder.log());
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].type, RecordType::Key);
  EXPECT_EQ(records[0].body.getString("key"), key);
  Verification verdict = must(verifyLog(folder.log(), {.firstKey = key}));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}

TEST(AuditLog, NumbersRecordsAndChainsThem) {
  TemporaryFolder folder;
  {
    auto log = must(AuditLog::open(folder.log()));
    for (std::uint64_t i = 1; i <= 10; ++i)
      EXPECT_EQ(must(log->append(event(static_cast<int>(i)))), i);
  }
  appendTo(folder.log(), 1);
  std::vector<AuditRecord> records = readAll(folder.log());
  ASSERT_EQ(records.size(), 12u);
  for (std::size_t i = 1; i < records.size(); ++i)
    EXPECT_EQ(records[i].prev, leafHash(must(formatRecord(records[i - 1]))));
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
  EXPECT_EQ(verdict.signedSize, 12u);
}

TEST(AuditLog, AppendsSeveralWithConsecutiveNumbersOrNone) {
  TemporaryFolder folder;
  auto log = must(AuditLog::open(folder.log()));
  std::vector<Event> events;
  for (int i = 0; i < 3; ++i)
    events.push_back(event(i));
  EXPECT_EQ(must(log->appendAll(events)), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_TRUE(must(log->appendAll({})).empty());
  // The second is one that only the log itself may write.
  events[1].type = RecordType::Key;
  auto refused = log->appendAll(events);
  ASSERT_FALSE(static_cast<bool>(refused));
  llvm::consumeError(refused.takeError());
  EXPECT_EQ(must(log->append(event(9))), 4u);
}

TEST(AuditLog, KeepsTheEventsOfOneCallTogetherAmongManyThreads) {
  TemporaryFolder folder;
  auto log = must(AuditLog::open(folder.log()));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&log] {
      for (int round = 0; round < 10; ++round) {
        const auto numbers = must(log->appendAll({event(1), event(2), event(3)}));
        EXPECT_EQ(numbers[0] + 1, numbers[1]);
        EXPECT_EQ(numbers[0] + 2, numbers[2]);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(readAll(folder.log()).size(), 241u);
}

TEST(AuditLog, NeverCallsAnUnwitnessedEndConfirmed) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3);
  Verification verdict = must(verifyLog(folder.log()));
  ASSERT_TRUE(verdict.unwitnessedSince);
  EXPECT_EQ(*verdict.unwitnessedSince, readAll(folder.log())[0].time);
  std::string note = readFile(folder.log() + "/checkpoint");
  appendTo(folder.log(), 2);
  verdict = must(verifyLog(folder.log(), {.outsideCheckpoints = {note}}));
  EXPECT_EQ(verdict.witnessedSize, 4u);
  EXPECT_EQ(*verdict.unwitnessedSince, readAll(folder.log())[4].time);
  note = readFile(folder.log() + "/checkpoint");
  EXPECT_FALSE(must(verifyLog(folder.log(), {.outsideCheckpoints = {note}})).unwitnessedSince);
}

TEST(AuditLog, KeepsTextFromOutsideInItsLine) {
  TemporaryFolder folder;
  std::string hostile("\n{\"seq\":9}\r\0\xC2\x85\xE2\x80\xA8\xFF\x1B[2J", 22);
  {
    auto log = must(AuditLog::open(folder.log()));
    Event made = event(1);
    made.actor.client = hostile;
    made.body = llvm::json::Object{{"text", llvm::json::fixUTF8(hostile)}};
    must(log->append(std::move(made)));
  }
  EXPECT_EQ(readAll(folder.log()).size(), 2u);
  EXPECT_TRUE(must(verifyLog(folder.log())).holds());
}

TEST(AuditLog, RefusesRecordsThatOnlyItselfMayWrite) {
  TemporaryFolder folder;
  auto log = must(AuditLog::open(folder.log()));
  EXPECT_NE(problemOf(log->append(event(1, RecordType::Key))), "");
  EXPECT_NE(problemOf(log->append(event(1, RecordType::Prune))), "");
}

TEST(AuditLog, KeepsLargeBodiesByDigest) {
  TemporaryFolder folder;
  {
    auto log = must(AuditLog::open(folder.log()));
    Event made = event(1);
    made.body["text"] = std::string(200'000, 'x');
    must(log->append(std::move(made)));
  }
  std::vector<AuditRecord> records = readAll(folder.log());
  std::string digest = records[1].body.getString("bodySha256")->str();
  std::string blob = readFile(folder.log() + "/blobs/" + digest);
  EXPECT_EQ(hexOf(sha256(blob)), digest);
  EXPECT_GT(blob.size(), 200'000u);
}

TEST(AuditLog, CommitsToPrivateValuesWithoutHoldingThem) {
  TemporaryFolder folder;
  {
    auto log = must(AuditLog::open(folder.log()));
    Event made = event(1);
    made.privateValues = {{"path", "/home/me/secret.py"}};
    must(log->append(std::move(made)));
  }
  EXPECT_EQ(readFile(firstSegment(folder.log())).find("secret.py"), std::string::npos);
  AuditRecord record = std::move(readAll(folder.log())[1]);
  auto commitment = record.body.getObject("private")->getString("path")->str();
  std::string lines = readFile(folder.log() + "/private/00000000000000000000.jsonl");
  auto [seq, json] = llvm::StringRef(lines).rtrim('\n').split(' ');
  EXPECT_EQ(seq, "1");
  auto value = must(llvm::json::parse(json));
  Digest nonce = *parseDigest(*value.getAsObject()->getString("nonce"));
  EXPECT_EQ(hexOf(sha256("assay.commit.v1\n" + bytesOf(nonce).str() + "/home/me/secret.py")),
            commitment);
}

TEST(AuditLog, IsClosedToOthers) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  struct stat info = {};
  ::stat((folder.log() + "/keys/00000000000000000000.key").c_str(), &info);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  ::chmod(folder.log().c_str(), 0777);
  EXPECT_NE(problemOf(AuditLog::open(folder.log())), "");
}

TEST(AuditLog, RefusesLinks) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  std::string segment = firstSegment(folder.log());
  ASSERT_EQ(::link(segment.c_str(), folder.file("twin").c_str()), 0);
  EXPECT_NE(problemOf(AuditLog::open(folder.log())), "") << "a hard link";
  ASSERT_EQ(::rename(segment.c_str(), folder.file("moved").c_str()), 0);
  ASSERT_EQ(::symlink(folder.file("moved").c_str(), segment.c_str()), 0);
  EXPECT_NE(problemOf(AuditLog::open(folder.log())), "") << "a symbolic link";
  EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::Tampered);
}

TEST(AuditLog, RefusesAnotherHost) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  if (!llvm::sys::fs::exists(folder.log() + "/host"))
    GTEST_SKIP() << "this machine has no id";
  writeFile(folder.log() + "/host", hexOf(sha256("another")) + "\n");
  EXPECT_NE(problemOf(AuditLog::open(folder.log())).find("another host"), std::string::npos);
}

TEST(AuditLog, SegmentsAreContinued) {
  TemporaryFolder folder;
  appendTo(folder.log(), 50, {.segmentBytes = 2000});
  appendTo(folder.log(), 50, {.segmentBytes = 2000});
  EXPECT_EQ(readAll(folder.log()).size(), 101u);
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}

TEST(AuditLog, ThreadsShareFlushesAndLoseNothing) {
  TemporaryFolder folder;
  constexpr int threads = 16, each = 50;
  {
    auto log = must(AuditLog::open(folder.log(), {.segmentBytes = 60'000}));
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t)
      writers.emplace_back([&, t] {
        for (int i = 0; i < each; ++i)
          must(log->append(event(t * each + i)));
      });
    for (std::thread &writer : writers)
      writer.join();
  }
  std::set<std::int64_t> seen;
  for (const AuditRecord &record : readAll(folder.log(), {.type = RecordType::Decision}))
    seen.insert(*record.body.getInteger("number"));
  EXPECT_EQ(seen.size(), std::size_t{threads} * each);
  EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::None);
}

TEST(AuditLog, WhatOthersHaveSignedIsNotSignedAgain) {
  TemporaryFolder folder;
  auto first = must(AuditLog::open(folder.log())), second = must(AuditLog::open(folder.log()));
  must(first->append(event(1)));
  must(second->append(event(2)));
  first.reset();
  // A checkpoint that is replaced is another file.
  auto fileOf = [&] {
    struct stat info = {};
    EXPECT_EQ(::stat((folder.log() + "/checkpoint").c_str(), &info), 0);
    return std::pair(info.st_ino, info.st_ctim.tv_nsec);
  };
  auto signedByFirst = fileOf();
  second.reset();
  EXPECT_EQ(fileOf(), signedByFirst);
  EXPECT_EQ(must(verifyLog(folder.log())).signedSize, 3u);
  auto third = must(AuditLog::open(folder.log()));
  must(third->append(event(3)));
  third.reset();
  EXPECT_EQ(must(verifyLog(folder.log())).signedSize, 4u);
}

TEST(AuditLog, ProcessesAppendAtOnce) {
  TemporaryFolder folder;
  constexpr int processes = 32, each = 25;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    pid_t child = ::fork();
    if (child == 0) {
      auto log = AuditLog::open(folder.log(), {.segmentBytes = 100'000});
      bool isGood = static_cast<bool>(log);
      for (int i = 0; isGood && i < each; ++i) {
        auto seq = (*log)->append(event(p * each + i));
        isGood = static_cast<bool>(seq);
        if (!seq)
          llvm::logAllUnhandledErrors(seq.takeError(), llvm::errs());
      }
      if (!log)
        llvm::logAllUnhandledErrors(log.takeError(), llvm::errs());
      else
        log->reset();
      ::_exit(isGood ? 0 : 1);
    }
    children.push_back(child);
  }
  // A reader at work among the writers sees a sound log at all times.
  for (int i = 0; i < 20; ++i)
    if (auto verdict = verifyLog(folder.log()))
      EXPECT_TRUE(verdict->holds() || verdict->fault == Fault::Unsigned) << verdict->explanation;
    else
      llvm::consumeError(verdict.takeError());
  for (pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::set<std::int64_t> seen;
  for (const AuditRecord &record : readAll(folder.log(), {.type = RecordType::Decision}))
    seen.insert(*record.body.getInteger("number"));
  EXPECT_EQ(seen.size(), std::size_t{processes} * each);
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
  EXPECT_EQ(verdict.size, 1u + processes * each);
}

TEST(AuditLog, ChangesKeysAndErasesTheOldOne) {
  TemporaryFolder folder;
  std::string first;
  {
    auto log = must(AuditLog::open(folder.log()));
    first = log->firstKey();
    must(log->append(event(1)));
    must(log->rotateKey());
    must(log->append(event(2)));
    must(log->rotateKey());
    must(log->append(event(3)));
  }
  EXPECT_FALSE(llvm::sys::fs::exists(folder.log() + "/keys/00000000000000000000.key"));
  EXPECT_TRUE(llvm::sys::fs::exists(folder.log() + "/keys/00000000000000000004.key"));
  Verification verdict = must(verifyLog(folder.log(), {.firstKey = first}));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
}

TEST(AuditLog, ChangesKeysByItselfWhenTheyAreOld) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3,
           {.publishEvery = std::chrono::milliseconds(0), .keyEvery = std::chrono::hours(0)});
  EXPECT_GT(readAll(folder.log(), {.type = RecordType::Key}).size(), 2u);
  EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::None);
}

static std::int64_t testTime = 0;

TEST(AuditLog, RecordsThatTheClockWasSetBack) {
  TemporaryFolder folder;
  constexpr std::int64_t second = 1'000'000, year = 365 * 86400 * second;
  testTime = 1'800'000'000 * second;
  auto log = must(AuditLog::open(folder.log(), {.wallClock = [] { return testTime; }}));
  must(log->append(event(1)));
  testTime -= second / 2;
  must(log->append(event(2)));
  testTime -= year;
  must(log->append(event(3)));
  testTime += 2 * year;
  must(log->append(event(4)));
  log.reset();
  std::vector<AuditRecord> records = readAll(folder.log());
  ASSERT_EQ(records.size(), 7u);
  EXPECT_EQ(records[2].time, records[1].time) << "a small step is smoothed";
  EXPECT_EQ(records[3].type, RecordType::Clock);
  EXPECT_EQ(records[3].time, records[2].time - second / 2 - year);
  EXPECT_EQ(records[5].type, RecordType::Clock);
  EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::None);
}

TEST(AuditLog, RepairsATornEndAndKeepsItAside) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3);
  std::string segment = firstSegment(folder.log()), whole = readFile(segment);
  for (const std::string &torn : {std::string("{\"actor\":{\"cli"), std::string(5000, '\0'),
                                  std::string("{\"actor\"") + std::string(100, '\0') + "\n"}) {
    std::string before = readFile(segment);
    writeFile(segment, before + torn);
    if (torn.back() != '\n') {
      EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::TornTail);
    }
    appendTo(folder.log(), 1);
    std::vector<AuditRecord> recoveries = readAll(folder.log(), {.type = RecordType::Recover});
    ASSERT_FALSE(recoveries.empty());
    std::string kept = recoveries.back().body.getString("keptAs")->str();
    EXPECT_EQ(readFile(folder.log() + "/" + kept), torn);
    EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::None);
  }
}

TEST(AuditLog, DoesNotCallDamageToSignedRecordsACrash) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3);
  std::string segment = firstSegment(folder.log()), whole = readFile(segment);
  writeFile(segment, llvm::StringRef(whole).drop_back(10));
  EXPECT_EQ(must(verifyLog(folder.log())).fault, Fault::Tampered);
  EXPECT_NE(problemOf(AuditLog::open(folder.log())), "");
  EXPECT_EQ(readFile(segment), llvm::StringRef(whole).drop_back(10));
}

TEST(AuditLog, StoresCheckpointsWithTheWitness) {
  TemporaryFolder folder;
  appendTo(folder.log(), 2, {.witness = folder.file("witness")});
  std::string notes = readFile(folder.file("witness"));
  EXPECT_NE(notes.find(readFile(folder.log() + "/checkpoint")), std::string::npos);
}

TEST(AuditLog, RecordsThatTheWitnessFailed) {
  TemporaryFolder folder;
  auto log = must(AuditLog::open(folder.log(), {.witness = folder.file("no/such/folder")}));
  must(log->append(event(1)));
  EXPECT_TRUE(llvm::errorToBool(log->publish()));
  EXPECT_TRUE(llvm::errorToBool(log->publish()));
  log.reset();
  EXPECT_EQ(readAll(folder.log(), {.type = RecordType::Witness}).size(), 1u);
}

TEST(AuditLog, FiltersAreConjunctions) {
  TemporaryFolder folder;
  appendTo(folder.log(), 5);
  EXPECT_EQ(readAll(folder.log(), {.level = "high"}).size(), 5u);
  EXPECT_EQ(readAll(folder.log(), {.level = "LOW"}).size(), 0u);
  EXPECT_EQ(readAll(folder.log(), {.subject = sha256("code 3")}).size(), 1u);
  EXPECT_EQ(readAll(folder.log(), {.actor = "1000", .firstSeq = 4}).size(), 2u);
  std::int64_t time = readAll(folder.log())[3].time;
  EXPECT_EQ(readAll(folder.log(), {.since = time}).size() +
                readAll(folder.log(), {.until = time}).size(),
            6u);
}
