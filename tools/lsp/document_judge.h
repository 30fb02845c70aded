#ifndef ASSAY_TOOLS_LSP_DOCUMENT_JUDGE_H
#define ASSAY_TOOLS_LSP_DOCUMENT_JUDGE_H

#include "tools/lsp/analysis.h"
#include <chrono>
#include <optional>

namespace assay {

/// Judges the open documents one after another, and keeps what makes the next time cheap: its
/// memory, its index of the rules, and the syntax tree of the document that was judged last, which
/// is the one that somebody types in. Not thread-safe.
class DocumentJudge {
public:
  explicit DocumentJudge(const RuleSet &rules) : rules_(rules) {}

  /// What an analysis is made with, besides the text.
  struct Terms {
    AssessmentPolicy policy;
    ClientAbilities client;
    RiskLevel lowest = RiskLevel::Low;
    /// Takes nothing over from the text before: dearer, and the last word.
    bool whole = false;
  };
  std::shared_ptr<const Analysis>
  judge(const DocumentName &name, std::shared_ptr<const DocumentText> text, const Terms &terms);

  /// The document whose tree is kept; empty for none.
  [[nodiscard]] const std::string &kept() const { return kept_; }
  /// Gives the memory of that tree back.
  void forget();

private:
  const RuleSet &rules_;
  std::optional<Assessor> assessor_;
  std::optional<std::chrono::year_month_day> judgesAsOf_;
  EditedTree tree_;
  std::string kept_;
};

} // namespace assay

#endif // ASSAY_TOOLS_LSP_DOCUMENT_JUDGE_H
