#include "tools/gate/admission.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>
#include <thread>
#include <vector>

using namespace assay;

namespace {

class AdmissionTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("assay-ledger", "", path));
    ledger_ = path.str().str();
  }
  void TearDown() override { llvm::sys::fs::remove(ledger_); }

  llvm::Expected<Admission> admitMiB(std::uint64_t memory,
                                     AdmissionPolicy policy = {.waitSeconds = 0}, Stop stop = {}) {
    return admit(ledger_, memory, /*budgetMiB=*/100, policy, stop);
  }
  bool fits(std::uint64_t memory) {
    auto admission = admitMiB(memory);
    if (admission)
      return true;
    llvm::consumeError(admission.takeError());
    return false;
  }

  std::string ledger_;
};

} // namespace

TEST_F(AdmissionTest, NeverPromisesMoreThanTheBudget) {
  auto first = admitMiB(60);
  ASSERT_TRUE(static_cast<bool>(first));
  EXPECT_FALSE(fits(41));
  EXPECT_TRUE(fits(40));
  {
    auto second = admitMiB(40);
    ASSERT_TRUE(static_cast<bool>(second));
    EXPECT_FALSE(fits(1));
  }
  EXPECT_TRUE(fits(40)) << "what ended still holds memory";
}

TEST_F(AdmissionTest, LetsAProgramLargerThanTheBudgetRunAlone) {
  EXPECT_TRUE(fits(1'000));
  auto small = admitMiB(1);
  ASSERT_TRUE(static_cast<bool>(small));
  EXPECT_FALSE(fits(1'000));
}

TEST_F(AdmissionTest, SaysWhyItStoppedWaiting) {
  auto all = admitMiB(100);
  ASSERT_TRUE(static_cast<bool>(all));
  const std::atomic<bool> cancelled = true;
  auto stopped = admitMiB(1, {.waitSeconds = 60}, {.cancelled = &cancelled});
  EXPECT_EQ(llvm::toString(stopped.takeError()), "not run: cancelled while it waited for memory");
  auto late = admitMiB(1, {.waitSeconds = 60}, {.deadline = std::chrono::steady_clock::now()});
  EXPECT_EQ(llvm::toString(late.takeError()),
            "not run: the deadline has passed while it waited for memory");
  auto patient = admitMiB(1);
  EXPECT_EQ(
      llvm::toString(patient.takeError()),
      "not run: no memory became free within 0 s (`admission.wait-seconds`); try again later");
  auto crowded = admitMiB(1, {.waiting = 0});
  EXPECT_EQ(llvm::toString(crowded.takeError()),
            "not run: 0 requests wait already (`admission.waiting`); try again later");
}

TEST_F(AdmissionTest, ServesManyThreadsWithoutPassingTheBudget) {
  std::atomic<int> held{0}, most{0}, served{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 16; ++i)
    threads.emplace_back([&, memory = 10 + 5 * (i % 8)] {
      for (int round = 0; round < 10; ++round) {
        auto admission = admitMiB(memory, {.waitSeconds = 60});
        ASSERT_TRUE(static_cast<bool>(admission)) << llvm::toString(admission.takeError());
        const int now = held += static_cast<int>(memory);
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        held -= static_cast<int>(memory);
        ++served;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(served, 160);
  EXPECT_LE(most, 100);
}
