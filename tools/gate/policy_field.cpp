#include "tools/gate/policy_field.h"
#include "runtime/jail_spec.h"
#include "tools/gate/policy_field_types.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace assay;
using namespace assay::policy_types;

namespace {

constexpr RiskLevel allRiskLevels[] = {RiskLevel::Low, RiskLevel::Medium, RiskLevel::High,
                                       RiskLevel::Blocked};
constexpr Action allActions[] = {Action::Allow, Action::Warn, Action::Confirm, Action::Override,
                                 Action::Never};
constexpr TrustLevel allTrustLevels[] = {TrustLevel::Untrusted, TrustLevel::Standard,
                                         TrustLevel::Trusted};

/// The fields of a ceiling, with the smallest and the largest value that makes sense: below the
/// smallest no interpreter starts; above the largest it is no limit.
struct CeilingField {
  const char *key;
  const char *meaning;
  std::uint32_t ResourceCeiling::*value;
  std::int64_t low;
  std::int64_t high;
};

constexpr CeilingField ceilingFields[] = {
    {"wall-seconds", "seconds it may take", &ResourceCeiling::wallSeconds, 1, 86'400},
    {"cpu-seconds", "seconds of processor time", &ResourceCeiling::cpuSeconds, 1, 86'400},
    {"memory-mib", "MiB of memory", &ResourceCeiling::memoryMiB, 32, 1'048'576},
    {"output-kib", "KiB of output", &ResourceCeiling::outputKiB, 1, 1'048'576},
    {"file-mib", "MiB of one file it writes", &ResourceCeiling::fileMiB, 1, 1'048'576},
    {"processes", "processes and threads at once", &ResourceCeiling::processes, 1,
     jail_bounds::mostProcesses},
    {"open-files", "open files of one process", &ResourceCeiling::openFiles, 16,
     jail_bounds::mostOpenFiles},
};

using Fields = std::vector<PolicyField>;

void addAssessment(Fields &fields) {
  const auto threshold = [&](const char *key, const char *level, auto place) {
    fields.push_back(integerField({"assessment", "thresholds", key},
                                  std::string("The lowest score that is ") + level + ".", 1, 100,
                                  place));
  };
  threshold("medium", "MEDIUM", [](Policy &p) -> auto & { return p.assessment.thresholds.medium; });
  threshold("high", "HIGH", [](Policy &p) -> auto & { return p.assessment.thresholds.high; });
  threshold("blocked", "BLOCKED",
            [](Policy &p) -> auto & { return p.assessment.thresholds.blocked; });
  for (unsigned i = 0; i < dimensionCount; ++i)
    fields.push_back(
        integerField({"assessment", "weights", nameOf(static_cast<Dimension>(i)).str()},
                     "How much findings of this dimension count, in percent.", 0, RiskWeights::most,
                     [i](Policy &p) -> auto & { return p.assessment.weights.percent[i]; }));
  fields.push_back(textsField({"assessment", "disabled-rules"}, "Rules that make no finding.",
                              anyText,
                              [](Policy &p) -> auto & { return p.assessment.disabledRules; }));
  fields.push_back(textsField({"assessment", "extra-rules"},
                              "Rule files that are used besides the built-in rules.", absolutePath,
                              [](Policy &p) -> auto & { return p.extraRules; }));
}

void addDecisions(Fields &fields) {
  for (const RiskLevel level : allRiskLevels)
    fields.push_back(choiceField(
        {"decisions", nameOf(level).str()},
        ("What happens to code that is " + nameOf(level) + ".").str(), allActions,
        [level](Policy &p) -> auto & { return p.actions[static_cast<unsigned>(level)]; }));
  for (const RiskLevel level : allRiskLevels)
    fields.push_back(choiceField(
        {"trust", nameOf(level).str()},
        ("How far code that is " + nameOf(level) + " is trusted.").str(), allTrustLevels,
        [level](Policy &p) -> auto & { return p.trust[static_cast<unsigned>(level)]; }));
  fields.push_back(textsField({"overrides", "by"},
                              "The users who may override a verdict; nobody named: anyone.",
                              anyText, [](Policy &p) -> auto & { return p.overrideBy; }));
  fields.push_back(flagField({"overrides", "approvals-only"},
                             "An override counts only if it was given by `assay approve`, not in "
                             "the request itself.",
                             [](Policy &p) -> auto & { return p.approvalsOnly; }));
  fields.push_back(integerField({"overrides", "valid-seconds"},
                                "How long an approval waits to be used.", 1, 86'400,
                                [](Policy &p) -> auto & { return p.overrideSeconds; }));
}

void addGrants(Fields &fields) {
  for (const TrustLevel level : allTrustLevels)
    for (const CeilingField &ceiling : ceilingFields)
      fields.push_back(integerField({"limits", nameOf(level).str(), ceiling.key},
                                    ("The most " + llvm::StringRef(ceiling.meaning) +
                                     " of a program that is " + nameOf(level) + ".")
                                        .str(),
                                    ceiling.low, ceiling.high,
                                    [level, value = ceiling.value](Policy &p) -> auto & {
                                      return p.ceilings[static_cast<unsigned>(level)].*value;
                                    }));
  fields.push_back(capabilityField({"capabilities", "always"},
                                   "Granted to every program, predicted or not.",
                                   [](Policy &p) -> auto & { return p.alwaysGranted; }));
  fields.push_back(capabilityField({"capabilities", "never"},
                                   "Granted to none, even if predicted. Wins over `always`.",
                                   [](Policy &p) -> auto & { return p.neverGranted; }));
  fields.push_back(textsField({"paths", "readable"},
                              "Files and folders of this machine that every program may read.",
                              absolutePath, [](Policy &p) -> auto & { return p.readablePaths; }));
  fields.push_back(textsField(
      {"paths", "writable"}, "Folders of this machine that every program with fs.write may change.",
      absolutePath, [](Policy &p) -> auto & { return p.writablePaths; }));
}

void addHost(Fields &fields) {
  fields.push_back(flagField({"require", "landlock"},
                             "Run nothing where the kernel has no Landlock.",
                             [](Policy &p) -> auto & { return p.requireLandlock; }));
  fields.push_back(flagField({"require", "cgroup"}, "Run nothing where no cgroup can be made.",
                             [](Policy &p) -> auto & { return p.requireCgroup; }));
  for (const TrustLevel level : allTrustLevels) {
    const std::string programs = ("programs that are " + nameOf(level)).str();
    fields.push_back(flagField(
        {"require", nameOf(level).str(), "landlock"},
        "Run no " + programs + " where the kernel has no Landlock.",
        [level](Policy &p) -> auto & { return p.minimum[static_cast<unsigned>(level)].landlock; }));
    fields.push_back(flagField(
        {"require", nameOf(level).str(), "cgroup"},
        "Run no " + programs + " where no cgroup can be made.",
        [level](Policy &p) -> auto & { return p.minimum[static_cast<unsigned>(level)].cgroup; }));
  }
  fields.push_back(integerField({"admission", "memory-percent"},
                                "Of this machine's memory, what all programs together may use.", 1,
                                100,
                                [](Policy &p) -> auto & { return p.admission.memoryPercent; }));
  fields.push_back(integerField({"admission", "waiting"},
                                "How many requests may wait for memory or a processor.", 1, 10'000,
                                [](Policy &p) -> auto & { return p.admission.waiting; }));
  fields.push_back(integerField({"admission", "wait-seconds"}, "How long one request waits.", 1,
                                3'600,
                                [](Policy &p) -> auto & { return p.admission.waitSeconds; }));
  fields.push_back(textField({"audit", "log"},
                             "The folder of the log; empty: the place of each user.", absolutePath,
                             [](Policy &p) -> auto & { return p.logPath; }));
  fields.push_back(textField({"audit", "witness"},
                             "Where each checkpoint of the log is also kept; empty: nowhere.",
                             anyText, [](Policy &p) -> auto & { return p.witness; }));
}

std::optional<std::string> risingThresholds(const Policy &policy) {
  const RiskThresholds &t = policy.assessment.thresholds;
  if (t.medium < t.high && t.high < t.blocked)
    return std::nullopt;
  return ("thresholds must rise: medium " + llvm::Twine(t.medium) + ", high " +
          llvm::Twine(t.high) + ", blocked " + llvm::Twine(t.blocked))
      .str();
}

std::optional<std::string> someWeight(const Policy &policy) {
  if (llvm::any_of(policy.assessment.weights.percent, [](std::uint8_t p) { return p >= 100; }))
    return std::nullopt;
  return "one of the weights must be 100 or more: else nothing could ever be BLOCKED";
}

std::optional<std::string> stricterActions(const Policy &policy) {
  if (!std::is_sorted(policy.actions.begin(), policy.actions.end()))
    return "a higher level must not be decided more loosely than a lower one";
  if (policy.actionFor(RiskLevel::Blocked) < Action::Override)
    return "`BLOCKED` must be override or never: it means that code must not run as a matter of "
           "course";
  return std::nullopt;
}

std::optional<std::string> fallingTrust(const Policy &policy) {
  if (std::is_sorted(policy.trust.rbegin(), policy.trust.rend()))
    return std::nullopt;
  return "a higher level must not be trusted more than a lower one";
}

std::optional<std::string> risingCeilings(const Policy &policy) {
  for (const CeilingField &field : ceilingFields)
    for (unsigned i = 1; i < trustLevels; ++i)
      if (policy.ceilings[i].*field.value < policy.ceilings[i - 1].*field.value)
        return ("`" + llvm::StringRef(field.key) + "` of " + nameOf(allTrustLevels[i]) +
                " must not be less than that of " + nameOf(allTrustLevels[i - 1]))
            .str();
  return std::nullopt;
}

} // namespace

const std::vector<PolicyField> &assay::policyFields() {
  static const Fields fields = [] {
    Fields all;
    addAssessment(all);
    addDecisions(all);
    addGrants(all);
    addHost(all);
    return all;
  }();
  return fields;
}

llvm::ArrayRef<PolicyCheck> assay::policyChecks() {
  static const PolicyCheck checks[] = {{{"assessment", "thresholds"}, risingThresholds},
                                       {{"assessment", "weights"}, someWeight},
                                       {{"decisions"}, stricterActions},
                                       {{"trust"}, fallingTrust},
                                       {{"limits"}, risingCeilings}};
  return checks;
}

std::string assay::dotted(llvm::ArrayRef<std::string> path) { return llvm::join(path, "."); }
