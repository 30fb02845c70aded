#ifndef ASSAY_TOOLS_GATE_POLICY_H
#define ASSAY_TOOLS_GATE_POLICY_H

#include "analyzer/assessment.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the owner of a machine decided: which risk runs, which asks, which never runs, and with how
// much of the machine. One YAML document; later documents change single values of earlier ones.
// Never read from the judged code or its folder.

namespace assay {

/// What happens to code of one risk level. Ordered: each is stricter than the one before.
enum class Action : std::uint8_t {
  /// Runs.
  Allow,
  /// Runs, and says why one might not want it to.
  Warn,
  /// Runs once a person says yes.
  Confirm,
  /// Runs only with an override: who, and an explanation.
  Override,
  /// Does not run.
  Never,
};

/// How far a program is trusted, which is how much it gets. Ordered.
enum class TrustLevel : std::uint8_t { Untrusted, Standard, Trusted };

inline constexpr unsigned riskLevels = 4;
inline constexpr unsigned trustLevels = 3;

/// "allow", "warn", "confirm", "override", "never".
llvm::StringRef nameOf(Action action);
/// "untrusted", "standard", "trusted".
llvm::StringRef nameOf(TrustLevel level);
std::optional<TrustLevel> findTrustLevel(llvm::StringRef name);

/// The most that a program of one trust level can get, however complex it is and however idle the
/// host. resources.h says how much of it one program gets.
struct ResourceCeiling {
  std::uint32_t wallSeconds = 10;
  std::uint32_t cpuSeconds = 5;
  std::uint32_t memoryMiB = 256;
  std::uint32_t outputKiB = 1024;
  std::uint32_t fileMiB = 16;
  std::uint32_t processes = 16;
  std::uint32_t openFiles = 64;

  bool operator==(const ResourceCeiling &) const = default;
};

/// Layers of the jail that can be missing from a host. The others are never optional.
struct LayerMinimum {
  bool landlock = false;
  bool cgroup = false;
};

/// How many programs run at once, and what happens to the others; see admission.h.
struct AdmissionPolicy {
  std::uint32_t memoryPercent = 80;
  std::uint32_t waiting = 64;
  std::uint32_t waitSeconds = 30;
};

/// The default is the built-in policy. policy_field.cpp says where each value stands in a document.
struct Policy {
  AssessmentPolicy assessment;
  /// Absolute paths of rule files, used besides the built-in rules.
  std::vector<std::string> extraRules;
  /// By RiskLevel; never looser for a higher level.
  std::array<Action, riskLevels> actions{Action::Allow, Action::Warn, Action::Confirm,
                                         Action::Override};
  /// By RiskLevel; never more for a higher level.
  std::array<TrustLevel, riskLevels> trust{TrustLevel::Trusted, TrustLevel::Standard,
                                           TrustLevel::Untrusted, TrustLevel::Untrusted};
  /// By TrustLevel; never less for a higher level.
  std::array<ResourceCeiling, trustLevels> ceilings;
  /// Granted to every program, predicted or not.
  CapabilitySet alwaysGranted;
  /// Granted to none, even if predicted. Wins over alwaysGranted.
  CapabilitySet neverGranted;
  /// Login names of those who may override; empty: everybody.
  std::vector<std::string> overrideBy;
  /// An override counts only if it was given by `assay approve`, outside the request that uses it.
  bool approvalsOnly = false;
  /// How long an approval waits to be used.
  std::uint32_t overrideSeconds = 900;
  /// Absolute paths that every program may read, or change if it has fs.write.
  std::vector<std::string> readablePaths;
  std::vector<std::string> writablePaths;
  /// Without these nothing runs, however trusted; and by TrustLevel, what programs of that level
  /// need besides.
  bool requireLandlock = false;
  bool requireCgroup = false;
  std::array<LayerMinimum, trustLevels> minimum;
  AdmissionPolicy admission;
  /// Absolute; empty: defaultLogPath().
  std::string logPath;
  /// As in LogOptions.
  std::string witness;

  Policy();

  [[nodiscard]] Action actionFor(RiskLevel level) const {
    return actions[static_cast<unsigned>(level)];
  }
  [[nodiscard]] TrustLevel trustFor(RiskLevel level) const {
    return trust[static_cast<unsigned>(level)];
  }
  [[nodiscard]] LayerMinimum minimumFor(TrustLevel level) const {
    const LayerMinimum &own = minimum[static_cast<unsigned>(level)];
    return {requireLandlock || own.landlock, requireCgroup || own.cgroup};
  }
  [[nodiscard]] const ResourceCeiling &ceilingFor(TrustLevel level) const {
    return ceilings[static_cast<unsigned>(level)];
  }
};

/// Applies a policy document on top of `policy`, and says which values it set, by their dotted
/// paths ("limits.untrusted.memory-mib"). An error reads "file:line:column: what is wrong, what was
/// expected", and `policy` is then as it was.
llvm::Expected<std::vector<std::string>> applyPolicy(llvm::StringRef fileName, llvm::StringRef yaml,
                                                     Policy &policy);

/// The whole policy, no value left out: also a valid policy document.
llvm::json::Object toJson(const Policy &policy);

/// SHA-256 of toJson(), in hexadecimal: two policies that decide alike have the same digest.
std::string digestOf(const Policy &policy);

/// One value in which two policies differ.
struct PolicyChange {
  /// Dotted path.
  std::string field;
  llvm::json::Value before;
  llvm::json::Value after;
};

/// In the order of the document.
std::vector<PolicyChange> differences(const Policy &before, const Policy &after);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_POLICY_H
