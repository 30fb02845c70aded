#include "tools/gate/api_session.h"

using namespace assay;

ApiSession::ApiSession(std::unique_ptr<Session> opened, WarmJails *jails)
    : session(std::move(opened)), policy(session->configuration.policy()),
      env{.log = *session->log,
          .logPath = session->logPath,
          .rules = session->configuration.rules,
          .client = session->client,
          .jails = jails} {}

llvm::Expected<std::unique_ptr<ApiSession>> assay::openApiSession(Configuration configuration,
                                                                  std::string client,
                                                                  WarmJails *jails,
                                                                  std::string logPath) {
  auto session = openSession(std::move(configuration), std::move(client), std::move(logPath));
  if (!session)
    return session.takeError();
  return std::make_unique<ApiSession>(std::move(*session), jails);
}
