#include "audit/query.h"
#include "test/unit/audit/temporary_log.h"
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>

// Every system call of the write path fails in turn. The functions below take the place of the C
// library's in this program: while armed they count down, and the call at zero fails.

namespace {

std::atomic<long> callsLeft{-1};
std::atomic<int> faultCode{0};
std::atomic<bool> hasFired{false};
/// With ENOSPC, a write may do a part of its work first.
std::atomic<bool> isShortWrite{false};

bool failsNow() {
  if (callsLeft.load() < 0 || callsLeft.fetch_sub(1) != 0)
    return false;
  hasFired = true;
  errno = faultCode;
  return true;
}

} // namespace

extern "C" {
ssize_t write(int fd, const void *data, size_t size) {
  if (failsNow()) {
    if (!isShortWrite || size < 2)
      return -1;
    size /= 2;
    // What is left of it fails as well.
    callsLeft = 0;
  }
  return ::syscall(SYS_write, fd, data, size);
}
int fdatasync(int fd) { return failsNow() ? -1 : static_cast<int>(::syscall(SYS_fdatasync, fd)); }
int fsync(int fd) { return failsNow() ? -1 : static_cast<int>(::syscall(SYS_fsync, fd)); }
int ftruncate(int fd, off_t size) noexcept {
  return failsNow() ? -1 : static_cast<int>(::syscall(SYS_ftruncate, fd, size));
}
int renameat(int from, const char *name, int to, const char *newName) noexcept {
  return failsNow() ? -1 : static_cast<int>(::syscall(SYS_renameat, from, name, to, newName));
}
int unlinkat(int folder, const char *name, int flags) noexcept {
  return failsNow() ? -1 : static_cast<int>(::syscall(SYS_unlinkat, folder, name, flags));
}
}

using namespace assay;

namespace {

struct FailingCall {
  const char *name;
  int code;
  bool isShort;
};

class FaultTest : public testing::TestWithParam<FailingCall> {};

/// Appends, changes the key, appends: all that a writer does. Notes what was acknowledged.
void work(const std::string &path, std::set<std::int64_t> &acknowledged) {
  auto log =
      AuditLog::open(path, {.segmentBytes = 2000, .publishEvery = std::chrono::milliseconds(0)});
  if (!log) {
    llvm::consumeError(log.takeError());
    return;
  }
  for (int i = 100; i < 108; ++i) {
    if (auto seq = (*log)->append(event(i)))
      acknowledged.insert(i);
    else
      llvm::consumeError(seq.takeError());
    if (i == 103)
      llvm::consumeError((*log)->rotateKey());
  }
}

} // namespace

TEST_P(FaultTest, NoCallThatFailsLosesAnAcknowledgedRecord) {
  const FailingCall &fault = GetParam();
  long call = 0;
  for (; call < 1000; ++call) {
    TemporaryFolder folder;
    // Each second log is new, so that its making is interrupted too.
    std::set<std::int64_t> acknowledged;
    if (call % 2 == 0) {
      appendTo(folder.log(), 3);
      acknowledged = {0, 1, 2};
    }
    hasFired = false;
    faultCode = fault.code;
    isShortWrite = fault.isShort;
    callsLeft = call / 2;
    work(folder.log(), acknowledged);
    callsLeft = -1;
    bool isDone = !hasFired && call % 2 == 1;

    appendTo(folder.log(), 1);
    Verification verdict = must(verifyLog(folder.log()));
    ASSERT_EQ(verdict.fault, Fault::None)
        << fault.name << " at call " << call / 2 << ": " << verdict.explanation;
    std::set<std::int64_t> found;
    must(readLog(folder.log(), {.type = RecordType::Decision}, [&](const FoundRecord &record) {
      found.insert(*record.record.body.getInteger("number"));
      return true;
    }));
    for (std::int64_t number : acknowledged)
      ASSERT_TRUE(found.count(number))
          << fault.name << " at call " << call / 2 << ": lost " << number;
    if (isDone)
      break;
  }
  EXPECT_GT(call, 100) << "fewer calls than the write path has";
  EXPECT_LT(call, 1000);
}

INSTANTIATE_TEST_SUITE_P(AllFaults, FaultTest,
                         testing::Values(FailingCall{"EIO", EIO, false},
                                         FailingCall{"ENOSPC", ENOSPC, true},
                                         FailingCall{"EINTR", EINTR, false},
                                         FailingCall{"EROFS", EROFS, false}),
                         [](const auto &test) { return std::string(test.param.name); });
