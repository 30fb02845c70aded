#include "tools/service/client.h"
#include "tools/gate/request.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include "tools/service/unix_socket.h"
#include "llvm/Support/Errc.h"
#include <poll.h>

using namespace assay;
namespace json = llvm::json;

/// Output of a program is bounded by its limits, 1 GiB at the most; this is as much as the API's
/// other bounds let an ordinary answer be.
static constexpr std::size_t maxAnswerBytes = std::size_t{1} << 30;

/// Between two looks at `cancelled`.
static constexpr int pauseMs = 10;

/// Passes a cancellation on once, and goes on waiting: a cancelled request is answered, too.
static llvm::Error waitUntilReadable(int connection, MessageWriter &writer,
                                     const std::atomic<bool> *cancelled) {
  pollfd watched{connection, POLLIN, 0};
  while (::poll(&watched, 1, cancelled ? pauseMs : -1) == 0) {
    if (!cancelled->load(std::memory_order_relaxed))
      continue;
    cancelled = nullptr;
    if (llvm::Error error = writer.write(json::Object{
            {"jsonrpc", "2.0"}, {"method", "cancel"}, {"params", json::Object{{"id", 1}}}}))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<json::Object> assay::callService(const std::string &socket, llvm::StringRef method,
                                                const json::Value &request,
                                                const std::atomic<bool> *cancelled) {
  auto connection = connectTo(socket);
  if (!connection)
    return connection.takeError();
  MessageWriter writer(connection->get(), Framing::Lines);
  if (llvm::Error error = writer.write(rpcRequest(1, method, request)))
    return error;
  if (llvm::Error error = waitUntilReadable(connection->get(), writer, cancelled))
    return error;
  MessageReader reader(connection->get(), Framing::Lines, maxAnswerBytes);
  auto text = reader.next();
  if (!text)
    return text.takeError();
  if (!*text)
    return llvm::createStringError(llvm::errc::io_error, "the service went away");
  RpcMessage message = parseRpc(**text);
  auto *response = std::get_if<RpcResponse>(&message);
  if (!response)
    return llvm::createStringError(llvm::errc::io_error, "the service does not speak JSON-RPC");
  if (response->error)
    return toJson(RequestProblem{
        response->error->getInteger("code") == rpc_error::busy ? "busy" : "invalid-request", "",
        response->error->getString("message").value_or("").str()});
  if (json::Object *answer = response->result.getAsObject())
    return std::move(*answer);
  return llvm::createStringError(llvm::errc::io_error, "the service's answer is not a document");
}
