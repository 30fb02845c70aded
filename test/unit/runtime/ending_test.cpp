#include "runtime/ending.h"
#include <csignal>
#include <gtest/gtest.h>

using namespace assay;

namespace {

/// As wait(2) encodes them.
int exited(int code) { return code << 8; }
int killedBy(int signal) { return signal; }

ExecutionResult told(const Ending &ending) {
  ExecutionResult result;
  tellEnding(ending, ResourceLimits(), result);
  return result;
}

TEST(Ending, BelievesAnExitCodeEvenOneThatLooksLikeAKill) {
  const ExecutionResult result = told({.report = FinalReport{exited(137), 0, 0}});
  EXPECT_EQ(result.reason, EndReason::Exit);
  EXPECT_EQ(result.exitCode, 137);
  EXPECT_EQ(result.signal, std::nullopt);
}

TEST(Ending, TakesAKilledPidOneForWantOfMemoryUnlessWeDidIt) {
  EXPECT_EQ(told({}).reason, EndReason::Memory);
  EXPECT_EQ(told({.stopped = EndReason::WallTime}).reason, EndReason::WallTime);
  EXPECT_EQ(told({}).signal, SIGKILL);
}

TEST(Ending, KnowsTheKernelsOwnProcessorLimit) {
  const std::int64_t allOfIt = ResourceLimits().cpu.count();
  EXPECT_EQ(told({.report = FinalReport{killedBy(SIGXCPU), 0, 0}}).reason, EndReason::CpuTime);
  EXPECT_EQ(told({.report = FinalReport{killedBy(SIGKILL), allOfIt, 0}}).reason,
            EndReason::CpuTime);
  EXPECT_EQ(told({.report = FinalReport{killedBy(SIGKILL), 1, 0}}).reason, EndReason::Signal);
}

TEST(Ending, BlamesMemoryOnlyForAKillThatACgroupSaw) {
  const FinalReport killed{killedBy(SIGKILL), 0, 0};
  EXPECT_EQ(told({.report = killed, .ranOutOfMemory = true}).reason, EndReason::Memory);
  const FinalReport crashed{killedBy(SIGSEGV), 0, 0};
  EXPECT_EQ(told({.report = crashed, .ranOutOfMemory = true}).reason, EndReason::Signal);
}

TEST(Ending, CountsTooMuchOutputEvenIfTheProgramEndedFirst) {
  EXPECT_EQ(told({.report = FinalReport{exited(0), 0, 0}, .tooMuchOutput = true}).reason,
            EndReason::Output);
}

TEST(Ending, CallsABadSystemCallAViolation) {
  EXPECT_EQ(told({.report = FinalReport{killedBy(SIGSYS), 0, 0}}).reason, EndReason::Violation);
}

} // namespace
