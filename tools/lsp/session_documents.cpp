#include "tools/lsp/session.h"
#include "llvm/Support/FileSystem.h"
#include <chrono>

// The part of a session that judges: what comes in, in which order it is
// judged, and what is sent.

using namespace assay;
namespace json = llvm::json;

namespace {

json::Object report(const json::Value &diagnostics, llvm::StringRef resultId,
                    llvm::StringRef previous) {
  if (previous == resultId)
    return json::Object{{"kind", "unchanged"}, {"resultId", resultId}};
  return json::Object{{"kind", "full"}, {"resultId", resultId}, {"items", diagnostics}};
}

/// What a client is told of a document that is not open or gone.
json::Object emptyReport() { return json::Object{{"kind", "full"}, {"items", json::Array()}}; }

std::shared_ptr<const Analysis> analyseFile(const std::string &path, Assessor &assessor,
                                            const ClientAbilities &client, RiskLevel lowest) {
  auto file = SourceFile::open(path);
  if (!file) {
    // It went away, or is no text: there is nothing to report of it.
    llvm::consumeError(file.takeError());
    return nullptr;
  }
  return analyse({uriOfPath(path), ""}, std::make_shared<DocumentText>(file->text().str()),
                 {.assessor = assessor, .client = client, .lowest = lowest});
}

} // namespace

AssessmentPolicy LanguageSession::policyNow() const {
  AssessmentPolicy policy = env_.policy;
  if (env_.heedsComments)
    policy.suppressionsAsOf =
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return policy;
}

void LanguageSession::didOpen(const json::Object &params) {
  const json::Object *item = params.getObject("textDocument");
  const auto uri = documentUri(params);
  const auto text = item ? item->getString("text") : std::nullopt;
  if (!uri || !text)
    return;
  Document document;
  document.name = {*uri, item->getString("languageId").value_or("").str()};
  document.version = item->getInteger("version").value_or(0);
  document.text = std::make_shared<DocumentText>(text->str());
  const std::lock_guard lock(mutex_);
  documents_.open(std::move(document));
  wake_.notify_all();
}

void LanguageSession::didChange(const json::Object &params) {
  const json::Object *item = params.getObject("textDocument");
  const auto uri = documentUri(params);
  const json::Array *changes = params.getArray("contentChanges");
  const std::lock_guard lock(mutex_);
  Document *document = uri && changes ? documents_.find(*uri) : nullptr;
  if (!document)
    return;
  documents_.change(*document, item->getInteger("version").value_or(0), *changes, client_.encoding);
  wake_.notify_all();
}

void LanguageSession::didClose(const json::Object &params) {
  const auto uri = documentUri(params);
  if (!uri)
    return;
  const std::lock_guard lock(mutex_);
  if (const auto closed = documents_.close(*uri)) {
    for (const WaitingPull &pull : closed->waiting)
      send(rpcResult(pull.id, emptyReport()));
    for (const json::Value &id : closed->waitingLenses)
      send(rpcResult(id, json::Array()));
  }
  if (!client_.pullsDiagnostics)
    notify("textDocument/publishDiagnostics",
           json::Object{{"uri", *uri}, {"diagnostics", json::Array()}});
}

void LanguageSession::pullDocument(const json::Value &id, const json::Object &params) {
  const auto uri = documentUri(params);
  WaitingPull pull{id, params.getString("previousResultId").value_or("").str()};
  const std::lock_guard lock(mutex_);
  Document *document = uri ? documents_.find(*uri) : nullptr;
  if (!document)
    return send(rpcResult(id, emptyReport()));
  if (document->isCurrent())
    return answerPull(pull, *document->analysis);
  document->waiting.push_back(std::move(pull));
}

void LanguageSession::codeLens(const json::Value &id, const json::Object &params) {
  const auto uri = documentUri(params);
  const std::lock_guard lock(mutex_);
  Document *document = uri ? documents_.find(*uri) : nullptr;
  if (!document)
    return send(rpcResult(id, json::Array()));
  if (document->isCurrent())
    return send(rpcResult(id, codeLensesOf(*document->analysis)));
  document->waitingLenses.push_back(id);
}

void LanguageSession::pullWorkspace(const json::Value &id, const json::Object &params) {
  WorkspacePull pull{id, nullptr, {}};
  if (const json::Value *token = params.get("workDoneToken"))
    pull.token = *token;
  const json::Array *previous = params.getArray("previousResultIds");
  for (std::size_t i = 0; previous && i < previous->size(); ++i)
    if (const json::Object *entry = (*previous)[i].getAsObject())
      pull.previous[entry->getString("uri").value_or("").str()] =
          entry->getString("value").value_or("").str();
  const std::lock_guard lock(mutex_);
  workspacePulls_.push_back(std::move(pull));
  wake_.notify_all();
}

void LanguageSession::cancel(const json::Object &params) {
  const json::Value *id = params.get("id");
  if (!id)
    return;
  const auto isIt = [&](const auto &pull) { return pull.id == *id; };
  const std::lock_guard lock(mutex_);
  std::size_t found = std::erase_if(workspacePulls_, isIt);
  for (auto &[uri, document] : documents_.all())
    found += std::erase_if(document.waiting, isIt) + std::erase(document.waitingLenses, *id);
  if (found)
    send(rpcError(*id, lsp_error::requestCancelled, "cancelled"));
}

void LanguageSession::answerPull(const WaitingPull &pull, const Analysis &analysis) {
  send(rpcResult(pull.id, report(analysis.diagnostics, analysis.resultId, pull.previousResultId)));
}

