#include "runtime/unjudged.h"
#include "runtime/warm_pool.h"
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>

using testing::HasSubstr;

namespace assay {
namespace {

JailSpec bashSpec() {
  JailSpec spec;
  spec.profile = "bash";
  return spec;
}

std::unique_ptr<WarmPool> poolOf(const JailSpec &like, unsigned size) {
  auto pool = WarmPool::create(like, size);
  EXPECT_TRUE(static_cast<bool>(pool)) << llvm::toString(pool.takeError());
  return pool ? std::move(*pool) : nullptr;
}

/// Slow hosts included; a jail takes milliseconds.
bool becomesFull(const WarmPool &pool, unsigned size) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (pool.waiting() < size && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return pool.waiting() == size;
}

std::string outputOf(WarmPool &pool, llvm::StringRef script, const JailSpec &spec) {
  RunOptions options;
  options.pool = &pool;
  auto result = runUnjudged(ProgramBytes{script}, spec, options);
  return result ? result->output : llvm::toString(result.takeError());
}

TEST(WarmPool, RunsProgramsThatDifferInAllButTheRoom) {
  const auto pool = poolOf(bashSpec(), 2);
  ASSERT_TRUE(becomesFull(*pool, 2));
  JailSpec spec = bashSpec();
  spec.standardInput = "line\n";
  spec.arguments = {"word"};
  spec.environment = {{"GIVEN", "yes"}};
  spec.limits.openFiles = 32;
  EXPECT_EQ(outputOf(*pool, "read x; echo $x $1 $GIVEN; ulimit -n", spec), "line word yes\n32\n");
  spec.capabilities = {"process.fork", "process.exec"};
  EXPECT_EQ(outputOf(*pool, "ls /program", spec), "main.sh\n");
  EXPECT_TRUE(becomesFull(*pool, 2));
}

/// A supervisor of processes waits for whatever child ends, and so for our pid 1 too.
TEST(WarmPool, IsRightInAHostThatReapsEverything) {
  std::atomic<bool> stop = false;
  std::atomic<int> reaped = 0;
  std::thread host([&] {
    while (!stop)
      if (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0)
        ++reaped;
      else
        std::this_thread::yield();
  });
  const auto pool = poolOf(bashSpec(), 1);
  for (int number = 0; number < 20; ++number)
    EXPECT_EQ(outputOf(*pool, "echo " + std::to_string(number) + "; exit 3", bashSpec()),
              std::to_string(number) + "\n");
  stop = true;
  host.join();
  EXPECT_GT(reaped, 0);
}

TEST(WarmPool, HasNothingForAnotherRoom) {
  const auto pool = poolOf(bashSpec(), 1);
  ASSERT_TRUE(becomesFull(*pool, 1));
  JailSpec spec = bashSpec();
  spec.mounts = {{"/etc/hostname", "/given"}};
  Launch launch;
  ASSERT_FALSE(static_cast<bool>(planLaunch(spec, ProgramBytes{""}, launch)));
  EXPECT_FALSE(pool->take(launch.child, spec).has_value());
  EXPECT_EQ(pool->waiting(), 1u);
  EXPECT_THAT(outputOf(*pool, "[ -s /given ] && echo shown", spec), HasSubstr("shown"));
}

TEST(WarmPool, GivesEachJailOnceAndOnlyIfItLives) {
  const auto pool = poolOf(bashSpec(), 1);
  ASSERT_TRUE(becomesFull(*pool, 1));
  Launch launch;
  ASSERT_FALSE(static_cast<bool>(planLaunch(bashSpec(), ProgramBytes{""}, launch)));
  std::optional<JailInit> first = pool->take(launch.child, bashSpec());
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(becomesFull(*pool, 1));
  std::optional<JailInit> second = pool->take(launch.child, bashSpec());
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(first->process(), second->process());
  second->kill();
  while (!second->isDead())
    std::this_thread::yield();
  auto channels = openChannels("");
  ASSERT_TRUE(static_cast<bool>(channels));
  EXPECT_FALSE(second->give(launch.child, bashSpec(), *channels));
}

/// Whether some process of this host was started with that argument.
bool isRunning(const std::string &argument) {
  std::error_code error;
  for (const auto &process : std::filesystem::directory_iterator("/proc", error)) {
    std::ifstream file(process.path() / "cmdline");
    for (std::string word; std::getline(file, word, '\0');)
      if (word == argument)
        return true;
  }
  return false;
}

TEST(WarmPool, LeavesNothingOfAProgramAlive) {
  const auto pool = poolOf(bashSpec(), 1);
  JailSpec spec = bashSpec();
  spec.capabilities = {"process.fork", "process.exec"};
  for (int run = 0; run < 5; ++run) {
    ASSERT_TRUE(becomesFull(*pool, 1));
    EXPECT_EQ(outputOf(*pool,
                       "for i in 1 2 3; do (trap '' TERM; exec setsid sleep 8641.25) "
                       "< /dev/null > /dev/null 2>&1 & done; sleep 0.1; echo started",
                       spec),
              "started\n");
    EXPECT_FALSE(isRunning("8641.25"));
  }
}

TEST(WarmPool, ServesSeveralThreadsAtOnce) {
  const auto pool = poolOf(bashSpec(), 3);
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int run = 0; run < 5; ++run)
        right += outputOf(*pool, "echo $$ $BASH_SUBSHELL", bashSpec()) == "2 0\n" ? 1 : 0;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(right, 20);
}

TEST(WarmPool, IsBoundedAndSaysWhatItCannotPlan) {
  EXPECT_THAT(llvm::toString(WarmPool::create(bashSpec(), 65).takeError()),
              HasSubstr("65 jails, want 1 to 64"));
  JailSpec spec = bashSpec();
  spec.profile = "cobol";
  EXPECT_THAT(llvm::toString(WarmPool::create(spec, 1).takeError()), HasSubstr("cobol"));
}

} // namespace
} // namespace assay
