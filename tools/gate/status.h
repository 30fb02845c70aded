#ifndef ASSAY_TOOLS_GATE_STATUS_H
#define ASSAY_TOOLS_GATE_STATUS_H

#include "analyzer/rule.h"
#include "runtime/doctor.h"
#include "tools/gate/admission.h"
#include "tools/gate/host.h"
#include "tools/gate/policy.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace assay {

/// What is in force: enough to say whether this gate can be trusted now.
struct Status {
  std::string policyDigest;
  std::string rulesDigest;
  std::size_t rules = 0;
  std::vector<std::string> languages;
  Host host;
  std::string logPath;
  std::uint64_t logRecords = 0;
  /// As stateOf() calls it: "unwitnessed", "tampered". "none" if there is no log yet, "unreadable".
  std::string logState;
  /// It verifies, or there is none yet.
  bool logHolds = false;
  std::string logExplanation;
  /// The layers of the jail, each tried.
  std::vector<LayerProbe> layers;
  /// Names of those that do not work and without which, by their nature or by the policy, nothing
  /// runs.
  std::vector<std::string> missing;
  AdmissionState admission;

  /// The log verifies, or there is none yet, and no layer is missing.
  [[nodiscard]] bool holds() const;
};

/// Looks at everything; reads the whole log. `logPath` need not exist.
Status currentStatus(const Policy &policy, const RuleSet &rules, const std::string &logPath,
                     const Host &host);

llvm::json::Object toJson(const LayerProbe &probe);
/// Schema assay.status/1.
llvm::json::Object toJson(const Status &status);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_STATUS_H
