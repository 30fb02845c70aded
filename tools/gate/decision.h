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
  /// Who. Taken from the operating system, not from what is judged.
  std::string by;
  /// Why, in words.
  std::string reason;

  /// An explanation shorter than this explains nothing.
  static constexpr std::size_t minReasonCharacters = 10;
  /// An explanation longer than this is not one, and must fit into a record.
  static constexpr std::size_t maxReasonBytes = 2'000;
};

/// Fails unless `reason` could be an explanation: long enough, not blank, not one character over
/// and over. Whether it is a good one is for those who read the log.
llvm::Error checkReason(llvm::StringRef reason);

/// What people said about running one program.
struct Consent {
  bool confirmed = false;
  std::optional<Override> override;
};

struct Decision {
  Verdict verdict = Verdict::Block;
  /// It runs, but the one who asked should read the findings.
  bool warn = false;
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
/// An override whose reason does not pass checkReason() counts as none. An assessment that is
/// degraded counts at least as MEDIUM: what was not read cannot be harmless.
Decision decide(const Assessment &assessment, const Policy &policy, const Consent &consent = {});

} // namespace assay

#endif // ASSAY_TOOLS_GATE_DECISION_H