/// Requires the lock, so that nothing of an older text follows.
void LanguageSession::publish(Document &document) {
  if (!client_.pullsDiagnostics)
    notify("textDocument/publishDiagnostics",
           json::Object{{"uri", document.name.uri},
                        {"version", document.version},
                        {"diagnostics", document.analysis->diagnostics}});
  for (const WaitingPull &pull : std::exchange(document.waiting, {}))
    answerPull(pull, *document.analysis);
  for (const json::Value &id : std::exchange(document.waitingLenses, {}))
    send(rpcResult(id, codeLensesOf(*document.analysis)));
}

void LanguageSession::judgeDocument(Document &wanted, bool whole, DocumentJudge &judge,
                                    std::unique_lock<std::mutex> &lock) {
  const DocumentName name = wanted.name;
  const std::shared_ptr<const DocumentText> text = wanted.text;
  const DocumentJudge::Terms terms{policyNow(), client_, lowest_, whole};
  lock.unlock();
  std::shared_ptr<const Analysis> analysis = judge.judge(name, text, terms);
  lock.lock();
  Document *document = documents_.find(name.uri);
  // What changed meanwhile stands in the line again; what was closed is
  // nobody's.
  if (!document || document->text != text || terms.lowest != lowest_)
    return;
  const bool isNews = !whole || analysis->resultId != document->analysis->resultId;
  document->analysis = std::move(analysis);
  if (!isNews)
    return;
  publish(*document);
  if (whole)
    askForPulls();
}

/// Once nobody types for so long, what was judged by taking over from earlier
/// texts is judged by its text alone. Longer than between two keys of a fast
/// typist, shorter than one looks for.
static constexpr std::chrono::milliseconds confirmAfter{300};

void LanguageSession::judgeDocuments() {
  DocumentJudge judge(env_.rules);
  std::unique_lock lock(mutex_);
  while (!stops_) {
    if (Document *document = documents_.next()) {
      judgeDocument(*document, /*whole=*/false, judge, lock);
      continue;
    }
    if (!documents_.find(judge.kept()))
      judge.forget();
    if (!documents_.nextToConfirm()) {
      wake_.wait(lock);
      continue;
    }
    if (wake_.wait_for(lock, confirmAfter) == std::cv_status::no_timeout)
      continue;
    if (Document *document = documents_.nextToConfirm())
      judgeDocument(*document, /*whole=*/true, judge, lock);
  }
}

const LanguageSession::FileReport *LanguageSession::reportOf(const std::string &path,
                                                             std::optional<Assessor> &assessor) {
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status))
    return nullptr;
  const auto known = fileReports_.find(path);
  if (known != fileReports_.end() && known->second.changed == status.getLastModificationTime() &&
      known->second.bytes == status.getSize())
    return &known->second;
  if (!assessor)
    assessor.emplace(env_.rules, fileReportsPolicy_);
  const auto analysis = analyseFile(path, *assessor, client_, fileReportsLowest_);
  if (!analysis)
    return nullptr;
  FileReport &entry = fileReports_[path];
  entry = {status.getLastModificationTime(), status.getSize(), analysis->diagnostics,
           analysis->resultId};
  return &entry;
}

json::Array LanguageSession::reportsFor(const WorkspacePull &pull) {
  std::unique_lock lock(mutex_);
  const std::vector<std::string> folders = wholeWorkspace_ ? folders_ : std::vector<std::string>();
  const RiskLevel lowest = lowest_;
  json::Array reports;
  std::map<std::string, bool> isOpen;
  const auto add = [&](const std::string &uri, const json::Value &diagnostics,
                       llvm::StringRef resultId, json::Value version) {
    const auto previous = pull.previous.find(uri);
    json::Object entry =
        report(diagnostics, resultId, previous == pull.previous.end() ? "" : previous->second);
    entry["uri"] = uri;
    entry["version"] = std::move(version);
    reports.push_back(std::move(entry));
  };
  for (const auto &[uri, document] : documents_.all()) {
    isOpen[uri] = true;
    if (document.isCurrent())
      add(uri, document.analysis->diagnostics, document.analysis->resultId, document.version);
  }
  lock.unlock();
  AssessmentPolicy policy = policyNow();
  if (lowest != fileReportsLowest_ ||
      policy.suppressionsAsOf != fileReportsPolicy_.suppressionsAsOf || folders.empty())
    fileReports_.clear();
  fileReportsLowest_ = lowest;
  fileReportsPolicy_ = std::move(policy);
  std::optional<Assessor> assessor;
  for (const std::string &folder : folders)
    for (const std::string &path : env_.sourcesBelow(folder)) {
      const std::string uri = uriOfPath(path);
      if (isOpen.contains(uri))
        continue;
      if (const FileReport *found = reportOf(path, assessor))
        add(uri, found->diagnostics, found->resultId, nullptr);
      lock.lock();
      const bool stops = stops_;
      lock.unlock();
      if (stops)
        return reports;
    }
  return reports;
}

void LanguageSession::judgeWorkspaces() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    if (workspacePulls_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const WorkspacePull pull = std::move(workspacePulls_.front());
    workspacePulls_.pop_front();
    lock.unlock();
    const auto progress = [&](json::Object value) {
      if (pull.token.kind() != json::Value::Null)
        notify("$/progress", json::Object{{"token", pull.token}, {"value", std::move(value)}});
    };
    progress(json::Object{{"kind", "begin"}, {"title", "assay judges the workspace"}});
    json::Array reports = reportsFor(pull);
    progress(json::Object{{"kind", "end"}});
    send(rpcResult(pull.id, json::Object{{"items", std::move(reports)}}));
    lock.lock();
  }
}
