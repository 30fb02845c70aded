#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr std::chrono::year_month_day today{2026y, std::chrono::June, 15d};

struct Outcome {
  Assessment assessment;

  /// "rule@line reason" of what was taken out.
  [[nodiscard]] std::vector<std::string> suppressed() const {
    std::vector<std::string> list;
    for (const SuppressedFinding &each : assessment.suppressed)
      list.push_back(each.finding.rule->id.str() + "@" +
                     std::to_string(each.finding.range.begin.line) + " " + each.reason);
    return list;
  }
  /// "fault@line".
  [[nodiscard]] std::vector<std::string> problems() const {
    std::vector<std::string> list;
    for (const SuppressionProblem &each : assessment.suppressionProblems)
      list.push_back(nameOf(each.fault).str() + "@" + std::to_string(each.range.begin.line));
    return list;
  }
};

Outcome judge(llvm::StringRef language, llvm::StringRef text,
              std::optional<std::chrono::year_month_day> day = today) {
  static const RuleSet rules;
  AssessmentPolicy policy;
  policy.suppressionsAsOf = day;
  const SourceFile file = llvm::cantFail(SourceFile::fromText("t", text));
  return {Assessor(rules, policy).assess(file, *findLanguage(language))};
}

std::string whatIsWrong(llvm::StringRef comment) {
  const auto read = readSuppression(comment, *findLanguage("python"));
  const auto *problem = std::get_if<std::string>(&read);
  return problem ? *problem : "";
}

} // namespace

TEST(Suppression, ReadsRulesReasonAndDate) {
  const auto read = readSuppression("#  assay: allow one, two-three -- we (mostly) know (until "
                                    "2027-01-31)",
                                    *findLanguage("python"));
  const auto &request = std::get<SuppressionRequest>(read);
  EXPECT_THAT(request.rules, ElementsAre("one", "two-three"));
  EXPECT_EQ(request.reason, "we (mostly) know");
  EXPECT_EQ(request.until, (std::chrono::year_month_day{2027y, std::chrono::January, 31d}));
}

