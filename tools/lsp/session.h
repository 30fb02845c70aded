#ifndef ASSAY_TOOLS_LSP_SESSION_H
#define ASSAY_TOOLS_LSP_SESSION_H

#include "tools/lsp/document_judge.h"
#include "tools/lsp/documents.h"
#include "tools/lsp/server.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include "llvm/Support/Chrono.h"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace assay {

/// One client of the language server: its documents and what it asks for. Its
/// functions are named after the protocol's methods, whose table is in
/// server.cpp; they are for the reading thread. Two threads of its own judge:
/// one the open documents, one the workspace.
class LanguageSession {
public:
  enum class State : std::uint8_t { New, Running, ShutDown };

  LanguageSession(int output, const LanguageServerEnv &env);
  ~LanguageSession();
  LanguageSession(const LanguageSession &) = delete;
  LanguageSession &operator=(const LanguageSession &) = delete;

  [[nodiscard]] State state() const { return state_; }
  /// Thread-safe. A client that is gone is noticed when it sends nothing more.
  void send(llvm::json::Object message);

  llvm::json::Value initialize(const llvm::json::Object &params);
  llvm::json::Value shutdown(const llvm::json::Object &params);
  llvm::json::Value hover(const llvm::json::Object &params);
  llvm::json::Value codeAction(const llvm::json::Object &params);
  llvm::json::Value executeCommand(const llvm::json::Object &params);
  /// workspace/textDocumentContent: a rule as a document of its own.
  llvm::json::Value ruleDocument(const llvm::json::Object &params);

  void pullDocument(const llvm::json::Value &id, const llvm::json::Object &params);
  void codeLens(const llvm::json::Value &id, const llvm::json::Object &params);
  void pullWorkspace(const llvm::json::Value &id, const llvm::json::Object &params);

  void initialized(const llvm::json::Object &params);
  void didOpen(const llvm::json::Object &params);
  void didChange(const llvm::json::Object &params);
  void didClose(const llvm::json::Object &params);
  void didChangeConfiguration(const llvm::json::Object &params);
  void didChangeFolders(const llvm::json::Object &params);
  void didChangeFiles(const llvm::json::Object &params);
  void cancel(const llvm::json::Object &params);
  /// To workspace/configuration, the only request whose answer matters.
  void takeResponse(const RpcResponse &response);

private:
  /// A workspace/diagnostic that waits, with the result ids that the client has
  /// by URI.
  struct WorkspacePull {
    llvm::json::Value id;
    llvm::json::Value token = nullptr;
    std::map<std::string, std::string> previous;
  };

  /// What was found in a file that is not open, and what the file was like then: clients ask for
  /// the whole workspace every few seconds.
  struct FileReport {
    llvm::sys::TimePoint<> changed;
    std::uint64_t bytes = 0;
    llvm::json::Value diagnostics = nullptr;
    std::string resultId;
  };

  void notify(llvm::StringRef method, llvm::json::Object params);
  void ask(llvm::StringRef id, llvm::StringRef method, llvm::json::Value params);
  void configure(const llvm::json::Object &settings);
  /// Of a document as it is now; null if it is still to be judged or not open.
  std::shared_ptr<const Analysis> analysisOf(const llvm::json::Object &params);
  void publish(Document &document);
  void answerPull(const WaitingPull &pull, const Analysis &analysis);
  void judgeDocuments();
  /// Gives up the lock for the time it takes.
  void judgeDocument(Document &document, bool whole, DocumentJudge &judge,
                     std::unique_lock<std::mutex> &lock);
  /// Requires the lock.
  void askForPulls();
  void askForSettings();
  void judgeWorkspaces();
  llvm::json::Array reportsFor(const WorkspacePull &pull);
  /// Judges a file unless it is as it was. Null if it cannot be read. Makes the Assessor if there
  /// is none yet.
  const FileReport *reportOf(const std::string &path, std::optional<Assessor> &assessor);
  /// The policy for an assessment now: comments count, by today's date.
  [[nodiscard]] AssessmentPolicy policyNow() const;

  const LanguageServerEnv &env_;
  MessageWriter writer_;
  State state_ = State::New;
  ClientAbilities client_;

  /// Guards what is below.
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stops_ = false;
  Documents documents_;
  std::vector<std::string> folders_;
  std::deque<WorkspacePull> workspacePulls_;
  RiskLevel lowest_ = RiskLevel::Medium;
  bool wholeWorkspace_ = false;

  /// Of the thread that judges the workspace alone, and what they were found with.
  std::map<std::string, FileReport> fileReports_;
  RiskLevel fileReportsLowest_ = RiskLevel::Medium;
  AssessmentPolicy fileReportsPolicy_;

  /// Last: they use all of the above.
  std::thread documentJudge_;
  std::thread workspaceJudge_;
};

} // namespace assay

#endif // ASSAY_TOOLS_LSP_SESSION_H
