#include "tools/mcp/server.h"
#include "tools/mcp/session.h"
#include "tools/rpc/message_stream.h"

using namespace assay;
namespace json = llvm::json;

/// A program of 16 MiB, most of it escaped; larger ones the API would refuse.
static constexpr std::size_t maxMessageBytes = 64u << 20;

namespace {
/// The one stream that all messages share.
class LineSink final : public MessageSink {
public:
  explicit LineSink(int output) : writer_(output, Framing::Lines) {}
  void send(json::Object message) override {
    llvm::consumeError(writer_.write(json::Value(std::move(message))));
  }

private:
  MessageWriter writer_;
};
} // namespace

static void take(McpSession &session, llvm::StringRef text,
                 const std::shared_ptr<MessageSink> &sink) {
  RpcMessage message = parseRpc(text);
  if (auto *error = std::get_if<json::Object>(&message))
    return sink->send(std::move(*error));
  if (auto *response = std::get_if<RpcResponse>(&message))
    return session.take(std::move(*response));
  const auto &request = std::get<RpcRequest>(message);
  // Whoever asks what is spoken here speaks the revision that has the question.
  auto terms = readTerms(request, request.method == "server/discover");
  if (auto *error = std::get_if<json::Object>(&terms))
    return request.id ? sink->send(std::move(*error)) : void();
  session.take(request, std::get<RequestTerms>(terms), sink);
}

int assay::serveModelContext(int input, int output, const SafetyApi::Env &env,
                             PolicyInForce &policy, llvm::StringRef version) {
  const auto sink = std::make_shared<LineSink>(output);
  OpenQuestions questions;
  McpSession session({env, policy, questions, version});
  MessageReader reader(input, Framing::Lines, maxMessageBytes);
  while (true) {
    auto message = reader.next();
    if (!message) {
      sink->send(rpcError(nullptr, rpc_error::parseError, llvm::toString(message.takeError())));
      return 1;
    }
    if (!*message)
      return 0;
    take(session, **message, sink);
  }
}
