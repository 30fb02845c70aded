#ifndef ASSAY_TOOLS_MCP_HTTP_EXCHANGE_H
#define ASSAY_TOOLS_MCP_HTTP_EXCHANGE_H

#include "tools/mcp/message_sink.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace assay {

/// The messages of one request on their way to the client: the session puts them in, the thread of
/// the connection takes them out.
class HttpExchange final : public MessageSink {
public:
  void send(llvm::json::Object message) override;
  void close() override;

  /// Waits at most that long. Nothing if none has come.
  std::optional<llvm::json::Object> next(std::chrono::milliseconds patience);
  /// Nothing more comes.
  [[nodiscard]] bool isClosed();

private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<llvm::json::Object> messages_;
  bool closed_ = false;
};

/// Sends what comes until the answer is there: alone as JSON if it is the first, otherwise as the
/// last of a stream of events. False if the client went away first, or does not read.
bool deliver(int socket, HttpExchange &exchange, llvm::StringRef headers, bool isStateless);

/// The HTTP status for an answer of a revision without sessions.
int statusFor(const llvm::json::Object &answer, bool isStateless);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_HTTP_EXCHANGE_H
