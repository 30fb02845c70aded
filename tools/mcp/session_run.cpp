#include "analyzer/rule.h"
#include "tools/gate/approval_store.h"
#include "tools/mcp/session.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"

// The part of a session that runs tools, and what stands before a program runs: a person.

using namespace assay;
namespace json = llvm::json;

namespace {

json::Object toolResult(json::Object document, bool isError, llvm::StringRef remark) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(json::Object(document));
  json::Array content{json::Object{{"type", "text"}, {"text", std::move(text)}}};
  if (!remark.empty())
    content.push_back(json::Object{{"type", "text"}, {"text", jsonText(remark)}});
  json::Object result{{"content", std::move(content)}, {"isError", isError}};
  // What does not have the shape that was promised is text alone.
  if (document.getString("schema") != llvm::StringRef("assay.error/1"))
    result["structuredContent"] = std::move(document);
  return result;
}

json::Object errorResult(llvm::StringRef message) {
  return toolResult(json::Object{{"schema", "assay.error/1"}}, true, message);
}

llvm::StringRef verdictOf(const json::Object &answer) {
  const json::Object *decision = answer.getObject("decision");
  return decision ? decision->getString("verdict").value_or("") : "";
}

llvm::StringRef reasonOf(const json::Object &answer) {
  const json::Object *decision = answer.getObject("decision");
  return decision ? decision->getString("because").value_or("") : "";
}

bool isRefused(const json::Object &answer) {
  return verdictOf(answer) == "confirm" || verdictOf(answer) == "block";
}

/// What stands in the way, and what a person can do about it.
std::string refusal(const json::Object &answer) {
  if (!isRefused(answer))
    return "";
  return ("Not run: " + reasonOf(answer) + ". A person can let it run once: assay approve " +
          answer.getString("request").value_or("") +
          " --reason \"...\"   and then the same call again.")
      .str();
}

/// The place of each finding, for the person who is asked.
std::string findingsOf(const json::Object &answer) {
  std::string text;
  const json::Object *assessment = answer.getObject("assessment");
  const json::Array *findings = assessment ? assessment->getArray("findings") : nullptr;
  for (std::size_t i = 0; findings && i < std::min<std::size_t>(findings->size(), 5); ++i)
    if (const json::Object *finding = (*findings)[i].getAsObject())
      text += "\nline " + std::to_string(finding->getInteger("line").value_or(0)) + ": " +
              escaped(finding->getString("message").value_or(""));
  return text;
}

/// The parameters of elicitation/create.
json::Object elicitation(const json::Object &answer) {
  const std::string message = ("Run this program? " + reasonOf(answer) + findingsOf(answer) +
                               "\nSHA-256 " + answer.getString("subject").value_or(""))
                                  .str();
  json::Object approve{{"type", "boolean"},
                       {"title", "Run it"},
                       {"description", "Let this program run once, in the jail."}};
  return json::Object{{"message", message},
                      {"requestedSchema",
                       json::Object{{"type", "object"},
                                    {"properties", json::Object{{"approve", std::move(approve)}}},
                                    {"required", json::Array{"approve"}}}}};
}

/// Anything but a clear yes is no.
bool saysYes(const json::Object *result) {
  const json::Object *content = result ? result->getObject("content") : nullptr;
  return result && result->getString("action") == llvm::StringRef("accept") && content &&
         content->getBoolean("approve").value_or(false);
}

/// The key of our question among those of a result.
constexpr llvm::StringLiteral approveKey = "approve";

} // namespace

json::Object McpSession::explainRule(const json::Object &arguments) const {
  const llvm::StringRef id = arguments.getString("id").value_or("");
  const Rule *rule = env_.api.rules.find(id);
  if (!rule)
    return errorResult("There is no rule `" + escaped(id) + "`.");
  return toolResult(json::Object{{"schema", "assay.rule/1"}, {"rule", toJson(*rule)}}, false, "");
}

