#include "tools/lsp/session.h"
#include "analyzer/rule.h"

using namespace assay;
namespace json = llvm::json;

namespace {

constexpr llvm::StringLiteral ruleScheme = "assay-rule";

json::Object capabilitiesFor(const ClientAbilities &client) {
  json::Object sync{{"openClose", true}, {"change", 2}};
  json::Object folders{{"supported", true}, {"changeNotifications", true}};
  json::Object content{{"schemes", json::Array{ruleScheme}}};
  json::Object capabilities{
      {"positionEncoding", nameOf(client.encoding)},
      {"textDocumentSync", std::move(sync)},
      {"hoverProvider", true},
      {"codeLensProvider", json::Object{{"resolveProvider", false}}},
      {"codeActionProvider", json::Object{{"codeActionKinds", json::Array{"quickfix"}}}},
      {"executeCommandProvider", json::Object{{"commands", json::Array{explainRuleCommand}}}},
      {"workspace", json::Object{{"workspaceFolders", std::move(folders)},
                                 {"textDocumentContent", std::move(content)}}}};
  // To a client that does both, diagnostics would come twice.
  if (client.pullsDiagnostics)
    capabilities["diagnosticProvider"] = json::Object{
        {"identifier", "assay"}, {"interFileDependencies", false}, {"workspaceDiagnostics", true}};
  return capabilities;
}

/// The folders that a list of {uri, name} names.
std::vector<std::string> readFolders(const json::Array *list) {
  std::vector<std::string> folders;
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const json::Object *folder = (*list)[i].getAsObject();
    const auto uri = folder ? folder->getString("uri") : std::nullopt;
    if (auto path = uri ? pathOfUri(*uri) : std::nullopt)
      folders.push_back(std::move(*path));
  }
  return folders;
}

} // namespace

LanguageSession::LanguageSession(int output, const LanguageServerEnv &env)
    : env_(env), writer_(output, Framing::Headers), documentJudge_([this] { judgeDocuments(); }),
      workspaceJudge_([this] { judgeWorkspaces(); }) {}

LanguageSession::~LanguageSession() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  wake_.notify_all();
  documentJudge_.join();
  workspaceJudge_.join();
}

void LanguageSession::send(json::Object message) {
  llvm::consumeError(writer_.write(json::Value(std::move(message))));
}

