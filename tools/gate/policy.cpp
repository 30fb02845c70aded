#include "tools/gate/policy.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace assay;
namespace json = llvm::json;

llvm::StringRef assay::nameOf(Action action) {
  switch (action) {
  case Action::Allow:
    return "allow";
  case Action::Warn:
    return "warn";
  case Action::Confirm:
    return "confirm";
  case Action::Override:
    return "override";
  case Action::Never:
    return "never";
  }
  return "";
}

llvm::StringRef assay::nameOf(TrustLevel level) {
  switch (level) {
  case TrustLevel::Untrusted:
    return "untrusted";
  case TrustLevel::Standard:
    return "standard";
  case TrustLevel::Trusted:
    return "trusted";
  }
  return "";
}

std::optional<TrustLevel> assay::findTrustLevel(llvm::StringRef name) {
  for (unsigned i = 0; i < trustLevels; ++i)
    if (nameOf(static_cast<TrustLevel>(i)) == name)
      return static_cast<TrustLevel>(i);
  return std::nullopt;
}

Policy::Policy() {
  // Untrusted: enough to start any interpreter and finish a small computation, too little to mine,
  // flood or fill a disk. node reserves much address space but touches some 60 MiB at its start.
  ceilings[0] = {.wallSeconds = 10,
                 .cpuSeconds = 5,
                 .memoryMiB = 256,
                 .outputKiB = 1024,
                 .fileMiB = 16,
                 .processes = 16,
                 .openFiles = 64};
  // Standard: a test run, a build step, a report over a data file.
  ceilings[1] = {.wallSeconds = 60,
                 .cpuSeconds = 30,
                 .memoryMiB = 1024,
                 .outputKiB = 8192,
                 .fileMiB = 256,
                 .processes = 64,
                 .openFiles = 256};
  // Trusted: what a person would wait for. Still bounded: a harmless program can have a bug.
  ceilings[2] = {.wallSeconds = 300,
                 .cpuSeconds = 300,
                 .memoryMiB = 4096,
                 .outputKiB = 65536,
                 .fileMiB = 1024,
                 .processes = 256,
                 .openFiles = 1024};
  // A jail's /tmp is private, so a temporary file is no risk and many libraries want one.
  alwaysGranted.insert(Capability::FsTemp);
  // No program that a gate runs steers others or changes the kernel.
  neverGranted.insert(Capability::ProcessPtrace);
  neverGranted.insert(Capability::SystemKernel);
}

static json::Object toJson(const ResourceCeiling &ceiling) {
  return json::Object{{"wall-seconds", ceiling.wallSeconds}, {"cpu-seconds", ceiling.cpuSeconds},
                      {"memory-mib", ceiling.memoryMiB},     {"output-kib", ceiling.outputKiB},
                      {"file-mib", ceiling.fileMiB},         {"processes", ceiling.processes},
                      {"open-files", ceiling.openFiles}};
}

json::Object assay::toJson(const Policy &policy) {
  json::Array disabled;
  for (const std::string &rule : policy.assessment.disabledRules)
    disabled.push_back(jsonText(rule));
  json::Object decisions, trust, limits;
  for (unsigned i = 0; i < riskLevels; ++i) {
    const llvm::StringRef level = nameOf(static_cast<RiskLevel>(i));
    decisions[level] = nameOf(policy.actions[i]);
    trust[level] = nameOf(policy.trust[i]);
  }
  for (unsigned i = 0; i < trustLevels; ++i)
    limits[nameOf(static_cast<TrustLevel>(i))] = ::toJson(policy.ceilings[i]);
  const RiskThresholds &thresholds = policy.assessment.thresholds;
  return json::Object{
      {"assessment", json::Object{{"thresholds", json::Object{{"medium", thresholds.medium},
                                                              {"high", thresholds.high},
                                                              {"blocked", thresholds.blocked}}},
                                  {"disabled-rules", std::move(disabled)}}},
      {"decisions", std::move(decisions)},
      {"trust", std::move(trust)},
      {"limits", std::move(limits)},
      {"capabilities", json::Object{{"always", toJson(policy.alwaysGranted)},
                                    {"never", toJson(policy.neverGranted)}}}};
}

std::string assay::digestOf(const Policy &policy) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(toJson(policy));
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}
