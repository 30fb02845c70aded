#include "tools/gate/api.h"
#include "grammars/yaml.h"
#include "tools/gate/json.h"
#include "tools/gate/policy_record.h"
#include "tools/gate/status.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/FormatVariadic.h"

using namespace assay;
namespace json = llvm::json;

namespace {

/// A day: as long as a program can run at all.
constexpr std::int64_t longestDeadlineMs = 86'400'000;

json::Object failure(llvm::StringRef code, llvm::Error error) {
  return toJson(RequestProblem{code.str(), "", llvm::toString(std::move(error))});
}

/// A program as a request gives it.
struct Program {
  std::optional<SourceFile> file;
  const Language *language = nullptr;
};

Program readProgram(RequestReader &reader) {
  Program program;
  const std::string code = reader.text("code", /*required=*/true);
  const std::string languageName = reader.text("language", /*required=*/true);
  const std::string name = reader.text("name");
  program.language = findLanguage(languageName);
  if (!program.language) {
    llvm::SmallVector<llvm::StringRef> known;
    for (const Language &language : languages())
      known.push_back(language.name);
    reader.refuse("language", "expected one of " + llvm::join(known, ", ") + ", got `" +
                                  json::fixUTF8(llvm::StringRef(languageName).take_front(40)) +
                                  "`" + suggestion(languageName, known));
  }
  if (code.empty())
    reader.refuse("code", "expected a program, got an empty text");
  auto file = SourceFile::fromText(name.empty() ? llvm::StringRef(namelessProgram) : name, code);
  if (file)
    program.file = std::move(*file);
  else
    reader.refuse("code", "expected a program, but it " + llvm::toString(file.takeError()));
  return program;
}

Consent readConsent(RequestReader &reader) {
  Consent consent;
  consent.confirmed = reader.flag("confirmed");
  consent.approval = reader.text("approval");
  const json::Value *value = reader.object("override");
  if (!value)
    return consent;
  RequestReader fields(*value, "override");
  Override override = overrideByCurrentUser(fields.text("reason", /*required=*/true));
  if (llvm::Error error = checkReason(override.reason))
    fields.refuse("reason", llvm::toString(std::move(error)));
  reader.merge(fields.finish());
  consent.override = std::move(override);
  return consent;
}

/// Standard input, as text or, if it is not that, as bytes.
std::string readInput(RequestReader &reader) {
  std::string text = reader.text("input");
  const std::string encoded = reader.text("inputBase64");
  if (encoded.empty())
    return text;
  if (!text.empty())
    reader.refuse("inputBase64", "expected one of `input` and `inputBase64`, got both");
  std::vector<char> bytes;
  if (llvm::Error error = llvm::decodeBase64(encoded, bytes))
    reader.refuse("inputBase64", "expected base64: " + llvm::toString(std::move(error)));
  return {bytes.begin(), bytes.end()};
}

} // namespace

SafetyApi::SafetyApi(Env env, PolicyInForce &policy) : env_(std::move(env)), inForce_(policy) {}

llvm::ArrayRef<SafetyApi::Method> SafetyApi::methods() {
  static constexpr Method table[] = {
      {"assessAndExecute", &SafetyApi::assessAndExecute},
      {"assessCodeOnly", &SafetyApi::assessCodeOnly},
      {"configurePolicies", &SafetyApi::configurePolicies},
      {"getAuditReport", &SafetyApi::getAuditReport},
      {"getExecutionHistory", &SafetyApi::getExecutionHistory},
      {"getSecurityStatus", &SafetyApi::getSecurityStatus},
  };
  return table;
}

json::Object SafetyApi::call(llvm::StringRef name, const json::Value &request, Call how) {
  how_ = std::move(how);
  llvm::SmallVector<llvm::StringRef> known;
  for (const Method &method : methods()) {
    if (method.name == name)
      return (this->*method.answer)(request);
    known.push_back(method.name);
  }
  return toJson(RequestProblem{"unknown-method", "",
                               "there is no method `" + json::fixUTF8(name.take_front(40)) + "`" +
                                   suggestion(name, known)});
}

Gate &SafetyApi::gate() {
  std::shared_ptr<const Policy> policy = inForce_.get();
  if (gate_ && policy == policy_)
    return *gate_;
  gate_.reset();
  policy_ = std::move(policy);
  return gate_.emplace(Gate::Env{.log = env_.log,
                                 .logPath = env_.logPath,
                                 .rules = env_.rules,
                                 .policy = *policy_,
                                 .client = env_.client,
                                 .host = env_.host,
                                 .jails = env_.jails});
}

json::Object SafetyApi::assessCodeOnly(const json::Value &request) {
  RequestReader reader(request);
  const Program program = readProgram(reader);
  if (auto problem = reader.finish())
    return toJson(*problem);
  auto handled = gate().judgeOnly(*program.file, *program.language);
  return handled ? assessDocument(handled->judgement, handled->result)
                 : failure("cannot-record", handled.takeError());
}

json::Object SafetyApi::assessAndExecute(const json::Value &request) {
  RequestReader reader(request);
  const Program program = readProgram(reader);
  const Consent consent = readConsent(reader);
  RunInput input;
  input.arguments = reader.texts("arguments");
  input.standardInput = readInput(reader);
  input.stop.cancelled = how_.cancelled;
  if (reader.flag("stream")) {
    if (!how_.onOutput)
      reader.refuse("stream", "expected a caller that takes output as it arrives: the service");
    input.onOutput = how_.onOutput;
  }
  if (const auto ms = reader.number("deadlineMs", 0, 1, longestDeadlineMs))
    input.stop.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  if (auto problem = reader.finish())
    return toJson(*problem);
  auto handled = gate().judgeAndExecute(*program.file, *program.language, consent, input);
  return handled ? runDocument(handled->judgement, handled->result)
                 : failure("cannot-record", handled.takeError());
}

json::Object SafetyApi::getSecurityStatus(const json::Value &request) {
  RequestReader reader(request);
  if (auto problem = reader.finish())
    return toJson(*problem);
  return toJson(currentStatus(*inForce_.get(), env_.rules, env_.logPath, env_.host()));
}

json::Object SafetyApi::configurePolicies(const json::Value &request) {
  RequestReader reader(request);
  const json::Value *document = reader.object("policy", /*required=*/true);
  if (auto problem = reader.finish())
    return toJson(*problem);
  // JSON is YAML: the one reader of policies reads it, and says what is wrong with it.
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:1}", *document);
  std::optional<json::Object> refused;
  llvm::Error error = inForce_.change([&](Policy &policy) -> llvm::Error {
    const Policy before = policy;
    if (auto set = applyPolicy("policy", text, policy); !set)
      refused =
          toJson(RequestProblem{"invalid-request", "policy", llvm::toString(set.takeError())});
    return refused ? llvm::Error::success()
                   : recordPolicyChange(env_.log, env_.client, before, policy);
  });
  if (refused)
    return std::move(*refused);
  if (error)
    return failure("cannot-record", std::move(error));
  const std::shared_ptr<const Policy> policy = inForce_.get();
  return json::Object{{"schema", "assay.policy/1"},
                      {"digest", digestOf(*policy)},
                      {"files", json::Array{}},
                      {"policy", toJson(*policy)}};
}
