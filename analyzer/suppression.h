#ifndef ASSAY_ANALYZER_SUPPRESSION_H
#define ASSAY_ANALYZER_SUPPRESSION_H

#include "analyzer/finding.h"
#include "grammars/fact.h"
#include "grammars/language.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// Comments by which people accept a finding in their own code:
//
//   # assay: allow shell-constant -- the command is fixed (until 2027-01-31)
//
// A rule id (or several, between commas) and a reason; the date, the last day on which it holds, is
// optional. It covers the line it stands on or, alone on its line, the next line with code. A
// finding is on the line where it begins, and on the line where the statement around it begins.
//
// It is never a way to switch assay off: there is no comment for a whole file or for all rules,
// BLOCKED findings stay, and code that somebody else wrote is judged without its own excuses
// (AssessmentPolicy::suppressionsAsOf).

namespace assay {

class RuleSet;

/// What a comment asks for. Borrows the comment's text.
struct SuppressionRequest {
  llvm::SmallVector<llvm::StringRef, 2> rules;
  /// Text of the judged code: escape it at output.
  llvm::StringRef reason;
  /// The last day.
  std::optional<std::chrono::year_month_day> until;
};

/// Why a comment does not do what its writer meant.
enum class SuppressionFault : std::uint8_t {
  /// Not in the form above; hides nothing.
  Malformed,
  /// No such rule; hides nothing.
  UnknownRule,
  /// Its last day is over; hides nothing.
  Expired,
  /// There is nothing that it would hide.
  Stale,
  /// What it is about is BLOCKED and stays.
  Refused,
  /// Comments excuse nothing here.
  Ignored,
};

/// "malformed", "unknown-rule", "expired", "stale", "refused", "ignored": as in JSON.
llvm::StringRef nameOf(SuppressionFault fault);

/// One sentence about one comment. Quotes the judged code: escape it at output.
struct SuppressionProblem {
  SuppressionFault fault = SuppressionFault::Ignored;
  Range range;
  std::string message;
};

/// A finding that a comment accepts. It counts for nothing but is not forgotten.
struct SuppressedFinding {
  Finding finding;
  std::string reason;
  /// Of the comment.
  Range comment;
};

/// Reads one comment, its marks included. monostate: it does not ask for a suppression; a string:
/// it does, but not in the right form, and this is what is wrong.
std::variant<std::monostate, SuppressionRequest, std::string>
readSuppression(llvm::StringRef comment, const Language &language);

/// Rules that the comments of one file may name together; what comes after is not read, and that is
/// reported. Each is compared with each finding of its line, so more would be a way to stall a
/// scan.
inline constexpr std::size_t maxSuppressions = 1'000;

/// What the comments of one file did.
struct SuppressionOutcome {
  std::vector<SuppressedFinding> suppressed;
  /// In the order of the text.
  std::vector<SuppressionProblem> problems;
};

/// Takes what comments accept out of `findings`, which are by place. `facts` are those of `file`.
/// `today` not set: takes nothing, and says once that there are comments which do not count.
/// `disabled`: ids of rules that find nothing here; a comment for one is not stale.
SuppressionOutcome suppress(const SourceFile &file, const Language &language, const FactSet &facts,
                            const RuleSet &rules, llvm::ArrayRef<std::string> disabled,
                            std::optional<std::chrono::year_month_day> today,
                            std::vector<Finding> &findings);

} // namespace assay

#endif // ASSAY_ANALYZER_SUPPRESSION_H
