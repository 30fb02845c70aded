#include "tools/mcp/server.h"
#include "tools/mcp/session.h"

using namespace assay;

/// A program of 16 MiB, most of it escaped; larger ones the API would refuse.
static constexpr std::size_t maxMessageBytes = 64u << 20;

int assay::serveModelContext(int input, int output, const SafetyApi::Env &env,
                             PolicyInForce &policy, llvm::StringRef version) {
  McpSession session(output, env, policy, version);
  MessageReader reader(input, Framing::Lines, maxMessageBytes);
  while (true) {
    auto message = reader.next();
    if (!message) {
      session.send(rpcError(nullptr, rpc_error::parseError, llvm::toString(message.takeError())));
      return 1;
    }
    if (!*message)
      return 0;
    session.take(**message);
  }
}
