#include "tools/gate/gate.h"
#include "tools/gate/approval_store.h"
#include "tools/gate/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/RandomNumberGenerator.h"
#include <array>

using namespace assay;
namespace json = llvm::json;

/// 128 random bits: enough that no two requests ever share a name.
static llvm::Expected<std::string> newRequest() {
  std::array<std::uint8_t, 16> bytes{};
  if (const std::error_code error = llvm::getRandomBytes(bytes.data(), bytes.size()))
    return llvm::createStringError(error, "cannot name the request: no random numbers");
  return llvm::toHex(llvm::ArrayRef<std::uint8_t>(bytes), /*LowerCase=*/true);
}

Gate::Gate(const Env &env)
    : env_(env), policyDigest_(digestOf(env.policy)), rulesDigest_(env.rules.digest()),
      assessor_(env.rules, env.policy.assessment) {}

/// Every record of a request names it, and the policy it was handled under.
llvm::Error Gate::record(RecordType type, const Judgement &judgement, json::Object body,
                         std::vector<std::uint64_t> &records) {
  body["request"] = judgement.request;
  body["policy"] = policyDigest_;
  Event event;
  event.type = type;
  event.actor = Actor::current(env_.client);
  event.subject = judgement.assessment.digest;
  event.body = std::move(body);
  if (type == RecordType::Assessment)
    event.privateValues.push_back({"path", judgement.assessment.path});
  auto number = env_.log.append(std::move(event));
  if (!number)
    return llvm::createStringError(llvm::errc::io_error, "cannot record, so nothing was done: " +
                                                             llvm::toString(number.takeError()));
  records.push_back(*number);
  return llvm::Error::success();
}

llvm::Expected<Judgement> Gate::judge(const SourceFile &program, const Language &language) {
  auto request = newRequest();
  if (!request)
    return request.takeError();
  Judgement judgement;
  judgement.request = std::move(*request);
  judgement.assessment = assessor_.assess(program, language);
  judgement.assessment.digest = program.digest();
  json::Object body = assessmentRecord(judgement.assessment);
  body["rules"] = rulesDigest_;
  std::vector<std::uint64_t> records;
  if (llvm::Error error = record(RecordType::Assessment, judgement, std::move(body), records))
    return error;
  judgement.record = records.back();
  return judgement;
}

/// Looks the approval up that was given for an earlier request, if the program does not run without
/// it. One that does not count is the reason for the verdict, not an error.
static void addApproval(const Gate::Env &env, llvm::StringRef policyDigest,
                        const Assessment &assessment, Consent &consent, Decision &decision) {
  if (consent.approval.empty() || !decision.overridable)
    return;
  auto override = useApproval(env.logPath, consent.approval, assessment.digest, policyDigest);
  if (!override) {
    decision.because += "; " + llvm::toString(override.takeError());
    return;
  }
  consent.override = std::move(*override);
  decision = decide(assessment, env.policy, consent);
}

/// Decides and records. An override is recorded first: it is the reason for the decision.
llvm::Expected<GateResult> Gate::settle(const Judgement &judgement, Consent consent) {
  GateResult result;
  result.records.push_back(judgement.record);
  result.decision = decide(judgement.assessment, env_.policy, consent);
  addApproval(env_, policyDigest_, judgement.assessment, consent, result.decision);
  if (result.decision.verdict == Verdict::Overridden) {
    json::Object body{{"by", jsonText(consent.override->by)},
                      {"reason", jsonText(consent.override->reason)},
                      {"level", nameOf(judgement.assessment.level)},
                      {"state", "used"},
                      {"approval", consent.approval}};
    if (llvm::Error error =
            record(RecordType::Override, judgement, std::move(body), result.records))
      return error;
  }
  json::Object body = toJson(result.decision);
  body["level"] = nameOf(judgement.assessment.level);
  if (llvm::Error error = record(RecordType::Decision, judgement, std::move(body), result.records))
    return error;
  return result;
}

llvm::Expected<GateResult> Gate::decideOnly(const Judgement &judgement) {
  return settle(judgement, {});
}

llvm::Expected<GateResult> Gate::execute(const Judgement &judgement, const SourceFile &program,
                                         const Consent &consent, const RunInput &input) {
  if (program.digest() != judgement.assessment.digest)
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "this is not the program that was judged: its hash differs");
  auto result = settle(judgement, consent);
  if (!result || !result->decision.runs())
    return result;
  if (llvm::Error error = run(judgement, program, input, *result))
    return error;
  return result;
}
