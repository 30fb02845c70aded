#ifndef ASSAY_TOOLS_GATE_API_SESSION_H
#define ASSAY_TOOLS_GATE_API_SESSION_H

#include "tools/gate/api.h"
#include "tools/gate/session.h"

namespace assay {

/// What a program that answers the safety API stands on: a session, the policy in force in it, and
/// both as a SafetyApi wants them. Neither copied nor moved: the one refers to the other.
struct ApiSession {
  ApiSession(std::unique_ptr<Session> opened, WarmJails *jails);
  ApiSession(const ApiSession &) = delete;
  ApiSession &operator=(const ApiSession &) = delete;

  std::unique_ptr<Session> session;
  PolicyInForce policy;
  SafetyApi::Env env;
};

/// Fails as openSession() does, which says what the other arguments are; `jails` may be null and
/// must outlive the session.
llvm::Expected<std::unique_ptr<ApiSession>> openApiSession(Configuration configuration,
                                                           std::string client,
                                                           WarmJails *jails = nullptr,
                                                           std::string logPath = "");

} // namespace assay

#endif // ASSAY_TOOLS_GATE_API_SESSION_H
