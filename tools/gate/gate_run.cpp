#include "tools/gate/gate.h"
#include "tools/gate/json.h"
#include "tools/gate/warm_jails.h"
#include "llvm/Support/Errc.h"

// The part of the gate that meets the jail.

using namespace assay;
namespace json = llvm::json;

static JailSpec jailSpecFor(const Assessment &assessment, const RunInput &input,
                            const Policy &policy, const GateResult &result) {
  JailSpec spec;
  spec.profile = assessment.language->profile.str();
  for (const CapabilityRow &row : capabilities())
    if (result.granted.contains(row.capability))
      spec.capabilities.push_back(row.name.str());
  spec.arguments = input.arguments;
  spec.standardInput = input.standardInput;
  spec.limits = result.limits->limits;
  spec.workspace = input.workspace;
  if (spec.workspace && !result.granted.contains(Capability::FsWrite))
    spec.workspace->mode = WorkspaceMode::ReadOnly;
  for (const std::string &path : policy.readablePaths)
    spec.mounts.push_back({.host = path, .inside = path});
  for (const std::string &path : policy.writablePaths)
    spec.mounts.push_back(
        {.host = path, .inside = path, .writable = result.granted.contains(Capability::FsWrite)});
  const LayerMinimum minimum = policy.minimumFor(result.decision.trust);
  spec.requireLandlock = minimum.landlock;
  spec.requireCgroup = minimum.cgroup;
  return spec;
}

static json::Object beginRecord(const Assessment &assessment, const GateResult &result) {
  return json::Object{
      {"profile", assessment.language->profile},      {"trust", nameOf(result.decision.trust)},
      {"predicted", toJson(assessment.capabilities)}, {"granted", toJson(result.granted)},
      {"withheld", toJson(result.withheld)},          {"limits", toJson(result.limits->limits)},
      {"reasons", toJson(result.limits->reasons)}};
}

static json::Object endRecord(const GateResult &result) {
  if (result.execution)
    return toJson(*result.execution);
  return json::Object{{"outcome", "not-started"}, {"error", jsonText(result.notStarted)}};
}

/// Of the machine's memory, what all programs may use together.
static std::uint64_t memoryBudgetMiB(const Host &host, const AdmissionPolicy &policy) {
  return (host.totalMemoryBytes >> 20) * policy.memoryPercent / 100;
}

/// Waits for a place among the running programs, then runs.
static llvm::Expected<ExecutionResult> runAdmitted(Approval approval, llvm::StringRef program,
                                                   JailSpec spec, const RunInput &input,
                                                   const Gate::Env &env) {
  auto admission =
      admit(ledgerFor(env.logPath), spec.limits.memoryBytes >> 20,
            memoryBudgetMiB(env.host(), env.policy.admission), env.policy.admission, input.stop);
  if (!admission)
    return admission.takeError();
  if (const std::string why = input.stop.reason(); !why.empty())
    return llvm::createStringError(std::make_error_code(std::errc::operation_canceled),
                                   "not run: " + why);
  if (input.stop.deadline)
    spec.limits.wall = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(
                                      *input.stop.deadline - std::chrono::steady_clock::now()),
                                  std::chrono::milliseconds(1), spec.limits.wall);
  RunOptions options;
  options.onOutput = input.onOutput;
  options.cancelled = input.stop.cancelled;
  const std::shared_ptr<WarmPool> pool = env.jails ? env.jails->poolFor(spec) : nullptr;
  options.pool = pool.get();
  return runJailed(std::move(approval), program, spec, options);
}

/// Why a program cannot run however it was decided; empty: it can.
static std::string whyNotRunnable(const Assessment &assessment, const SourceFile &program,
                                  const Stop &stop) {
  if (assessment.language->profile.empty())
    return ("assay judges " + assessment.language->name + " but has no jail profile to run it")
        .str();
  if (program.transcoded())
    return "the program is UTF-16, which interpreters do not run; convert it to UTF-8 and ask "
           "again";
  const std::string why = stop.reason();
  return why.empty() ? why : "not run: " + why;
}

/// Says what the program gets, in the result and to the log.
void Gate::prepare(const Judgement &judgement, const SourceFile &program, const RunInput &input,
                   GateResult &result, Events &events) const {
  const Assessment &assessment = judgement.assessment;
  result.notStarted = whyNotRunnable(assessment, program, input.stop);
  if (!result.notStarted.empty())
    return;
  Grants grants = grantsFor(assessment, env_.policy);
  result.granted = grants.granted;
  result.withheld = grants.withheld;
  result.limits =
      limitsFor(assessment.complexity, env_.policy.ceilingFor(result.decision.trust), env_.host());
  events.push_back(event(RecordType::ExecBegin, judgement, beginRecord(assessment, result)));
}

/// Requires that the last record is the beginning.
void Gate::run(const Judgement &judgement, const SourceFile &program, const RunInput &input,
               GateResult &result) const {
  const Assessment &assessment = judgement.assessment;
  auto execution = runAdmitted(Approval(assessment.digest, result.records.back()), program.text(),
                               jailSpecFor(assessment, input, env_.policy, result), input, env_);
  if (!execution) {
    result.notStarted = llvm::toString(execution.takeError());
    return;
  }
  result.execution = std::move(*execution);
  if (input.workspace && result.execution->exitCode == 0)
    commitChanges(input.workspace->host, input.commit, result.execution->changes);
}

/// A divergence gets a record of its own, so that it is found without reading every end.
llvm::Error Gate::recordEnd(const Judgement &judgement, GateResult &result) {
  Events events;
  if (result.execution)
    for (const Violation &violation : result.execution->violations)
      events.push_back(event(RecordType::Violation, judgement, toJson(violation)));
  events.push_back(event(RecordType::ExecEnd, judgement, endRecord(result)));
  return commit(std::move(events), result.records);
}
