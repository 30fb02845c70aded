#include "tools/gate/decision.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;
using testing::HasSubstr;

namespace {

enum class Said { Nothing, Yes, BadOverride, GoodOverride, YesAndGoodOverride };

Consent consentOf(Said said) {
  switch (said) {
  case Said::Nothing:
    return {};
  case Said::Yes:
    return {.confirmed = true, .override = {}};
  case Said::BadOverride:
    return {.confirmed = false, .override = Override{"uid 0", "because"}};
  case Said::GoodOverride:
    return {.confirmed = false, .override = Override{"uid 0", "needed for the migration"}};
  case Said::YesAndGoodOverride:
    return {.confirmed = true, .override = Override{"uid 0", "needed for the migration"}};
  }
  return {};
}

Policy policyWith(RiskLevel level, Action action) {
  Policy policy;
  policy.actions[static_cast<unsigned>(level)] = action;
  return policy;
}

struct Row {
  Action action;
  Said said;
  Verdict verdict;
  bool warn;
};

constexpr Row table[] = {
    {Action::Allow, Said::Nothing, Verdict::Allow, false},
    {Action::Allow, Said::Yes, Verdict::Allow, false},
    {Action::Allow, Said::BadOverride, Verdict::Allow, false},
    {Action::Allow, Said::GoodOverride, Verdict::Allow, false},
    {Action::Allow, Said::YesAndGoodOverride, Verdict::Allow, false},
    {Action::Warn, Said::Nothing, Verdict::Allow, true},
    {Action::Warn, Said::Yes, Verdict::Allow, true},
    {Action::Warn, Said::BadOverride, Verdict::Allow, true},
    {Action::Warn, Said::GoodOverride, Verdict::Allow, true},
    {Action::Warn, Said::YesAndGoodOverride, Verdict::Allow, true},
    {Action::Confirm, Said::Nothing, Verdict::Confirm, true},
    {Action::Confirm, Said::Yes, Verdict::Allow, true},
    {Action::Confirm, Said::BadOverride, Verdict::Confirm, true},
    {Action::Confirm, Said::GoodOverride, Verdict::Overridden, true},
    {Action::Confirm, Said::YesAndGoodOverride, Verdict::Overridden, true},
    {Action::Override, Said::Nothing, Verdict::Block, true},
    {Action::Override, Said::Yes, Verdict::Block, true},
    {Action::Override, Said::BadOverride, Verdict::Block, true},
    {Action::Override, Said::GoodOverride, Verdict::Overridden, true},
    {Action::Override, Said::YesAndGoodOverride, Verdict::Overridden, true},
    {Action::Never, Said::Nothing, Verdict::Block, true},
    {Action::Never, Said::Yes, Verdict::Block, true},
    {Action::Never, Said::BadOverride, Verdict::Block, true},
    {Action::Never, Said::GoodOverride, Verdict::Block, true},
    {Action::Never, Said::YesAndGoodOverride, Verdict::Block, true},
};

constexpr RiskLevel levels[] = {RiskLevel::Low, RiskLevel::Medium, RiskLevel::High,
                                RiskLevel::Blocked};

Assessment assessmentOf(RiskLevel level) {
  Assessment assessment;
  assessment.level = level;
  return assessment;
}

} // namespace

TEST(Decision, FollowsTheTableAtEveryLevel) {
  for (RiskLevel level : levels)
    for (const Row &row : table) {
      const Decision decision =
          decide(assessmentOf(level), policyWith(level, row.action), consentOf(row.said));
      SCOPED_TRACE(nameOf(level).str() + ", " + nameOf(row.action).str() + ", said " +
                   std::to_string(static_cast<int>(row.said)));
      EXPECT_EQ(decision.verdict, row.verdict);
      EXPECT_EQ(decision.warn, row.warn);
      EXPECT_FALSE(decision.because.empty());
    }
}

