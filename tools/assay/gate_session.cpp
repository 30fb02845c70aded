#include "tools/assay/gate_session.h"
#include "tools/assay/terminal.h"
#include "tools/gate/policy_record.h"
#include "tools/report/escape.h"
#include "tools/report/report.h"
#include <cstdlib>

using namespace assay;

llvm::Expected<std::string> assay::logPathFor(const Policy &policy) {
  if (!policy.logPath.empty() && !std::getenv("ASSAY_LOG"))
    return policy.logPath;
  return defaultLogPath();
}

llvm::Expected<std::unique_ptr<GateSession>> assay::openSession(Configuration configuration) {
  auto session = std::make_unique<GateSession>();
  session->configuration = std::move(configuration);
  auto path = logPathFor(session->configuration.policy());
  if (!path)
    return path.takeError();
  session->logPath = std::move(*path);
  auto log = AuditLog::open(session->logPath, {.witness = session->configuration.policy().witness});
  if (!log)
    return log.takeError();
  session->log = std::move(*log);
  if (llvm::Error error = recordPolicyInForce(*session->log, session->logPath, "cli",
                                              session->configuration.loaded.configured))
    return error;
  session->gate = std::make_unique<Gate>(Gate::Env{.log = *session->log,
                                                   .logPath = session->logPath,
                                                   .rules = session->configuration.rules,
                                                   .policy = session->configuration.policy(),
                                                   .client = "cli"});
  return session;
}

void assay::printAssessment(const SourceFile &program, const Assessment &assessment, bool all,
                            llvm::raw_fd_ostream &out) {
  JudgedFile file;
  file.assessment = assessment;
  file.bytes = program.text().size();
  for (const Finding &finding : assessment.findings)
    file.excerpts.push_back(excerptOf(program, finding.span));
  writeFindings(file, {wantsColour(out), all ? RiskLevel::Low : RiskLevel::Medium}, out);
  out << escaped(assessment.path) << ": " << nameOf(assessment.level) << ", score "
      << unsigned{assessment.score.total} << " of 100";
  for (unsigned i = 0; i < dimensionCount; ++i)
    if (assessment.score.points[i] != 0)
      out << ", " << nameOf(static_cast<Dimension>(i)) << ' '
          << unsigned{assessment.score.points[i]};
  out << '\n';
}
