#include "tools/assay/hook/answer.h"
#include "tools/gate/approval_store.h"
#include "tools/report/escape.h"
#include "tools/report/place.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>
#include <csignal>
#include <unistd.h>

using namespace assay;

namespace {

/// Findings that a reason names; the log has all.
constexpr std::size_t maxNamed = 3;

AgentVerdict verdictOf(const Decision &decision) {
  if (decision.runs())
    return AgentVerdict::Allow;
  return decision.verdict == Verdict::Confirm ? AgentVerdict::Ask : AgentVerdict::Deny;
}

std::string reasonOf(const Assessment &assessment, const Decision &decision) {
  std::vector<const Finding *> worst;
  for (const Finding &finding : assessment.findings)
    worst.push_back(&finding);
  std::stable_sort(worst.begin(), worst.end(),
                   [](const Finding *a, const Finding *b) { return a->level > b->level; });
  std::string reason = escaped(assessment.path) + ": " + decision.because;
  for (const Finding *finding : llvm::ArrayRef(worst).take_front(maxNamed))
    reason += "; line " + std::to_string(finding->range.begin.line) + ": " +
              nameOf(finding->level).str() + " " + escaped(finding->rule->id) + ": " +
              escaped(finding->message);
  for (const std::string &cut : assessment.degraded)
    reason += "; not fully analysed: " + escaped(cut);
  return reason;
}

llvm::StringSet<> fingerprintsOf(const SourceFile &file, const Assessment &assessment) {
  llvm::StringSet<> fingerprints;
  for (const FindingPlace &place : placesOf(file, assessment, "", /*lineHashes=*/false).findings)
    fingerprints.insert(place.fingerprint);
  return fingerprints;
}

/// Whether all that was found in `file` was found in its text before, too.
bool isNoWorse(const SourceFile &file, const Assessment &assessment, llvm::StringRef before,
               const Session &session) {
  auto old = SourceFile::fromText(file.name(), before);
  if (!old) {
    llvm::consumeError(old.takeError());
    return false;
  }
  const Configuration &configuration = session.configuration;
  Assessor assessor(configuration.rules, configuration.policy().assessment);
  const Assessment then = assessor.assess(*old, *assessment.language);
  const llvm::StringSet<> known = fingerprintsOf(*old, then);
  return assessment.degraded.empty() &&
         llvm::all_of(fingerprintsOf(file, assessment),
                      [&](const auto &entry) { return known.contains(entry.first()); });
}

/// Judges, and once more if it does not run and a person has approved these bytes.
llvm::Expected<Handled> judge(const SourceFile &file, const Language &language, Session &session) {
  auto handled = session.gate->judgeOnly(file, language);
  if (!handled || handled->result.decision.runs())
    return handled;
  auto approval = waitingApproval(session.logPath, handled->judgement.assessment.digest,
                                  digestOf(session.configuration.policy()));
  if (!approval)
    return handled;
  return session.gate->judgeOnly(file, language, {.approval = std::move(*approval)});
}

extern "C" void denyNow(int signal) {
  const llvm::StringLiteral late = "assay hook: no answer in time, so the answer is no\n";
  const llvm::StringLiteral crash = "assay hook: internal error, so the answer is no\n";
  const llvm::StringLiteral &message = signal == SIGALRM ? late : crash;
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(2);
}

} // namespace

llvm::Expected<CallJudgement> assay::judgeCall(const std::vector<CallText> &texts,
                                               Session &session) {
  CallJudgement worst{AgentVerdict::Allow, "", ""};
  for (const CallText &text : texts) {
    auto file = SourceFile::fromText(text.name, text.text);
    if (!file)
      return file.takeError();
    const Language *language =
        text.language.empty() ? detectLanguage(text.name, text.text) : findLanguage(text.language);
    if (!language)
      continue;
    auto handled = judge(*file, *language, session);
    if (!handled)
      return handled.takeError();
    const Assessment &assessment = handled->judgement.assessment;
    const Decision &decision = handled->result.decision;
    const AgentVerdict verdict = verdictOf(decision);
    if (verdict <= worst.verdict ||
        (text.before && isNoWorse(*file, assessment, *text.before, session)))
      continue;
    worst = {verdict, reasonOf(assessment, decision), handled->judgement.request};
  }
  return worst;
}

void assay::denyOnCrashOrAfter(unsigned seconds) {
  for (const int signal : {SIGALRM, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGXCPU})
    std::signal(signal, denyNow);
  ::alarm(seconds);
}