/// Names the approval that a person gave for these bytes, if one waits.
void McpSession::addApproval(const json::Object &answer, json::Object &request) const {
  Digest subject{};
  const std::string bytes = llvm::fromHex(answer.getString("subject").value_or(""));
  if (bytes.size() != subject.size())
    return;
  std::copy(bytes.begin(), bytes.end(), subject.begin());
  if (auto name = waitingApproval(env_.api.logPath, subject, digestOf(*env_.policy.get())))
    request["approval"] = std::move(*name);
}

json::Object McpSession::run(SafetyApi &api, const Call &call) {
  if (call.tool->method.empty())
    return explainRule(call.arguments);
  // What only a person may say is no argument of a tool, whatever a model puts there.
  for (llvm::StringRef field : {"confirmed", "override", "approval"})
    if (call.arguments.get(field))
      return errorResult(("`" + field + "` is not for a tool to say.").str());
  if (!call.tool->isReadOnly)
    return runUnderGate(api, call);
  json::Object answer = api.call(call.tool->method, json::Value(json::Object(call.arguments)),
                                 {.cancelled = call.cancelled.get()});
  const bool isError = answer.getString("schema") == llvm::StringRef("assay.error/1");
  return toolResult(std::move(answer), isError, "");
}

json::Object McpSession::runUnderGate(SafetyApi &api, const Call &call) {
  const std::optional<bool> brought = broughtAnswer(call);
  if (!brought && !call.question.empty())
    return json::Object{{"error", json::Object{{"message", "`requestState` is not of this request, "
                                                           "or was used, or is too old"}}}};
  json::Object request = call.arguments;
  json::Object answer = api.call(call.tool->method, json::Value(json::Object(request)),
                                 {.cancelled = call.cancelled.get()});
  if (isRefused(answer)) {
    addApproval(answer, request);
    if (!request.get("approval") && verdictOf(answer) == "confirm") {
      if (call.terms.isStateless && call.terms.canAsk && !brought)
        return questionFor(call, answer);
      if (brought ? *brought : askPerson(call, answer))
        request["confirmed"] = true;
    }
    if (request.get("approval") || request.get("confirmed"))
      answer = api.call(call.tool->method, json::Value(std::move(request)),
                        {.cancelled = call.cancelled.get()});
  }
  const std::string remark = refusal(answer);
  const bool isError =
      !remark.empty() || answer.getString("schema") == llvm::StringRef("assay.error/1");
  return toolResult(std::move(answer), isError, remark);
}

/// What a person says yes to: the tool, all of its arguments, and the policy they are judged under.
std::string McpSession::subjectOf(const Call &call) const {
  std::string text;
  llvm::raw_string_ostream(text) << call.tool->name << '\n'
                                 << llvm::toHex(digestOf(*env_.policy.get())) << '\n'
                                 << json::Value(json::Object(call.arguments));
  return text;
}

json::Object McpSession::questionFor(const Call &call, const json::Object &answer) const {
  return json::Object{
      {"resultType", "input_required"},
      {"inputRequests", json::Object{{approveKey, json::Object{{"method", "elicitation/create"},
                                                               {"params", elicitation(answer)}}}}},
      {"requestState", env_.questions.ask(subjectOf(call))}};
}

std::optional<bool> McpSession::broughtAnswer(const Call &call) const {
  if (call.question.empty() || !call.terms.isStateless ||
      !env_.questions.settle(call.question, subjectOf(call)))
    return std::nullopt;
  return saysYes(call.answers.getObject(approveKey));
}

/// Asks by the client's own means and waits. No means to ask and no answer are no, too.
bool McpSession::askPerson(const Call &call, const json::Object &answer) {
  std::unique_lock lock(mutex_);
  if (!canAsk_ || call.terms.isStateless)
    return false;
  answer_.reset();
  const std::string id = "ask-" + std::to_string(++lastQuestion_);
  call.sink->send(rpcRequest(id, "elicitation/create", elicitation(answer)));
  answered_.wait(lock, [&] { return answer_ || stops_ || call.cancelled->load(); });
  return answer_ && saysYes(answer_->result.getAsObject());
}
