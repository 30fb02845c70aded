#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "test/fuzz/fuzz.h"
#include <cstdlib>

// Everything between bytes and an Assessment, in every language. The first line of the input names
// the language; if there is none of that name, the first byte picks one and the rest is the
// program. With ASSAY_FUZZ_LANGUAGE in the environment the search is in that language alone, and a
// first line that names a language is passed over.

using namespace assay;

static const Language &takeLanguage(llvm::StringRef &input) {
  static const char *const fixed = std::getenv("ASSAY_FUZZ_LANGUAGE");
  llvm::StringRef rest = input;
  const Language *named = findLanguage(takeLine(rest));
  if (named)
    input = rest;
  if (fixed)
    named = findLanguage(fixed);
  require(named || !fixed, "ASSAY_FUZZ_LANGUAGE is a language");
  if (named)
    return *named;
  const auto first = static_cast<unsigned char>(input.empty() ? 0 : input.front());
  input = input.drop_front(input.empty() ? 0 : 1);
  return languages()[first % languages().size()];
}

static void checkClaims(const SourceFile &file, const Assessment &assessment) {
  unsigned points = 0;
  for (const std::uint8_t each : assessment.score.points)
    points += each;
  require(points == assessment.score.total, "the points of the dimensions add up to the score");
  require(assessment.degraded.empty() || assessment.level >= RiskLevel::Medium,
          "what was not fully analysed is not LOW");
  for (const Finding &finding : assessment.findings)
    require(finding.span.begin <= finding.span.end && finding.span.end <= file.text().size(),
            "a finding lies in its file");
  require(assessment.complexity.lines == file.lineCount(), "all lines are counted");
}

static bool isSame(const Finding &a, const Finding &b) {
  return a.rule == b.rule && a.range == b.range && a.message == b.message && a.level == b.level;
}

static AssessmentPolicy ownCode() {
  AssessmentPolicy policy;
  policy.suppressionsAsOf = std::chrono::year(2026) / std::chrono::January / 1;
  return policy;
}

void assay::fuzz(llvm::StringRef input) {
  static const RuleSet rules;
  static Assessor first(rules, ownCode());
  static Assessor second(rules, ownCode());
  const Language &language = takeLanguage(input);
  auto file = SourceFile::fromText("input", input);
  if (!file)
    return llvm::consumeError(file.takeError());
  const Assessment once = first.assess(*file, language);
  checkClaims(*file, once);
  // The two have judged the same files before, but one of them this file as well.
  const Assessment again = first.assess(*file, language);
  const Assessment other = second.assess(*file, language);
  for (const Assessment &each : {std::cref(again), std::cref(other)})
    require(each.score == once.score && each.level == once.level &&
                each.complexity == once.complexity &&
                std::equal(each.findings.begin(), each.findings.end(), once.findings.begin(),
                           once.findings.end(), isSame),
            "the same bytes are judged the same");
}
