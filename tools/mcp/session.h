#ifndef ASSAY_TOOLS_MCP_SESSION_H
#define ASSAY_TOOLS_MCP_SESSION_H

#include "tools/gate/api.h"
#include "tools/mcp/tools.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include "tools/service/job_queue.h"
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace assay {

/// One client of the MCP server. take() is for the reading thread; a thread of
/// its own runs tools.
class McpSession {
public:
  McpSession(int output, const SafetyApi::Env &env, PolicyInForce &policy, llvm::StringRef version);
  /// Cancels what runs.
  ~McpSession();
  McpSession(const McpSession &) = delete;
  McpSession &operator=(const McpSession &) = delete;

  void take(llvm::StringRef message);
  /// Thread-safe. A client that is gone is noticed when it sends nothing more.
  void send(llvm::json::Object message);

private:
  struct Call {
    llvm::json::Value id;
    const McpTool *tool;
    llvm::json::Object arguments;
    /// Null if no progress was asked for.
    llvm::json::Value progressToken = nullptr;
    std::shared_ptr<std::atomic<bool>> cancelled;
  };

  void takeRequest(const RpcRequest &request);
  void takeNotification(const RpcRequest &request);
  void takeResponse(RpcResponse response);
  llvm::json::Object initialize(const llvm::json::Object &params);
  void enqueue(const llvm::json::Value &id, const llvm::json::Object &params);
  void carryOut(SafetyApi &api, Call call);
  llvm::json::Object run(SafetyApi &api, const Call &call);
  llvm::json::Object explainRule(const llvm::json::Object &arguments) const;
  void addApproval(const llvm::json::Object &answer, llvm::json::Object &request) const;
  bool askPerson(const llvm::json::Object &answer, const std::atomic<bool> &cancelled);
  void report(const Call &call, int progress, llvm::StringRef message);
  void work();

  SafetyApi::Env env_;
  PolicyInForce &policy_;
  std::string version_;
  MessageWriter writer_;
  JobQueue jobs_;

  std::mutex mutex_;
  std::condition_variable answered_;
  /// The client can ask its user.
  bool canAsk_ = false;
  bool stops_ = false;
  unsigned lastQuestion_ = 0;
  /// The answer to the question that was asked last, once it has come.
  std::optional<RpcResponse> answer_;
  std::map<std::string, std::shared_ptr<std::atomic<bool>>> running_;

  /// Last: it uses all of the above.
  std::thread worker_;
};

} // namespace assay

#endif // ASSAY_TOOLS_MCP_SESSION_H
