#include "test/unit/gate/temporary_gate.h"
#include <gmock/gmock.h>
#include <thread>

// A request can be ended early at every step. Whatever the step, nothing is left running and the
// log has the request to its end.

using namespace assay;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::atomic<bool> cancelled;
int looks;
int cancelAtLook;

/// The gate looks at the host before it records the beginning, and again before it waits for
/// memory.
Host cancelWhileLooking() {
  if (++looks == cancelAtLook)
    cancelled = true;
  return currentHost();
}

class CancelTest : public GateTest {
protected:
  void SetUp() override {
    GateTest::SetUp();
    cancelled = false;
    looks = 0;
    cancelAtLook = 0;
    host_ = cancelWhileLooking;
  }

  GateResult run(llvm::StringRef text, RunInput input = {}) {
    input.stop.cancelled = &cancelled;
    Gate here = gate();
    auto handled = here.judgeAndExecute(fileOf(text), python(), {}, input);
    EXPECT_TRUE(static_cast<bool>(handled));
    return handled ? std::move(handled->result) : GateResult();
  }
};

constexpr llvm::StringLiteral sleeper = "import time\nprint(1, flush=True)\ntime.sleep(60)\n";

} // namespace

TEST_F(CancelTest, BeforeItIsJudged) {
  cancelled = true;
  const GateResult result = run(sleeper);
  EXPECT_EQ(result.notStarted, "not run: cancelled");
  EXPECT_FALSE(result.limits.has_value());
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.end"));
}

TEST_F(CancelTest, AfterTheDecision) {
  cancelAtLook = 1;
  EXPECT_EQ(run(sleeper).notStarted, "not run: cancelled");
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
}

TEST_F(CancelTest, BeforeTheJailStarts) {
  cancelAtLook = 2;
  EXPECT_EQ(run(sleeper).notStarted, "not run: cancelled");
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
}

TEST_F(CancelTest, WhileItWaitsForMemory) {
  // Another program holds all there is.
  policy_.admission.memoryPercent = 1;
  const std::uint64_t budget = (currentHost().totalMemoryBytes >> 20) / 100;
  auto held = admit(ledgerFor(folder_ + "/log"), budget, budget, policy_.admission, {});
  ASSERT_TRUE(static_cast<bool>(held));
  std::thread canceller([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancelled = true;
  });
  const GateResult result = run(sleeper);
  canceller.join();
  EXPECT_THAT(result.notStarted, HasSubstr("cancelled while it waited for memory"));
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
}

TEST_F(CancelTest, WhileItRuns) {
  RunInput input;
  input.onOutput = [](OutputStream, llvm::StringRef) { cancelled = true; };
  const GateResult result = run(sleeper, std::move(input));
  ASSERT_TRUE(result.execution.has_value()) << result.notStarted;
  EXPECT_EQ(result.execution->reason, EndReason::Cancelled);
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
}

TEST_F(CancelTest, TooLateToChangeHowItEnded) {
  // Its last output arrives when it is about to end: the end is recorded, whichever it was.
  RunInput input;
  input.onOutput = [](OutputStream, llvm::StringRef) { cancelled = true; };
  const GateResult result = run("print(1)\n", std::move(input));
  ASSERT_TRUE(result.execution.has_value()) << result.notStarted;
  EXPECT_EQ(result.unrecorded, "");
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
}

TEST_F(CancelTest, ByADeadlineThatHasPassed) {
  RunInput input;
  input.stop.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(run(sleeper, std::move(input)).notStarted, "not run: the deadline has passed");
}
