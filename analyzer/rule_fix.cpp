#include "analyzer/rule_fix.h"
#include "analyzer/expression.h"
#include "analyzer/rule.h"
#include <algorithm>
#include <map>

using namespace assay;

namespace {

/// How many findings each rule has.
using Counts = std::map<const Rule *, std::size_t>;

Counts countsOf(const std::vector<Finding> &findings) {
  Counts counts;
  for (const Finding &finding : findings)
    ++counts[finding.rule];
  return counts;
}

bool overlap(Span a, Span b) { return a.begin < b.end && b.begin < a.end; }

/// In the order of the text. Of two that overlap the first counts.
std::vector<TextEdit> editsFor(llvm::StringRef text, const Assessment &assessment) {
  std::vector<TextEdit> edits;
  for (const Finding &finding : assessment.findings)
    if (auto edit = editFor(text, finding))
      edits.push_back(std::move(*edit));
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit &a, const TextEdit &b) {
    return a.span.begin < b.span.begin;
  });
  std::vector<TextEdit> apart;
  for (TextEdit &edit : edits)
    if (apart.empty() || !overlap(apart.back().span, edit.span))
      apart.push_back(std::move(edit));
  return apart;
}

std::string withEdits(llvm::StringRef text, const std::vector<TextEdit> &edits) {
  std::string fixed;
  std::size_t at = 0;
  for (const TextEdit &edit : edits) {
    fixed.append(text.slice(at, edit.span.begin)).append(edit.text);
    at = edit.span.end;
  }
  return fixed.append(text.drop_front(at));
}

/// Each edit took one finding of its rule away, and nothing else came.
bool isBetter(const Assessment &before, const Assessment &after,
              const std::vector<TextEdit> &edits) {
  Counts allowed = countsOf(before.findings);
  for (const TextEdit &edit : edits)
    --allowed[edit.rule];
  const Counts now = countsOf(after.findings);
  return after.degraded.empty() && std::all_of(now.begin(), now.end(), [&](const auto &each) {
           const auto found = allowed.find(each.first);
           return found != allowed.end() && each.second <= found->second;
         });
}

} // namespace

std::optional<TextEdit> assay::editFor(llvm::StringRef text, const Finding &finding) {
  if (!finding.nested.empty() || finding.level == RiskLevel::Blocked)
    return std::nullopt;
  const llvm::StringRef found = text.slice(finding.span.begin, finding.span.end);
  for (const RuleEdit &edit : finding.rule->edits) {
    const RE2 pattern(re2::StringPiece(edit.find.data(), edit.find.size()), expressionOptions());
    std::string changed = found.str();
    // In two places of one finding it would be a guess which is meant.
    if (RE2::GlobalReplace(&changed, pattern, re2::StringPiece(edit.put.data(), edit.put.size())) ==
        1)
      return TextEdit{finding.rule, finding.span, std::move(changed)};
  }
  return std::nullopt;
}

std::optional<FixedText> assay::fixText(const SourceFile &file, const Language &language,
                                        Assessor &assessor) {
  const Assessment before = assessor.assess(file, language);
  if (before.level == RiskLevel::Blocked || !before.degraded.empty())
    return std::nullopt;
  FixedText fixed;
  fixed.edits = editsFor(file.text(), before);
  if (fixed.edits.empty())
    return std::nullopt;
  fixed.text = withEdits(file.text(), fixed.edits);
  auto again = SourceFile::fromText(file.name(), fixed.text);
  if (!again) {
    llvm::consumeError(again.takeError());
    return std::nullopt;
  }
  if (!isBetter(before, assessor.assess(*again, language), fixed.edits))
    return std::nullopt;
  return fixed;
}
