#include "tools/service/client.h"
#include "tools/gate/request.h"
#include "tools/gate/session.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include "tools/service/unix_socket.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

using namespace assay;
namespace json = llvm::json;

/// Output of a program is bounded by its limits, 1 GiB at the most; this is as much as the API's
/// other bounds let an ordinary answer be.
static constexpr std::size_t maxAnswerBytes = std::size_t{1} << 30;

/// Between two looks at `cancelled`.
static constexpr int pauseMs = 10;

namespace {

/// One connection and the question that is asked through it.
class Question {
public:
  Question(Socket socket, const ServiceCall &call)
      : socket_(std::move(socket)), cancelled_(call.cancelled), call_(call),
        writer_(socket_.get(), Framing::Lines),
        reader_(socket_.get(), Framing::Lines, maxAnswerBytes) {}

  llvm::Error ask(llvm::StringRef method, const json::Value &request) {
    return writer_.write(rpcRequest(1, method, request));
  }

  llvm::Expected<RpcResponse> answer() {
    while (true) {
      if (llvm::Error error = waitUntilReadable())
        return error;
      auto text = reader_.next();
      if (!text)
        return text.takeError();
      if (!*text)
        return llvm::createStringError(llvm::errc::io_error, "the service went away");
      RpcMessage message = parseRpc(**text);
      if (auto *response = std::get_if<RpcResponse>(&message))
        return std::move(*response);
      const auto *notification = std::get_if<RpcRequest>(&message);
      if (!notification)
        return llvm::createStringError(llvm::errc::io_error, "the service does not speak JSON-RPC");
      const json::Object *params = notification->params.getAsObject();
      if (notification->method == "output" && params && call_.onOutput)
        call_.onOutput(*params);
    }
  }

private:
  /// Passes a cancellation on once, and goes on waiting: a cancelled request is answered, too.
  llvm::Error waitUntilReadable() {
    pollfd watched{socket_.get(), POLLIN, 0};
    while (!reader_.hasNext() && ::poll(&watched, 1, cancelled_ ? pauseMs : -1) == 0) {
      if (!cancelled_->load(std::memory_order_relaxed))
        continue;
      cancelled_ = nullptr;
      if (llvm::Error error = writer_.write(json::Object{
              {"jsonrpc", "2.0"}, {"method", "cancel"}, {"params", json::Object{{"id", 1}}}}))
        return error;
    }
    return llvm::Error::success();
  }

  Socket socket_;
  const std::atomic<bool> *cancelled_;
  const ServiceCall &call_;
  MessageWriter writer_;
  MessageReader reader_;
};

/// A service that does not answer this at once is not one to wait for.
constexpr timeval helloTimeout{.tv_sec = 1, .tv_usec = 0};

} // namespace

llvm::Expected<json::Object> assay::callService(const std::string &socket, llvm::StringRef method,
                                                const json::Value &request,
                                                const ServiceCall &call) {
  auto connection = connectTo(socket);
  if (!connection)
    return connection.takeError();
  Question question(std::move(*connection), call);
  if (llvm::Error error = question.ask(method, request))
    return error;
  auto response = question.answer();
  if (!response)
    return response.takeError();
  if (response->error)
    return toJson(RequestProblem{
        response->error->getInteger("code") == rpc_error::busy ? "busy" : "invalid-request", "",
        response->error->getString("message").value_or("").str()});
  if (json::Object *answer = response->result.getAsObject())
    return std::move(*answer);
  return llvm::createStringError(llvm::errc::io_error, "the service's answer is not a document");
}

/// What the service says of itself. Error: there is none.
static llvm::Expected<json::Object> helloFrom(const std::string &socket) {
  auto connection = connectTo(socket);
  if (!connection)
    return connection.takeError();
  MessageWriter writer(connection->get(), Framing::Lines);
  MessageReader reader(connection->get(), Framing::Lines, maxAnswerBytes);
  ::setsockopt(connection->get(), SOL_SOCKET, SO_RCVTIMEO, &helloTimeout, sizeof helloTimeout);
  if (llvm::Error error = writer.write(rpcRequest(1, "hello", json::Object())))
    return error;
  auto text = reader.next();
  if (!text)
    return text.takeError();
  RpcMessage message = parseRpc(*text ? **text : "");
  auto *response = std::get_if<RpcResponse>(&message);
  json::Object *hello = response ? response->result.getAsObject() : nullptr;
  if (!hello)
    return llvm::createStringError(llvm::errc::io_error, "the service does not say who it is");
  return std::move(*hello);
}

static llvm::Expected<std::string> findUsable() {
  const char *named = std::getenv("ASSAY_SOCKET");
  if (named && *named == '\0')
    return "";
  auto loaded = loadPolicy(defaultPolicySources());
  if (!loaded)
    return loaded.takeError();
  auto logPath = logPathFor(loaded->policy);
  if (!logPath)
    return logPath.takeError();
  std::string socket = named ? named : defaultSocketPath(*logPath);
  auto hello = helloFrom(socket);
  if (!hello)
    return hello.takeError();
  const bool usable =
      hello->getString("version") == llvm::StringRef(ASSAY_VERSION) &&
      hello->getString("configured") == llvm::StringRef(digestOf(loaded->configured)) &&
      llvm::sys::fs::equivalent(hello->getString("log").value_or(""), *logPath);
  return usable ? socket : "";
}

std::string assay::findService() {
  auto socket = findUsable();
  if (socket)
    return std::move(*socket);
  // Whatever it was: this process then does the work itself, and says what is wrong with that.
  llvm::consumeError(socket.takeError());
  return "";
}
