#ifndef ASSAY_ANALYZER_RULE_FIX_H
#define ASSAY_ANALYZER_RULE_FIX_H

#include "analyzer/assessment.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

// Fixes that rules offer (`edits` in a rule file): small changes of the text of a finding, after
// which the danger is gone and the rest is as it was. What a fix does is not believed but judged.

namespace assay {

/// A change of one place of a text.
struct TextEdit {
  const Rule *rule = nullptr;
  Span span;
  std::string text;
};

/// The edit that a rule offers for its finding. Nothing if it offers none for what stands there, or
/// if the finding is in code inside the file's texts.
std::optional<TextEdit> editFor(llvm::StringRef text, const Finding &finding);

/// A text that was fixed, and the edits that did it.
struct FixedText {
  std::string text;
  std::vector<TextEdit> edits;
};

/// Fixes what can be fixed. Nothing if that is nothing, if the file is BLOCKED or not fully
/// analysed, or if the new text, judged again, has a finding that the old one had not or still has
/// one that was to go.
std::optional<FixedText> fixText(const SourceFile &file, const Language &language,
                                 Assessor &assessor);

} // namespace assay

#endif // ASSAY_ANALYZER_RULE_FIX_H
