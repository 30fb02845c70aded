#ifndef ASSAY_TOOLS_LSP_ANALYSIS_H
#define ASSAY_TOOLS_LSP_ANALYSIS_H

#include "analyzer/assessment.h"
#include "grammars/syntax_tree.h"
#include "tools/lsp/protocol.h"
#include "tools/report/place.h"
#include "llvm/Support/JSON.h"
#include <memory>
#include <optional>
#include <string>

// What assay says of one state of one document, in the form that an editor
// shows. Immutable; pure functions of their arguments, so that any thread may
// call them.

namespace assay {

/// What a document is called and what the editor takes it for.
struct DocumentName {
  std::string uri;
  /// As in textDocument/didOpen; may be empty.
  std::string languageId;
};

struct Analysis {
  DocumentName name;
  std::shared_ptr<const DocumentText> text;
  /// Nothing if the document is in no language that assay knows, or is no text.
  std::optional<Assessment> assessment;
  AssessmentPlaces places;
  /// Findings below are neither shown nor spoken of.
  RiskLevel lowest = RiskLevel::Low;
  /// A list.
  llvm::json::Value diagnostics = nullptr;
  /// Changes with the diagnostics and only with them.
  std::string resultId;
  /// Nothing was taken over from an earlier text: the last word.
  bool isWhole = true;
};

/// What an analysis is made with.
struct AnalysisEnv {
  Assessor &assessor;
  const ClientAbilities &client;
  /// Findings below are not shown.
  RiskLevel lowest = RiskLevel::Low;
  /// Of an earlier text of the same document; null to judge the text by itself.
  EditedTree *tree = nullptr;
};

/// Judges a document. Comments count as the Assessor's policy says.
std::shared_ptr<const Analysis>
analyse(const DocumentName &name, std::shared_ptr<const DocumentText> text, const AnalysisEnv &env);

/// The result of textDocument/hover: what stands behind the findings at a
/// place; null elsewhere.
llvm::json::Value hoverAt(const Analysis &analysis, EditorPosition position,
                          PositionEncoding encoding);

/// The result of textDocument/codeLens: level and score of the file, above its
/// first line.
llvm::json::Array codeLensesOf(const Analysis &analysis);

/// The result of textDocument/codeAction: for each finding in the range a
/// comment that accepts it once its writer has said why, and a way to its rule.
llvm::json::Array codeActionsFor(const Analysis &analysis, const EditorRange &range,
                                 PositionEncoding encoding);

/// What a rule is about, in Markdown.
std::string ruleText(const Rule &rule);

/// The command of a code action or lens that shows a rule; its argument is the
/// rule's id.
inline constexpr llvm::StringLiteral explainRuleCommand = "assay.explainRule";

} // namespace assay

#endif // ASSAY_TOOLS_LSP_ANALYSIS_H
