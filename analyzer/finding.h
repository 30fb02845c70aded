#ifndef ASSAY_ANALYZER_FINDING_H
#define ASSAY_ANALYZER_FINDING_H

#include "analyzer/risk_score.h"
#include "grammars/capability.h"
#include "grammars/source_file.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

struct Language;
struct Rule;

/// A range as a person counts it. `end` is the place after the last byte.
struct Range {
  Position begin;
  Position end;
  auto operator<=>(const Range &) const = default;
};

/// One step of a Trace, from source to sink.
struct TraceStep {
  Range range;
  /// What happens to the data there: "read from the environment", "assigned to `cmd`".
  std::string reason;
  /// The file, when it is not the finding's own.
  std::string path;

  bool operator==(const TraceStep &) const = default;
};

using Trace = std::vector<TraceStep>;

/// One step into a file: a text in it that is code.
struct NestedStep {
  const Language *language = nullptr;
  /// "as it stands", "put together", "decoded (base64)".
  std::string how;
  bool isDecoded = false;
  /// The expression that holds it.
  Range range;
};

/// A place where a rule matched. A value: it says nothing about how it is shown.
struct Finding {
  /// Borrowed from the RuleSet, which must outlive the finding.
  const Rule *rule = nullptr;
  /// The rule's message with the symbol filled in. Holds text of the judged code: escape it at
  /// output.
  std::string message;
  std::optional<Capability> capability;
  RiskLevel level = RiskLevel::Low;
  Confidence confidence = Confidence::High;
  Range range;
  Span span;
  /// Empty unless the rule follows data, or the place was decoded.
  Trace trace;
  /// The way to code inside the file, outermost first. Empty for the file's own code.
  std::vector<NestedStep> nested;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FINDING_H
