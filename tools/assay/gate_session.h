#ifndef ASSAY_TOOLS_ASSAY_GATE_SESSION_H
#define ASSAY_TOOLS_ASSAY_GATE_SESSION_H

#include "audit/log.h"
#include "tools/assay/configuration.h"
#include "tools/gate/gate.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace assay {

/// What `assess` and `run` share: the log, a gate on it, and one program.
struct GateSession {
  Configuration configuration;
  std::string logPath;
  std::unique_ptr<AuditLog> log;
  std::unique_ptr<Gate> gate;
};

/// Opens the log that the policy names, or this user's. Records that the configured policy has
/// changed since it was last in force. An error means that nothing can be recorded, so nothing may be done.
llvm::Expected<std::unique_ptr<GateSession>> openSession(Configuration configuration);

/// $ASSAY_LOG, else the policy's `audit.log`, else the place of this user.
llvm::Expected<std::string> logPathFor(const Policy &policy);

/// Prints the findings, made safe for a terminal, and a line with level and score.
void printAssessment(const SourceFile &program, const Assessment &assessment, bool all,
                     llvm::raw_fd_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_GATE_SESSION_H
