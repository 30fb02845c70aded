#include "audit/query.h"
#include "test/unit/audit/temporary_log.h"
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

// A writer is killed at a random instant, again and again, on one log that lives through all of it.
// ASSAY_CRASHES sets how often (the default keeps the test short).

using namespace assay;

namespace {

/// Appends until killed, and tells the parent each number that was acknowledged.
[[noreturn]] void writeUntilKilled(const std::string &path, int pipe, int first) {
  auto log =
      AuditLog::open(path, {.segmentBytes = 20'000, .publishEvery = std::chrono::milliseconds(1)});
  if (!log) {
    llvm::logAllUnhandledErrors(log.takeError(), llvm::errs());
    ::_exit(1);
  }
  for (int i = first;; ++i) {
    if (!(*log)->append(event(i)))
      ::_exit(2);
    if (i % 50 == 7 && (*log)->rotateKey())
      ::_exit(3);
    if (::write(pipe, &i, sizeof(i)) != sizeof(i))
      ::_exit(4);
  }
}

} // namespace

TEST(Crash, KilledWritersLoseNoAcknowledgedRecord) {
  TemporaryFolder folder;
  const char *wanted = std::getenv("ASSAY_CRASHES");
  int crashes = wanted ? std::atoi(wanted) : 50;
  std::mt19937 random(7);
  std::set<std::int64_t> acknowledged;
  int next = 0;
  for (int crash = 0; crash < crashes; ++crash) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t child = ::fork();
    if (child == 0)
      writeUntilKilled(folder.log(), ends[1], next);
    ::close(ends[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
    ::kill(child, SIGKILL);
    int status = 0, number = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "crash " << crash << ": exit " << WEXITSTATUS(status);
    while (::read(ends[0], &number, sizeof(number)) == sizeof(number)) {
      acknowledged.insert(number);
      next = number + 1;
    }
    ::close(ends[0]);
    // The record after the last acknowledged one may be there as well.
    ++next;
  }
  appendTo(folder.log(), 1);
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::None) << verdict.explanation;
  std::set<std::int64_t> found;
  must(readLog(folder.log(), {.type = RecordType::Decision}, [&](const FoundRecord &record) {
    found.insert(*record.record.body.getInteger("number"));
    return true;
  }));
  for (std::int64_t number : acknowledged)
    ASSERT_TRUE(found.count(number)) << "lost " << number;
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
  EXPECT_GT(acknowledged.size(), static_cast<std::size_t>(crashes) / 10);
}
