#include "tools/mcp/http_message.h"
#include "tools/service/unix_socket.h"
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>

// How long one client may hold a connection: silence between requests ends it, and a request has a
// time for all of its bytes, however many of them come one by one.

using namespace assay;
using namespace std::chrono_literals;

namespace {

constexpr llvm::StringRef head = "POST /mcp HTTP/1.1\r\nContent-Length: 4\r\n\r\n";

class HttpReaderTest : public testing::Test {
protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    client_ = Socket(ends[0]);
    server_ = Socket(ends[1]);
  }

  /// Sends bytes one by one, each well within the time for silence, until nobody reads them.
  std::thread drip(llvm::StringRef bytes) {
    return std::thread([this, bytes] {
      for (char byte : bytes) {
        if (!sendAll(client_.get(), llvm::StringRef(&byte, 1)))
          return;
        std::this_thread::sleep_for(20ms);
      }
    });
  }

  Socket client_;
  Socket server_;
};

TEST_F(HttpReaderTest, HeadThatDripsIsLate) {
  HttpReader reader(server_.get(), {.silence = 10s, .request = 200ms});
  std::thread client = drip(head);
  const auto read = reader.readHead();
  server_ = Socket();
  client.join();
  const auto *problem = std::get_if<HttpProblem>(&read);
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->status, 408);
}

TEST_F(HttpReaderTest, HeadAndBodyShareOneTime) {
  HttpReader reader(server_.get(), {.silence = 10s, .request = 1s});
  ASSERT_TRUE(sendAll(client_.get(), head.drop_back()));
  std::thread client([&] {
    std::this_thread::sleep_for(600ms);
    sendAll(client_.get(), "\n");
    std::this_thread::sleep_for(600ms);
    sendAll(client_.get(), "four");
  });
  EXPECT_TRUE(std::holds_alternative<HttpRequest>(reader.readHead()));
  const auto read = reader.readBody();
  client.join();
  const auto *problem = std::get_if<HttpProblem>(&read);
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->status, 408);
}

TEST_F(HttpReaderTest, TimeBetweenRequestsIsNotTheirs) {
  HttpReader reader(server_.get(), {.silence = 10s, .request = 200ms});
  for (int i = 0; i < 2; ++i) {
    std::thread client([&] {
      std::this_thread::sleep_for(300ms);
      sendAll(client_.get(), (head + "four").str());
    });
    EXPECT_TRUE(std::holds_alternative<HttpRequest>(reader.readHead()));
    client.join();
    const auto body = reader.readBody();
    ASSERT_TRUE(std::holds_alternative<std::string>(body));
    EXPECT_EQ(std::get<std::string>(body), "four");
  }
}

TEST_F(HttpReaderTest, SilenceIsTheEnd) {
  HttpReader reader(server_.get(), {.silence = 100ms, .request = 10s});
  EXPECT_TRUE(std::holds_alternative<HttpEnd>(reader.readHead()));
}

TEST_F(HttpReaderTest, HangingUpInTheMiddleIsTheEnd) {
  HttpReader reader(server_.get(), {.silence = 10s, .request = 10s});
  ASSERT_TRUE(sendAll(client_.get(), head));
  EXPECT_TRUE(std::holds_alternative<HttpRequest>(reader.readHead()));
  client_ = Socket();
  EXPECT_TRUE(std::holds_alternative<HttpEnd>(reader.readBody()));
}

} // namespace
