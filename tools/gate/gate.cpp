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
Event Gate::event(RecordType type, const Judgement &judgement, json::Object body) const {
  body["request"] = judgement.request;
  body["policy"] = policyDigest_;
  Event event;
  event.type = type;
  event.actor = Actor::current(env_.client);
  event.subject = judgement.assessment.digest;
  event.body = std::move(body);
  return event;
}

llvm::Error Gate::commit(Events events, std::vector<std::uint64_t> &records) {
  auto numbers = env_.log.appendAll(std::move(events));
  if (!numbers)
    return llvm::createStringError(llvm::errc::io_error, "cannot record, so nothing was done: " +
                                                             llvm::toString(numbers.takeError()));
  records.insert(records.end(), numbers->begin(), numbers->end());
  return llvm::Error::success();
}

llvm::Expected<Judgement> Gate::assess(const SourceFile &program, const Language &language,
                                       Events &events) {
  auto request = newRequest();
  if (!request)
    return request.takeError();
  Judgement judgement;
  judgement.request = std::move(*request);
  judgement.assessment = assessor_.assess(program, language);
  judgement.assessment.digest = program.digest();
  json::Object body = assessmentRecord(judgement.assessment);
  body["rules"] = rulesDigest_;
  events.push_back(event(RecordType::Assessment, judgement, std::move(body)));
  if (judgement.assessment.path != namelessProgram)
    events.back().privateValues.push_back({"path", judgement.assessment.path});
  return judgement;
}

llvm::Expected<Judgement> Gate::judge(const SourceFile &program, const Language &language) {
  Events events;
  auto judgement = assess(program, language, events);
  if (!judgement)
    return judgement;
  std::vector<std::uint64_t> records;
  if (llvm::Error error = commit(std::move(events), records))
    return error;
  judgement->record = records.back();
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

/// Decides. An override is recorded first: it is the reason for the decision.
GateResult Gate::settle(const Judgement &judgement, Consent consent, Events &events) const {
  GateResult result;
  if (judgement.record)
    result.records.push_back(*judgement.record);
  result.decision = decide(judgement.assessment, env_.policy, consent);
  addApproval(env_, policyDigest_, judgement.assessment, consent, result.decision);
  if (result.decision.verdict == Verdict::Overridden)
    events.push_back(event(RecordType::Override, judgement,
                           json::Object{{"by", jsonText(consent.override->by)},
                                        {"reason", jsonText(consent.override->reason)},
                                        {"level", nameOf(judgement.assessment.level)},
                                        {"state", "used"},
                                        {"approval", consent.approval}}));
  json::Object body = toJson(result.decision);
  body["level"] = nameOf(judgement.assessment.level);
  events.push_back(event(RecordType::Decision, judgement, std::move(body)));
  return result;
}

llvm::Expected<Handled> Gate::judgeOnly(const SourceFile &program, const Language &language,
                                        const Consent &consent) {
  Events events;
  auto judgement = assess(program, language, events);
  if (!judgement)
    return judgement.takeError();
  GateResult result = settle(*judgement, consent, events);
  if (llvm::Error error = commit(std::move(events), result.records))
    return error;
  return Handled{std::move(*judgement), std::move(result)};
}

llvm::Expected<Handled> Gate::judgeAndExecute(const SourceFile &program, const Language &language,
                                              const Consent &consent, const RunInput &input) {
  Events events;
  auto judgement = assess(program, language, events);
  if (!judgement)
    return judgement.takeError();
  auto result = carryOut(*judgement, program, consent, input, std::move(events));
  if (!result)
    return result.takeError();
  return Handled{std::move(*judgement), std::move(*result)};
}

llvm::Expected<GateResult> Gate::execute(const Judgement &judgement, const SourceFile &program,
                                         const Consent &consent, const RunInput &input) {
  if (program.digest() != judgement.assessment.digest)
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "this is not the program that was judged: its hash differs");
  return carryOut(judgement, program, consent, input, {});
}

llvm::Expected<GateResult> Gate::carryOut(const Judgement &judgement, const SourceFile &program,
                                          const Consent &consent, const RunInput &input,
                                          Events events) {
  GateResult result = settle(judgement, consent, events);
  const bool runs = result.decision.runs();
  if (runs)
    prepare(judgement, program, input, result, events);
  if (llvm::Error error = commit(std::move(events), result.records))
    return error;
  if (!runs)
    return result;
  if (result.notStarted.empty())
    run(judgement, program, input, result);
  // It has happened: from here on a record that fails is reported, and undoes nothing.
  result.unrecorded = llvm::toString(recordEnd(judgement, result));
  return result;
}
