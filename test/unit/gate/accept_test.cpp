#include "tools/service/accept.h"
#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

// A server that has no file descriptor left for a connection neither spins nor dies: it takes the
// connection once it has one again.

using namespace assay;
using namespace std::chrono_literals;

namespace {

std::chrono::microseconds timeOnProcessor() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return std::chrono::seconds(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         std::chrono::microseconds(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

class AcceptTest : public testing::Test {
protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("accept-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    auto listening = listenAt(folder_ / "socket");
    ASSERT_TRUE(static_cast<bool>(listening));
    listening_ = std::move(*listening);
    auto client = connectTo(folder_ / "socket");
    ASSERT_TRUE(static_cast<bool>(client));
    client_ = std::move(*client);
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit_), 0);
  }
  void TearDown() override {
    setFiles(limit_.rlim_cur);
    std::filesystem::remove_all(folder_);
  }

  void setFiles(rlim_t most) const {
    const rlimit limit{most, limit_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  /// No number below the lowest free one is free.
  void takeAllFiles() const {
    const int lowestFree = ::dup(end_.get());
    ASSERT_GE(lowestFree, 0);
    ::close(lowestFree);
    setFiles(static_cast<rlim_t>(lowestFree));
  }
  void end() const { ASSERT_EQ(::eventfd_write(end_.get(), 1), 0); }

  std::filesystem::path folder_;
  rlimit limit_{};
  Socket end_{::eventfd(0, EFD_CLOEXEC)};
  Socket listening_;
  Socket client_;
};

TEST_F(AcceptTest, WithoutFilesItWaits) {
  takeAllFiles();
  const auto before = timeOnProcessor();
  std::thread other([&] {
    std::this_thread::sleep_for(500ms);
    end();
  });
  acceptUntil(end_, listening_, [](Socket) { ADD_FAILURE() << "there was a file after all"; });
  const auto spent = timeOnProcessor() - before;
  other.join();
  EXPECT_LT(spent, 50ms);
}

TEST_F(AcceptTest, WithFilesAgainItGoesOn) {
  takeAllFiles();
  std::thread other([&] {
    std::this_thread::sleep_for(200ms);
    setFiles(limit_.rlim_cur);
  });
  int taken = 0;
  acceptUntil(end_, listening_, [&](Socket) {
    ++taken;
    end();
  });
  other.join();
  EXPECT_EQ(taken, 1);
}

} // namespace
