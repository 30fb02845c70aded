#ifndef ASSAY_TOOLS_MCP_HTTP_ENDPOINT_H
#define ASSAY_TOOLS_MCP_HTTP_ENDPOINT_H

#include "tools/mcp/http_message.h"
#include "tools/mcp/session.h"
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace assay {

/// What stands at http://127.0.0.1:PORT/mcp: who may speak, which session a request belongs to, and
/// the answer. Thread-safe; each connection has a thread that calls it.
class HttpEndpoint {
public:
  HttpEndpoint(const McpEnv &env, std::string token) : env_(env), token_(std::move(token)) {}

  /// Why a request is refused, as its head says. To be asked before its body is read.
  [[nodiscard]] std::optional<HttpProblem> objection(const HttpRequest &head) const;
  /// Answers a request without objection on its socket. False: the connection is of no use any
  /// more.
  bool answer(int socket, const HttpRequest &request);
  /// Cancels what runs.
  void stop();

private:
  bool post(int socket, const HttpRequest &request);
  bool initialize(int socket, const RpcRequest &message);
  bool takeInSession(int socket, const HttpRequest &request, RpcMessage message);
  bool takeAlone(int socket, const HttpRequest &request, const RpcRequest &message);
  bool endSession(int socket, const HttpRequest &request);
  std::shared_ptr<McpSession> findSession(llvm::StringRef id);

  struct Known {
    /// Shared with each thread that answers a request of it. Shared out under the lock alone, so
    /// what nobody shares under the lock nobody uses.
    std::shared_ptr<McpSession> session;
    std::chrono::steady_clock::time_point used;
  };
  using Sessions = std::map<std::string, Known, std::less<>>;
  Sessions::iterator leastNeeded();
  std::string keep(std::shared_ptr<McpSession> session);

  McpEnv env_;
  std::string token_;
  std::mutex mutex_;
  Sessions sessions_;
  /// Of requests without a session that are being answered.
  std::map<const McpSession *, std::shared_ptr<McpSession>> alone_;
};

} // namespace assay

#endif // ASSAY_TOOLS_MCP_HTTP_ENDPOINT_H
