#include "tools/gate/session.h"
#include "grammars/yaml.h"
#include "tools/gate/policy_record.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdlib>
#include <system_error>

using namespace assay;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

llvm::Expected<std::string> assay::readText(const std::string &path, std::size_t maxBytes) {
  llvm::sys::fs::file_status status;
  if (const std::error_code error = llvm::sys::fs::status(path, status))
    return failure("cannot read " + path + ": " + error.message());
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return failure("cannot read " + path + ": not a regular file");
  if (status.getSize() > maxBytes)
    return failure("cannot read " + path + ": " + llvm::Twine(status.getSize()) +
                   " bytes is over the limit of " + llvm::Twine(maxBytes));
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failure("cannot read " + path + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

static llvm::Error addRules(const std::string &path, RuleSet &rules) {
  auto text = readText(path, YamlDocument::maxBytes);
  return text ? rules.add(path, *text) : text.takeError();
}

llvm::Expected<Configuration> assay::loadConfiguration(const ConfigurationPaths &paths) {
  Configuration configuration;
  PolicySources sources = defaultPolicySources();
  sources.readConfiguration = !paths.noConfiguration;
  sources.commandLineFile = paths.policyFile;
  if (!paths.noConfiguration)
    sources.projectFile = paths.projectFile;
  auto loaded = loadPolicy(sources);
  if (!loaded)
    return loaded.takeError();
  configuration.loaded = std::move(*loaded);
  for (const auto *files : {&configuration.policy().extraRules, &paths.ruleFiles})
    for (const std::string &path : *files)
      if (llvm::Error error = addRules(path, configuration.rules))
        return error;
  return configuration;
}

llvm::Expected<std::string> assay::logPathFor(const Policy &policy) {
  if (!policy.logPath.empty() && !std::getenv("ASSAY_LOG"))
    return policy.logPath;
  return defaultLogPath();
}

llvm::Expected<std::unique_ptr<Session>>
assay::openSession(Configuration configuration, std::string client, std::string logPath) {
  auto session = std::make_unique<Session>();
  session->configuration = std::move(configuration);
  session->client = std::move(client);
  session->logPath = std::move(logPath);
  const Policy &policy = session->configuration.policy();
  if (session->logPath.empty()) {
    auto path = logPathFor(policy);
    if (!path)
      return path.takeError();
    session->logPath = std::move(*path);
  }
  auto log = AuditLog::open(session->logPath, {.witness = policy.witness});
  if (!log)
    return log.takeError();
  session->log = std::move(*log);
  if (llvm::Error error = recordPolicyInForce(*session->log, session->logPath, session->client,
                                              session->configuration.loaded.configured))
    return error;
  session->gate.emplace(Gate::Env{.log = *session->log,
                                  .logPath = session->logPath,
                                  .rules = session->configuration.rules,
                                  .policy = policy,
                                  .client = session->client});
  return session;
}
