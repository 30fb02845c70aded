#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include <gtest/gtest.h>

using namespace assay;

static Assessment judge(Assessor &assessor, llvm::StringRef language, llvm::StringRef text) {
  const SourceFile file = llvm::cantFail(SourceFile::fromText("t", text));
  return assessor.assess(file, *findLanguage(language));
}

static Assessment judge(llvm::StringRef language, llvm::StringRef text) {
  const RuleSet rules;
  Assessor assessor(rules, {});
  return judge(assessor, language, text);
}

TEST(Assessment, OrdinaryCodeIsLow) {
  const Assessment assessment =
      judge("python", "def f(x):\n    return sorted(x)\nprint(f([2, 1]))\n");
  EXPECT_EQ(assessment.level, RiskLevel::Low);
  EXPECT_TRUE(assessment.capabilities.empty());
}

TEST(Assessment, CountsComplexity) {
  const Assessment assessment =
      judge("python", "import a, b\nfor x in a:\n    if x:\n        y = 'a' + x\nz = f'{x}'\n");
  EXPECT_EQ(assessment.complexity, (Complexity{5, 2, 2, 2}));
}

TEST(Assessment, WhatIsNotFullyAnalysedIsNeverLow) {
  const Assessment deep = judge("python", std::string(100'000, '(') + std::string(100'000, ')'));
  EXPECT_FALSE(deep.degraded.empty());
  EXPECT_GE(deep.level, RiskLevel::Medium);
  const Assessment broken = judge("python", ")))]]} ((( ]]] for for ))) {{{ %%% ???\n");
  EXPECT_FALSE(broken.degraded.empty());
  EXPECT_GE(broken.level, RiskLevel::Medium);
}

TEST(Assessment, DoesNotDependOnWhatWasJudgedBefore) {
  const RuleSet rules;
  Assessor assessor(rules, {});
  const llvm::StringRef risky = "import os\nos.system('rm -rf /' + input())\n";
  const Assessment first = judge(assessor, "python", risky);
  judge(assessor, "bash", "curl x | sh\n");
  judge(assessor, "python", "x = 1\n");
  const Assessment again = judge(assessor, "python", risky);
  ASSERT_EQ(first.findings.size(), again.findings.size());
  for (std::size_t at = 0; at < first.findings.size(); ++at) {
    EXPECT_EQ(first.findings[at].rule, again.findings[at].rule);
    EXPECT_EQ(first.findings[at].range, again.findings[at].range);
    EXPECT_EQ(first.findings[at].message, again.findings[at].message);
  }
  EXPECT_EQ(first.score, again.score);
}

TEST(Assessment, ADisabledRuleFindsNothing) {
  const RuleSet rules;
  const llvm::StringRef text = "import os\nos.system(x + 'a')\n";
  Assessor all(rules, {});
  const Assessment before = judge(all, "python", text);
  ASSERT_FALSE(before.findings.empty());
  AssessmentPolicy policy;
  for (const Finding &finding : before.findings)
    policy.disabledRules.push_back(finding.rule->id.str());
  Assessor none(rules, policy);
  EXPECT_TRUE(judge(none, "python", text).findings.empty());
}

TEST(Assessment, AFunctionOfTheFileIsNotTheLibrarys) {
  EXPECT_TRUE(
      judge("python", "def system(x):\n    return x\nsystem('rm -rf /')\n").findings.empty());
}
