#ifndef ASSAY_TOOLS_GATE_DECISION_H
#define ASSAY_TOOLS_GATE_DECISION_H

#include "tools/gate/policy.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>

namespace assay {

enum class Verdict : std::uint8_t {
  /// It runs.
  Allow,
  /// It runs if a person says yes, and nobody has yet.
  Confirm,
  /// It does not run.
  Block,
  /// It runs because somebody set the verdict aside and said why.
  Overridden,
};

/// "allow", "confirm", "block", "overridden".
llvm::StringRef nameOf(Verdict verdict);

/// Somebody sets a verdict aside, for these bytes under this policy only.
struct Override {
  /// Who, as "uid 1000 (alice)". Taken from the operating system, not from what is judged.
  std::string by;
  /// Why, in words.
  std::string reason;
  /// The login name alone; empty if there is none.
  std::string user{};
  /// Given by `assay approve`: not by the request that uses it.
  bool approved = false;

  /// An explanation shorter than this explains nothing.
  static constexpr std::size_t minReasonCharacters = 10;
  /// An explanation longer than this is not one, and must fit into a record.
  static constexpr std::size_t maxReasonBytes = 2'000;
};

/// Fails unless `reason` could be an explanation: long enough, not blank, not one character over
/// and over. Whether it is a good one is for those who read the log.
llvm::Error checkReason(llvm::StringRef reason);

/// An override by the user that this process runs for.
Override overrideByCurrentUser(std::string reason);

/// Why the override does not count: its reason explains nothing, or the policy does not let its
/// user override, or not in this way. Empty: it counts.
std::string whyNotOverride(const Override &override, const Policy &policy);

/// What people said about running one program.
struct Consent {
  bool confirmed = false;
  std::optional<Override> override{};
  /// The request that somebody approved, see approval_store.h; empty for none. Looked up, and used
  /// up, only if the program does not run without it.
  std::string approval{};
};

struct Decision {
  Verdict verdict = Verdict::Block;
  /// It runs, but the one who asked should read the findings.
  bool warn = false;
  /// It does not run, and an override would let it.
  bool overridable = false;
  TrustLevel trust = TrustLevel::Untrusted;
  /// One sentence a person can act on.
  std::string because;

  [[nodiscard]] bool runs() const {
    return verdict == Verdict::Allow || verdict == Verdict::Overridden;
  }
};

/// Pure: no clock, no files, no log. The table, by the policy's action for the level:
///
///     action     nothing said    confirmed    valid override
///     allow      allow           allow        allow
///     warn       allow, warn     allow, warn  allow, warn
///     confirm    confirm         allow, warn  overridden, warn
///     override   block           block        overridden, warn
///     never      block           block        block
///
/// An override whose reason does not pass checkReason(), or whose user the policy does not let
/// override, or not by a request, counts as none. An assessment that is
/// degraded counts at least as MEDIUM: what was not read cannot be harmless.
Decision decide(const Assessment &assessment, const Policy &policy, const Consent &consent = {});

/// What a program may use if it runs.
struct Grants {
  CapabilitySet granted;
  /// Predicted, and not granted because the policy never grants it.
  CapabilitySet withheld;
};

/// Predict, enforce: what the analyzer saw, and what every program gets, less what none gets.
Grants grantsFor(const Assessment &assessment, const Policy &policy);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_DECISION_H
