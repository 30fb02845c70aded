#include "analyzer/rule.h"
#include "analyzer/suppression.h"
#include "test/fuzz/fuzz.h"

// Comments that accept findings: each line of the input is one comment, and each has a finding
// somewhere in the text.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  static const RuleSet rules;
  const Language &language = *findLanguage("php");
  auto file = SourceFile::fromText("input", input);
  if (!file)
    return llvm::consumeError(file.takeError());
  FactSet facts;
  std::vector<Finding> findings;
  std::uint32_t begin = 0;
  for (llvm::StringRef rest = file->text(); !rest.empty();) {
    const auto size = static_cast<std::uint32_t>(takeLine(rest).size());
    facts.comments.push_back({begin, begin + size});
    Finding finding;
    finding.rule = rules.rules()[size % rules.rules().size()];
    finding.level = static_cast<RiskLevel>(size % 4);
    finding.span = {begin, begin + size};
    finding.range = {file->positionOf(begin), file->positionOf(begin + size)};
    findings.push_back(finding);
    begin += size + 1;
  }
  const std::size_t before = findings.size();
  const auto day = std::chrono::year(2026) / std::chrono::January / 1;
  const SuppressionOutcome outcome = suppress(*file, language, facts, rules, {}, day, findings);
  require(findings.size() + outcome.suppressed.size() == before, "no finding is lost");
  for (const SuppressedFinding &each : outcome.suppressed) {
    require(each.finding.level != RiskLevel::Blocked, "what is BLOCKED stays");
    require(!each.reason.empty(), "what is accepted has a reason");
  }
}