void LanguageSession::notify(llvm::StringRef method, json::Object params) {
  send(json::Object{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void LanguageSession::ask(llvm::StringRef id, llvm::StringRef method, json::Value params) {
  send(rpcRequest(id, method, std::move(params)));
}

json::Value LanguageSession::initialize(const json::Object &params) {
  const std::lock_guard lock(mutex_);
  client_ = readAbilities(params);
  folders_ = readFolders(params.getArray("workspaceFolders"));
  if (folders_.empty())
    if (const auto root = params.getString("rootUri"))
      if (auto path = pathOfUri(*root))
        folders_.push_back(std::move(*path));
  if (const json::Object *options = params.getObject("initializationOptions"))
    configure(*options);
  state_ = State::Running;
  return json::Object{{"capabilities", capabilitiesFor(client_)},
                      {"serverInfo", json::Object{{"name", "assay"}, {"version", env_.version}}}};
}

json::Value LanguageSession::shutdown(const json::Object &) {
  const std::lock_guard lock(mutex_);
  state_ = State::ShutDown;
  return nullptr;
}

/// Registers for changes of files that are not open, which count in the whole workspace.
static json::Object watchedFiles() {
  json::Object watcher{{"globPattern", "**/*"}};
  json::Object options{{"watchers", json::Array{std::move(watcher)}}};
  json::Object registration{{"id", "files"},
                            {"method", "workspace/didChangeWatchedFiles"},
                            {"registerOptions", std::move(options)}};
  return json::Object{{"registrations", json::Array{std::move(registration)}}};
}

void LanguageSession::initialized(const json::Object &) {
  if (client_.watchesFiles && client_.pullsDiagnostics)
    ask("files", "client/registerCapability", watchedFiles());
  askForSettings();
}

void LanguageSession::didChangeFiles(const json::Object &) {
  const std::lock_guard lock(mutex_);
  if (wholeWorkspace_)
    askForPulls();
}

void LanguageSession::askForSettings() {
  if (client_.configuration)
    ask("configuration", "workspace/configuration",
        json::Object{{"items", json::Array{json::Object{{"section", "assay"}}}}});
}

void LanguageSession::didChangeConfiguration(const json::Object &params) {
  if (client_.configuration)
    return askForSettings();
  const json::Object *settings = params.getObject("settings");
  const json::Object *own = settings ? settings->getObject("assay") : nullptr;
  if (!own)
    return;
  const std::lock_guard lock(mutex_);
  configure(*own);
}

void LanguageSession::takeResponse(const RpcResponse &response) {
  const json::Array *items = response.result.getAsArray();
  if (response.id.getAsString() != llvm::StringRef("configuration") || !items || items->empty())
    return;
  if (const json::Object *settings = items->front().getAsObject()) {
    const std::lock_guard lock(mutex_);
    configure(*settings);
  }
}

/// Requires the lock.
void LanguageSession::configure(const json::Object &settings) {
  const RiskLevel before = lowest_;
  if (const auto mode = settings.getString("diagnosticMode"))
    wholeWorkspace_ = *mode == "workspace";
  if (const auto name = settings.getString("lowestLevel"))
    lowest_ = findRiskLevel(*name).value_or(lowest_);
  if (lowest_ == before)
    return;
  documents_.enqueueAll();
  wake_.notify_all();
  askForPulls();
}

void LanguageSession::askForPulls() {
  if (client_.pullsDiagnostics && state_ == State::Running)
    ask("refresh", "workspace/diagnostic/refresh", nullptr);
}

void LanguageSession::didChangeFolders(const json::Object &params) {
  const json::Object *event = params.getObject("event");
  if (!event)
    return;
  const std::lock_guard lock(mutex_);
  for (const std::string &folder : readFolders(event->getArray("removed")))
    std::erase(folders_, folder);
  for (std::string &folder : readFolders(event->getArray("added")))
    folders_.push_back(std::move(folder));
}

std::shared_ptr<const Analysis> LanguageSession::analysisOf(const json::Object &params) {
  const auto uri = documentUri(params);
  const std::lock_guard lock(mutex_);
  const Document *document = uri ? documents_.find(*uri) : nullptr;
  return document && document->isCurrent() ? document->analysis : nullptr;
}

json::Value LanguageSession::hover(const json::Object &params) {
  const auto analysis = analysisOf(params);
  const auto position = readPosition(params.get("position"));
  return analysis && position ? hoverAt(*analysis, *position, client_.encoding) : nullptr;
}

json::Value LanguageSession::codeAction(const json::Object &params) {
  const auto analysis = analysisOf(params);
  const auto range = readRange(params.get("range"));
  return analysis && range ? codeActionsFor(*analysis, *range, client_.encoding) : json::Array();
}

json::Value LanguageSession::executeCommand(const json::Object &params) {
  const json::Array *arguments = params.getArray("arguments");
  if (params.getString("command") != llvm::StringRef(explainRuleCommand) || !arguments ||
      arguments->empty())
    return nullptr;
  const Rule *rule = env_.rules.find(arguments->front().getAsString().value_or(""));
  if (!rule)
    return nullptr;
  if (client_.showDocument && client_.textDocumentContent)
    ask("show", "window/showDocument", json::Object{{"uri", (ruleScheme + ":" + rule->id).str()}});
  else
    notify("window/showMessage", json::Object{{"type", 3}, {"message", ruleText(*rule)}});
  return ruleText(*rule);
}

json::Value LanguageSession::ruleDocument(const json::Object &params) {
  const auto [scheme, id] = params.getString("uri").value_or("").split(':');
  const Rule *rule = scheme == ruleScheme ? env_.rules.find(id) : nullptr;
  return json::Object{{"text", rule ? ruleText(*rule) : "There is no such rule.\n"}};
}
