#include "runtime/explain.h"
#include "runtime/notifications.h"
#include "runtime/permissions.h"
#include "runtime/syscalls.h"
#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <set>
#include <sys/socket.h>

using namespace assay;
using testing::HasSubstr;

namespace {

Violation reported(int number, std::array<std::uint64_t, 6> arguments = {}) {
  RefusedCall call;
  call.number = number;
  call.arguments = arguments;
  return answerTo(call).violation.value_or(Violation());
}

TEST(Explain, NamesTheCapabilityAndWhatGrantsIt) {
  const Violation violation = reported(SCMP_SYS(socket), {AF_INET, SOCK_STREAM | SOCK_CLOEXEC});
  EXPECT_EQ(violation.code, "JAIL-net-connect");
  EXPECT_EQ(violation.capability, "net.connect");
  EXPECT_EQ(violation.target, "AF_INET stream");
  EXPECT_THAT(violation.message, HasSubstr("use the network (socket: AF_INET stream)"));
  EXPECT_THAT(violation.remedy, HasSubstr("--grant net.connect"));
}

TEST(Explain, SaysWhenNothingGrantsIt) {
  EXPECT_THAT(reported(SCMP_SYS(ptrace)).remedy, HasSubstr("nothing grants it"));
  EXPECT_EQ(reported(SCMP_SYS(socket), {AF_VSOCK, SOCK_STREAM}).capability, "system.kernel");
  EXPECT_EQ(reported(SCMP_SYS(socket), {AF_INET, SOCK_RAW}).capability, "net.raw");
  EXPECT_EQ(reported(SCMP_SYS(ioctl), {0, 0x5412}).target, "TIOCSTI");
}

TEST(Explain, TellsNamespacesFromForks) {
  EXPECT_EQ(reported(SCMP_SYS(clone), {CLONE_NEWUSER}).capability, "system.kernel");
  EXPECT_EQ(reported(SCMP_SYS(clone), {SIGCHLD}).capability, "process.fork");
}

TEST(Explain, TreatsUnknownCallsAsMissing) {
  RefusedCall call;
  call.number = 1000;
  EXPECT_EQ(answerTo(call).error, ENOSYS);
  EXPECT_FALSE(answerTo(call).isFatal);
}

TEST(Explain, KillsForCallsThatOnlyAttacksMake) {
  RefusedCall call;
  call.number = SCMP_SYS(kexec_load);
  EXPECT_TRUE(answerTo(call).isFatal);
}

TEST(Denials, NameEachCallOnceAndOnlyWordsOfTheTaxonomy) {
  std::set<int> seen;
  for (const Denial &denial : denials()) {
    EXPECT_TRUE(seen.insert(denial.number).second) << denial.name.str();
    EXPECT_TRUE(denial.capability.empty() || findCapabilityRule(denial.capability))
        << denial.name.str();
    EXPECT_GT(denial.error, 0);
  }
}

TEST(ViolationCount, StaysBoundedWhateverTheProgramDoes) {
  ViolationCount count;
  Violation violation;
  violation.code = "JAIL-process-exec";
  violation.count = 1;
  for (int i = 0; i < 1'000; ++i) {
    violation.target = "/tmp/" + std::to_string(i);
    count.add(violation);
  }
  ExecutionResult result;
  count.moveTo(result);
  EXPECT_EQ(result.violations.size(), mostViolations);
  EXPECT_EQ(result.violationsNotListed, 1'000 - mostViolations);
}

TEST(ViolationCount, CountsRepetitions) {
  ViolationCount count;
  const Violation violation = reported(SCMP_SYS(fork));
  count.add(violation);
  count.add(violation);
  ExecutionResult result;
  count.moveTo(result);
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].count, 2u);
}

} // namespace
