#ifndef ASSAY_TOOLS_GATE_SESSION_H
#define ASSAY_TOOLS_GATE_SESSION_H

#include "analyzer/rule.h"
#include "audit/log.h"
#include "tools/gate/gate.h"
#include "tools/gate/policy_layers.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

// From files to a gate: what the command line, the library and the service all begin with.

namespace assay {

/// What somebody asks for besides what is configured.
struct ConfigurationPaths {
  std::vector<std::string> ruleFiles;
  /// Empty for none.
  std::string policyFile;
  /// As PolicySources has it; empty for none.
  std::string projectFile;
  bool noConfiguration = false;
};

/// The rules and the policy in force.
struct Configuration {
  RuleSet rules;
  LoadedPolicy loaded;

  [[nodiscard]] const Policy &policy() const { return loaded.policy; }
};

/// Fails on the first file that is wrong. Then nothing is judged: a verdict by half the rules would
/// look like one by all of them.
llvm::Expected<Configuration> loadConfiguration(const ConfigurationPaths &paths);

/// Reads a whole text file, or says why not. For the user's own files, not for judged code.
llvm::Expected<std::string> readText(const std::string &path, std::size_t maxBytes);

/// $ASSAY_LOG, else the policy's `audit.log`, else the place of this user.
llvm::Expected<std::string> logPathFor(const Policy &policy);

/// A log and a gate on it. Neither copied nor moved: the gate refers to the rest.
struct Session {
  Configuration configuration;
  std::string logPath;
  std::string client;
  std::unique_ptr<AuditLog> log;
  std::optional<Gate> gate;
};

/// Opens the log at `logPath`, or if that is empty where the policy says. Records that the
/// configured policy has changed since it was last in force. An error means that nothing can be
/// recorded, so nothing may be done.
llvm::Expected<std::unique_ptr<Session>> openSession(Configuration configuration,
                                                     std::string client, std::string logPath = "");

} // namespace assay

#endif // ASSAY_TOOLS_GATE_SESSION_H
