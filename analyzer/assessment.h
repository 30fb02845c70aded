#ifndef ASSAY_ANALYZER_ASSESSMENT_H
#define ASSAY_ANALYZER_ASSESSMENT_H

#include "analyzer/suppression.h"
#include "grammars/language.h"
#include "grammars/source_file.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace assay {

class EditedTree;
class FactSet;
class RuleSet;
class StageClock;
struct FlowExchange;
struct NestedCodes;

/// Counts of one file; what limits adapt to. Not a risk. They count syntax, whether or not it can
/// be reached, and are exact: test/unit/analyzer/complexity_test.cpp has each construct by
/// language.
struct Complexity {
  /// Lines of text, comments and blank lines included; a last line without a newline counts.
  std::uint32_t lines = 0;
  /// Imports, one for each name or module that they name (`import a, b` is two, `import *` one),
  /// and calls that load a module or file by name: require, include, __import__.
  std::uint32_t imports = 0;
  /// Decisions: each branch with a condition (`if`, `else if`; `else` is not one), arm of a switch,
  /// loop, handler, comprehension and conditional expression. A switch that is an expression counts
  /// once where its arms are values. `and` and `or` do not count.
  std::uint32_t controlFlow = 0;
  /// Places where a text may be put together: each `+` with a text or with operands of unknown
  /// type, other concatenation, text with parts filled in. Calls (join, replace) do not count.
  std::uint32_t stringOps = 0;

  bool operator==(const Complexity &) const = default;
};

/// A place where the program uses a capability.
struct CapabilityUse {
  Capability capability{};
  /// Qualified name, e.g. "subprocess.run".
  std::string symbol;
  Range range;
};

/// What an assessment may be told from outside. Defaults are the strict ones.
struct AssessmentPolicy {
  RiskThresholds thresholds;
  RiskWeights weights;
  /// Rule ids that make no finding. Never honoured from inside the judged code.
  std::vector<std::string> disabledRules;
  /// Honour comments that accept findings, as of this day. Not set: judged code excuses nothing.
  /// Set only where people judge code of their own: `scan` and editors.
  std::optional<std::chrono::year_month_day> suppressionsAsOf;
};

/// What read the file.
enum class FrontEnd : std::uint8_t { TreeSitter, Clang };

/// "tree-sitter", "clang".
llvm::StringRef nameOf(FrontEnd frontEnd);

/// What assay thinks of one file. Owns its text; borrows the language table and the RuleSet.
struct Assessment {
  /// As given by the caller; attacker-controlled.
  std::string path;
  const Language *language = nullptr;
  FrontEnd frontEnd = FrontEnd::TreeSitter;
  /// Of the bytes as read.
  Digest digest{};
  RiskLevel level = RiskLevel::Blocked;
  RiskScore score;
  Complexity complexity;
  /// The distinct capabilities, and where each is used (first place by symbol, in source order).
  CapabilitySet capabilities;
  std::vector<CapabilityUse> uses;
  /// By place, then by rule. Level and score are theirs alone.
  std::vector<Finding> findings;
  /// Findings that comments of the file accept, where those are honoured.
  std::vector<SuppressedFinding> suppressed;
  /// Comments that do not do what they say, by place.
  std::vector<SuppressionProblem> suppressionProblems;
  /// Why the file was not fully analysed; a person can read each. Not empty: never LOW.
  std::vector<std::string> degraded;
};

/// Says that something outside kept the file from being analysed fully, and why.
void degrade(Assessment &assessment, std::string reason);

/// Judges files one after another, reusing its memory. One per thread; not thread-safe. Reads
/// nothing but the file given, runs nothing, logs nothing. The same bytes, rules and policy give
/// the same Assessment, byte for byte.
class Assessor {
public:
  /// Both must outlive the Assessor and its assessments.
  Assessor(const RuleSet &rules, const AssessmentPolicy &policy);
  ~Assessor();
  Assessor(Assessor &&) noexcept;
  Assessor &operator=(Assessor &&) noexcept;

  /// Never fails: what cannot be analysed is said in `degraded`. With an `exchange` the file is
  /// judged as one of several: data is followed into functions of the others, as far as those are
  /// known, and what is learned is left there (see analyzer/flow/foreign.h).
  Assessment assess(const SourceFile &file, const Language &language,
                    const FlowExchange *exchange = nullptr);

  /// Judges a text that is being edited, at the cost of the edit where that is possible: `tree`
  /// keeps the syntax from one call to the next. What comes out is what comes out of the text
  /// alone, except where the text is not valid (see EditedTree): then it is a first word.
  Assessment assess(const SourceFile &file, const Language &language, EditedTree &tree);

  /// Judges what Clang read. `facts` are of `file`; what is left in them afterwards is of no use.
  Assessment assess(const SourceFile &file, const Language &language, FactSet &facts);

  /// From now on, adds the time of each stage to `clock`, which must outlive the Assessor; null
  /// stops it.
  void measure(StageClock *clock);

private:
  struct Workspace;
  Assessment finish(const SourceFile &file, Assessment assessment, NestedCodes found);
  std::unique_ptr<Workspace> workspace_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_ASSESSMENT_H
