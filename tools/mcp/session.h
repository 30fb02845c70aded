#ifndef ASSAY_TOOLS_MCP_SESSION_H
#define ASSAY_TOOLS_MCP_SESSION_H

#include "tools/gate/api.h"
#include "tools/mcp/message_sink.h"
#include "tools/mcp/open_questions.h"
#include "tools/mcp/revision.h"
#include "tools/mcp/tools.h"
#include "tools/rpc/json_rpc.h"
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

/// What sessions share. All of it must outlive them.
struct McpEnv {
  const SafetyApi::Env &api;
  PolicyInForce &policy;
  OpenQuestions &questions;
  llvm::StringRef version;
};

/// One client of the MCP server, or one request of a revision without sessions. Knows no transport.
/// take() is for one thread at a time; a thread of its own runs tools.
class McpSession {
public:
  explicit McpSession(const McpEnv &env);
  /// Cancels what runs.
  ~McpSession();
  McpSession(const McpSession &) = delete;
  McpSession &operator=(const McpSession &) = delete;

  /// What belongs to a request goes to its sink, which is kept until the request is done with.
  void take(const RpcRequest &request, const RequestTerms &terms,
            std::shared_ptr<MessageSink> sink);
  /// The answer to a question of ours.
  void take(RpcResponse response);
  /// Cancels what runs; what comes later is cancelled, too.
  void cancelAll();
  /// A tool runs, or waits to.
  [[nodiscard]] bool isBusy();

private:
  struct Call {
    llvm::json::Value id = nullptr;
    RequestTerms terms;
    const McpTool *tool = nullptr;
    llvm::json::Object arguments;
    /// Null if no progress was asked for.
    llvm::json::Value progressToken = nullptr;
    /// What came back with a request that was sent again: a person's answer, and what names the
    /// question. Empty if it is sent for the first time.
    llvm::json::Object answers;
    std::string question;
    std::shared_ptr<std::atomic<bool>> cancelled;
    std::shared_ptr<MessageSink> sink;
  };

  void takeNotification(const RpcRequest &request);
  llvm::json::Object initialize(const llvm::json::Object &params);
  [[nodiscard]] llvm::json::Object discover() const;
  void enqueue(const RpcRequest &request, const RequestTerms &terms,
               std::shared_ptr<MessageSink> sink);
  void work();
  void carryOut(SafetyApi &api, const Call &call);

  // session_run.cpp
  llvm::json::Object run(SafetyApi &api, const Call &call);
  llvm::json::Object runUnderGate(SafetyApi &api, const Call &call);
  [[nodiscard]] llvm::json::Object explainRule(const llvm::json::Object &arguments) const;
  void addApproval(const llvm::json::Object &answer, llvm::json::Object &request) const;
  [[nodiscard]] std::string subjectOf(const Call &call) const;
  bool askPerson(const Call &call, const llvm::json::Object &answer);
  [[nodiscard]] llvm::json::Object questionFor(const Call &call,
                                               const llvm::json::Object &answer) const;
  /// Nothing if the call brings no answer.
  [[nodiscard]] std::optional<bool> broughtAnswer(const Call &call) const;

  McpEnv env_;
  JobQueue jobs_;

  std::mutex mutex_;
  std::condition_variable answered_;
  /// The client can ask its user, as `initialize` said.
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