TEST(Decision, ByDefaultRunsWarnsAsksAndRefuses) {
  const Policy policy;
  EXPECT_EQ(decide(assessmentOf(RiskLevel::Low), policy).verdict, Verdict::Allow);
  EXPECT_FALSE(decide(assessmentOf(RiskLevel::Low), policy).warn);
  EXPECT_TRUE(decide(assessmentOf(RiskLevel::Medium), policy).runs());
  EXPECT_TRUE(decide(assessmentOf(RiskLevel::Medium), policy).warn);
  EXPECT_EQ(decide(assessmentOf(RiskLevel::High), policy).verdict, Verdict::Confirm);
  EXPECT_EQ(decide(assessmentOf(RiskLevel::Blocked), policy).verdict, Verdict::Block);
}

TEST(Decision, TrustsTheLessTheHigherTheRisk) {
  const Policy policy;
  EXPECT_EQ(decide(assessmentOf(RiskLevel::Low), policy).trust, TrustLevel::Trusted);
  EXPECT_EQ(decide(assessmentOf(RiskLevel::Medium), policy).trust, TrustLevel::Standard);
  EXPECT_EQ(decide(assessmentOf(RiskLevel::High), policy).trust, TrustLevel::Untrusted);
  EXPECT_EQ(decide(assessmentOf(RiskLevel::Blocked), policy).trust, TrustLevel::Untrusted);
}

TEST(Decision, CountsAnIncompleteAnalysisAsMediumAtLeast) {
  Assessment assessment = assessmentOf(RiskLevel::Low);
  assessment.degraded.push_back("the parser gave up");
  const Decision decision = decide(assessment, Policy());
  EXPECT_TRUE(decision.warn);
  EXPECT_EQ(decision.trust, TrustLevel::Standard);
  EXPECT_THAT(decision.because, HasSubstr("not be analysed in full"));
}

TEST(Decision, RefusesByDefaultConstruction) {
  EXPECT_FALSE(Decision().runs());
  EXPECT_EQ(decide(Assessment(), Policy()).verdict, Verdict::Block);
}

TEST(Decision, TakesAnOverrideOnlyFromThoseWhoMayOverride) {
  Policy policy;
  policy.overrideBy = {"alice"};
  Consent consent;
  consent.override = Override{"uid 7 (bob)", "needed for the migration", "bob"};
  const Assessment blocked = assessmentOf(RiskLevel::Blocked);
  Decision decision = decide(blocked, policy, consent);
  EXPECT_EQ(decision.verdict, Verdict::Block);
  EXPECT_THAT(decision.because, HasSubstr("uid 7 (bob) is not among those who may override"));
  consent.override->user = "alice";
  EXPECT_EQ(decide(blocked, policy, consent).verdict, Verdict::Overridden);
}

TEST(Decision, TakesNoOverrideOfARequestWhereThePolicyWantsApprovals) {
  Policy policy;
  policy.approvalsOnly = true;
  Consent consent;
  consent.override = Override{"uid 0", "needed for the migration"};
  for (const RiskLevel level : {RiskLevel::High, RiskLevel::Blocked}) {
    consent.override->approved = false;
    const Decision decision = decide(assessmentOf(level), policy, consent);
    EXPECT_FALSE(decision.runs());
    EXPECT_TRUE(decision.overridable);
    consent.override->approved = true;
    EXPECT_EQ(decide(assessmentOf(level), policy, consent).verdict, Verdict::Overridden);
  }
}

TEST(Decision, TakesOnlyReasonsThatCouldExplain) {
  const char *const refused[] = {"",           "          ",   "\t\n \t\n \t\n",  "because",
                                 "123456789",  "aaaaaaaaaaaa", "x x x x x x x x", "ababababab",
                                 " too short "};
  for (const char *reason : refused)
    EXPECT_THAT(llvm::toString(checkReason(reason)), HasSubstr("reason")) << reason;
  EXPECT_FALSE(static_cast<bool>(checkReason("needed for the migration")));
  EXPECT_FALSE(static_cast<bool>(checkReason("0123456789")));
  EXPECT_TRUE(static_cast<bool>(checkReason("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6")));
  EXPECT_TRUE(static_cast<bool>(checkReason(std::string(2'001, 'a') + "bcd")));
}