TEST(Suppression, SaysWhatIsWrongWithAComment) {
  EXPECT_THAT(whatIsWrong("# assay: allow a"), HasSubstr("there is no reason"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- "), HasSubstr("there is no reason"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- ---"), HasSubstr("there is no reason"));
  EXPECT_THAT(whatIsWrong("# assay: allow -- why"), HasSubstr("no rule is named"));
  EXPECT_THAT(whatIsWrong("# assay: allow a, -- why"), HasSubstr("no rule is named"));
  EXPECT_THAT(whatIsWrong("# assay: allow a because"), HasSubstr("there is no `--`"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- why (until 2027-02-29)"), HasSubstr("not a date"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- why (until soon)"), HasSubstr("not a date"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- (until 2027-01-31)"), HasSubstr("no reason"));
  EXPECT_THAT(whatIsWrong("# assay: alow a -- why"), HasSubstr("not a word"));
  EXPECT_THAT(whatIsWrong("# assay: ignore a -- why"), HasSubstr("not a word"));
  EXPECT_THAT(whatIsWrong("# assay: allow a -- " + std::string(501, 'x')), HasSubstr("500 bytes"));
}

TEST(Suppression, OtherCommentsAreProse) {
  for (llvm::StringRef comment : {"# assay: expect", "# assay: a gate for code", "# allow a -- why",
                                  "# see assay: allow a -- why", "#", ""})
    EXPECT_TRUE(
        std::holds_alternative<std::monostate>(readSuppression(comment, *findLanguage("python"))))
        << comment.str();
}

TEST(Suppression, CoversItsOwnLine) {
  const Outcome outcome = judge("python", "import os\n"
                                          "os.system('ls ' + x)  # assay: allow "
                                          "shell-computed-command -- x is ours\n"
                                          "os.system('ls ' + x)\n");
  EXPECT_THAT(outcome.suppressed(), ElementsAre("shell-computed-command@2 x is ours"));
  EXPECT_THAT(outcome.problems(), IsEmpty());
  EXPECT_EQ(outcome.assessment.level, RiskLevel::Medium);
}

TEST(Suppression, AloneOnItsLineCoversTheNextLineWithCode) {
  const Outcome outcome = judge("python", "import os\n"
                                          "def f(x):\n"
                                          "    # assay: allow shell-computed-command -- ours\n"
                                          "\n"
                                          "    # another comment\n"
                                          "    os.system('ls ' + x)\n"
                                          "    os.system('ls ' + x)\n");
  EXPECT_THAT(outcome.suppressed(), ElementsAre("shell-computed-command@6 ours"));
}

TEST(Suppression, CoversAStatementOfSeveralLines) {
  const Outcome outcome = judge("bash", "# assay: allow run-downloaded-code -- pinned host\n"
                                        "curl https://example.org/i |\n"
                                        "  bash\n");
  EXPECT_THAT(outcome.suppressed(), ElementsAre("run-downloaded-code@3 pinned host"));
}

TEST(Suppression, DoesNotReachIntoABody) {
  const Outcome outcome = judge("python", "import os\n"
                                          "# assay: allow shell-computed-command -- ours\n"
                                          "def f(x):\n"
                                          "    os.system('ls ' + x)\n");
  EXPECT_THAT(outcome.suppressed(), IsEmpty());
  EXPECT_THAT(outcome.problems(), ElementsAre("stale@2"));
}

TEST(Suppression, LevelAndScoreAreThoseOfTheRest) {
  const llvm::StringRef bare = "import os\nx = input()\nos.system('ls ' + x)\n";
  const Outcome before = judge("python", bare);
  ASSERT_GE(before.assessment.level, RiskLevel::Medium);
  std::string rules;
  for (const Finding &finding : before.assessment.findings)
    if (finding.range.begin.line == 3 && rules.find(finding.rule->id.str()) == std::string::npos)
      rules += (rules.empty() ? "" : ", ") + finding.rule->id.str();
  const Outcome after =
      judge("python", bare.drop_back().str() + "  # assay: allow " + rules + " -- a test\n");
  EXPECT_EQ(after.assessment.level, RiskLevel::Low);
  EXPECT_THAT(after.problems(), IsEmpty());
  EXPECT_EQ(before.assessment.findings.size(),
            after.assessment.findings.size() + after.assessment.suppressed.size());
}

TEST(Suppression, ABlockedFindingStays) {
  const Outcome outcome =
      judge("bash", "rm -rf /  # assay: allow delete-everything -- I am sure of it\n");
  EXPECT_EQ(outcome.assessment.level, RiskLevel::Blocked);
  EXPECT_THAT(outcome.suppressed(), IsEmpty());
  EXPECT_THAT(outcome.problems(), ElementsAre("refused@1"));
}

TEST(Suppression, WhatIsMalformedUnknownOverOrStaleHidesNothing) {
  const llvm::StringRef call = "os.system('ls ' + x)";
  const struct {
    llvm::StringRef comment;
    llvm::StringRef fault;
  } cases[] = {
      {"allow shell-computed-command", "malformed@2"},
      {"allow shell-computed-comand -- why", "unknown-rule@2"},
      {"allow shell-computed-command -- why (until 2026-06-14)", "expired@2"},
      {"allow tls-check-off -- why", "stale@2"},
  };
  for (const auto &each : cases) {
    const Outcome outcome =
        judge("python", ("import os\n" + call + "  # assay: " + each.comment + "\n").str());
    EXPECT_THAT(outcome.suppressed(), IsEmpty()) << each.comment.str();
    EXPECT_THAT(outcome.problems(), ElementsAre(each.fault.str()));
    EXPECT_EQ(outcome.assessment.level, RiskLevel::Medium);
  }
}

TEST(Suppression, HoldsOnItsLastDay) {
  EXPECT_THAT(judge("python", "import os\nos.system('ls ' + x)  # assay: allow "
                              "shell-computed-command -- why (until 2026-06-15)\n")
                  .suppressed(),
              ElementsAre("shell-computed-command@2 why"));
}

TEST(Suppression, TextThatOnlyLooksLikeACommentIsNone) {
  EXPECT_THAT(judge("python", "import os\n"
                              "x = '# assay: allow shell-computed-command -- s'; "
                              "os.system('ls ' + x + y)\n")
                  .suppressed(),
              IsEmpty());
  const Outcome here = judge("bash", "cat <<END\n"
                                     "# assay: allow nothing -- text\n"
                                     "END\n");
  EXPECT_THAT(here.problems(), IsEmpty());
  const Outcome block = judge("javascript", "const a = `// assay: allow nothing -- text`;\n");
  EXPECT_THAT(block.problems(), IsEmpty());
}

TEST(Suppression, EachLanguageHasItsOwnMarks) {
  const struct {
    llvm::StringRef language;
    llvm::StringRef text;
  } cases[] = {
      {"bash", "# assay: allow tls-check-off -- w\n"},
      {"c", "// assay: allow tls-check-off -- w\nint a; /* assay: allow tls-check-off -- w */\n"},
      {"csharp", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
      {"go", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
      {"java", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
      {"javascript", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
      {"php", "<?php\n// assay: allow tls-check-off -- w\n# assay: allow tls-check-off -- w\n"},
      {"python", "# assay: allow tls-check-off -- w\n"},
      {"ruby", "# assay: allow tls-check-off -- w\n"},
      {"rust", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
      {"tsx", "const a = <p>{/* assay: allow tls-check-off -- w */}</p>;\n"},
      {"typescript", "// assay: allow tls-check-off -- w\n/* assay: allow tls-check-off -- w */\n"},
  };
  for (const auto &each : cases) {
    const Outcome outcome = judge(each.language, each.text);
    ASSERT_EQ(outcome.problems().size(), each.text.count("assay:")) << each.language.str();
    for (const std::string &problem : outcome.problems())
      EXPECT_THAT(problem, testing::StartsWith("stale@")) << each.language.str();
  }
}

TEST(Suppression, InJsxACommentInBracesStandsAlone) {
  const Outcome outcome = judge("tsx", "const a = (t) => <div>\n"
                                       "  {/* assay: allow tls-check-off -- cleaned before */}\n"
                                       "  <p title={t} />\n"
                                       "</div>;\n");
  ASSERT_THAT(outcome.problems(), ElementsAre("stale@2"));
  EXPECT_THAT(outcome.assessment.suppressionProblems[0].message, HasSubstr("on line 3"));
}

TEST(Suppression, SomebodyElsesCodeExcusesNothing) {
  const llvm::StringRef text = "import os\n"
                               "os.system('ls ' + x)  # assay: allow shell-computed-command -- no\n"
                               "y = 1  # assay: allow tls-check-off\n";
  const Outcome outcome = judge("python", text, std::nullopt);
  EXPECT_THAT(outcome.suppressed(), IsEmpty());
  EXPECT_THAT(outcome.problems(), ElementsAre("ignored@2"));
  EXPECT_THAT(outcome.assessment.suppressionProblems[0].message, HasSubstr("2 comments ask"));
  EXPECT_EQ(outcome.assessment.level, RiskLevel::Medium);
}

TEST(Suppression, ACommentForADisabledRuleIsNotStale) {
  const RuleSet rules;
  AssessmentPolicy policy;
  policy.suppressionsAsOf = today;
  policy.disabledRules = {"tls-check-off"};
  const SourceFile file = llvm::cantFail(
      SourceFile::fromText("t", "x = 1  # assay: allow tls-check-off -- off by policy\n"));
  const Assessment assessment = Assessor(rules, policy).assess(file, *findLanguage("python"));
  EXPECT_TRUE(assessment.suppressionProblems.empty());
}

TEST(Suppression, TooManyAreCutAndSaySo) {
  std::string text = "import os\n";
  for (std::size_t i = 0; i < maxSuppressions + 500; ++i)
    text += "# assay: allow no-such-rule -- because\n";
  text += "os.system('ls ' + x)  # assay: allow shell-computed-command -- at last\n";
  const Outcome outcome = judge("python", text);
  EXPECT_THAT(outcome.suppressed(), IsEmpty());
  EXPECT_EQ(outcome.problems().size(), maxSuppressions + 1);
  EXPECT_THAT(outcome.assessment.suppressionProblems.back().message, HasSubstr("more than 1000"));
}
