#include "tools/mcp/http_exchange.h"
#include "tools/mcp/http_message.h"
#include "tools/mcp/revision.h"
#include <cerrno>
#include <sys/socket.h>

using namespace assay;
namespace json = llvm::json;

/// How soon it is noticed that a client went away while its program runs.
static constexpr std::chrono::milliseconds patience{200};

void HttpExchange::send(json::Object message) {
  const std::lock_guard lock(mutex_);
  messages_.push_back(std::move(message));
  arrived_.notify_all();
}

void HttpExchange::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  arrived_.notify_all();
}

std::optional<json::Object> HttpExchange::next(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, longest, [&] { return closed_ || !messages_.empty(); });
  if (messages_.empty())
    return std::nullopt;
  json::Object message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

bool HttpExchange::isClosed() {
  const std::lock_guard lock(mutex_);
  return closed_ && messages_.empty();
}

int assay::statusFor(const json::Object &answer, bool isStateless) {
  const json::Object *error = answer.getObject("error");
  if (!error || !isStateless)
    return 200;
  switch (error->getInteger("code").value_or(0)) {
  case rpc_error::methodNotFound:
    return 404;
  case rpc_error::busy:
    return 503;
  default:
    return 400;
  }
}

/// The other end has closed, and not merely said nothing.
static bool isGone(int socket) {
  char byte = 0;
  const ssize_t got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

static std::string textOf(json::Object message) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(std::move(message));
  return text;
}

bool assay::deliver(int socket, HttpExchange &exchange, llvm::StringRef headers, bool isStateless) {
  bool streams = false;
  while (!exchange.isClosed()) {
    auto message = exchange.next(patience);
    if (!message && isGone(socket))
      return false;
    if (!message)
      continue;
    const bool isAnswer = message->get("id") && !message->get("method");
    if (isAnswer && !streams) {
      const int status = statusFor(*message, isStateless);
      return sendAll(socket, httpAnswer(status, headers, textOf(std::move(*message))));
    }
    std::string bytes = streams ? "" : eventStreamHead(headers);
    streams = true;
    bytes += eventChunk(textOf(std::move(*message)));
    if (isAnswer)
      bytes += eventStreamEnd();
    if (!sendAll(socket, bytes))
      return false;
    if (isAnswer)
      return true;
  }
  return sendAll(socket, (streams ? "" : eventStreamHead(headers)) + eventStreamEnd());
}
