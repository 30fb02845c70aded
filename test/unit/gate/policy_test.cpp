#include "tools/gate/policy.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;
using testing::HasSubstr;
using testing::StartsWith;

static std::string applied(llvm::StringRef yaml, Policy &policy) {
  auto set = applyPolicy("p.yaml", yaml, policy);
  return set ? std::string() : llvm::toString(set.takeError());
}

static std::string errorOf(llvm::StringRef yaml) {
  Policy policy;
  const std::string before = digestOf(policy);
  std::string error = applied(yaml, policy);
  EXPECT_EQ(digestOf(policy), before) << "a refused document changed the policy";
  return error;
}

TEST(Policy, ChangesOnlyWhatADocumentNames) {
  Policy policy;
  ASSERT_EQ(applied("decisions: {HIGH: never, BLOCKED: never}\n"
                    "assessment: {thresholds: {medium: 20}, disabled-rules: [b, a, b]}\n"
                    "limits: {untrusted: {memory-mib: 128}}\n"
                    "capabilities: {never: [net.raw]}\n",
                    policy),
            "");
  EXPECT_EQ(policy.actionFor(RiskLevel::High), Action::Never);
  EXPECT_EQ(policy.actionFor(RiskLevel::Medium), Action::Warn);
  EXPECT_EQ(policy.assessment.thresholds.medium, 20);
  EXPECT_EQ(policy.assessment.thresholds.high, 60);
  EXPECT_THAT(policy.assessment.disabledRules, testing::ElementsAre("a", "b"));
  EXPECT_EQ(policy.ceilingFor(TrustLevel::Untrusted).memoryMiB, 128u);
  EXPECT_EQ(policy.ceilingFor(TrustLevel::Untrusted).wallSeconds, 10u);
  EXPECT_TRUE(policy.neverGranted.contains(Capability::NetRaw));
  EXPECT_TRUE(policy.alwaysGranted.contains(Capability::FsTemp));
}

TEST(Policy, StatesTheLayersThatEachTrustLevelNeeds) {
  Policy policy;
  EXPECT_TRUE(policy.minimumFor(TrustLevel::Untrusted).landlock);
  EXPECT_FALSE(policy.minimumFor(TrustLevel::Standard).landlock);
  ASSERT_EQ(applied("require: {untrusted: {landlock: false}, standard: {cgroup: true}}", policy),
            "");
  EXPECT_FALSE(policy.minimumFor(TrustLevel::Untrusted).landlock);
  EXPECT_TRUE(policy.minimumFor(TrustLevel::Standard).cgroup);
  EXPECT_FALSE(policy.minimumFor(TrustLevel::Trusted).cgroup);
  ASSERT_EQ(applied("require: {landlock: true}", policy), "");
  EXPECT_TRUE(policy.minimumFor(TrustLevel::Trusted).landlock);
}

TEST(Policy, PrintsItselfAsADocumentThatReadsBack) {
  Policy policy;
  ASSERT_EQ(
      applied("decisions: {MEDIUM: confirm}\nlimits: {trusted: {open-files: 2000}}\n", policy), "");
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(toJson(policy));
  Policy readBack;
  ASSERT_EQ(applied(text, readBack), "");
  EXPECT_EQ(digestOf(readBack), digestOf(policy));
  EXPECT_NE(digestOf(Policy()), digestOf(policy));
}

TEST(Policy, NamesThePlaceOfEachMistake) {
  const struct {
    const char *yaml;
    const char *place;
    const char *problem;
  } rows[] = {
      {"decision: {LOW: allow}", "p.yaml:1:1: ", "did you mean `decisions`?"},
      {"decisions:\n  MEDUIM: warn", "p.yaml:2:3: ", "did you mean `MEDIUM`?"},
      {"decisions:\n  HIGH: confrim", "p.yaml:2:9: ", "did you mean `confirm`?"},
      {"decisions: [LOW]", "p.yaml:1:12: ", "must be a map, this is a list"},
      {"decisions:\n  BLOCKED: warn", "p.yaml:2:3: ", "more loosely"},
      {"decisions: {LOW: allow, MEDIUM: allow, HIGH: allow, BLOCKED: allow}",
       "p.yaml:1:12: ", "must be override or never"},
      {"decisions: {LOW: never}", "p.yaml:1:12: ", "more loosely"},
      {"trust: {BLOCKED: trusted}", "p.yaml:1:8: ", "trusted more"},
      {"assessment:\n  thresholds:\n    high: abc", "p.yaml:3:11: ", "whole number from 1 to 100"},
      {"assessment: {thresholds: {high: 101}}", "p.yaml:1:33: ", "from 1 to 100"},
      {"assessment: {thresholds: {high: -1}}", "p.yaml:1:33: ", "from 1 to 100"},
      {"assessment: {thresholds: {high: 90}}", "p.yaml:1:26: ", "must rise"},
      {"assessment: {weights: {imports: 201}}", "p.yaml:1:33: ", "from 0 to 200"},
      {"assessment: {weights: {control: 1}}", "p.yaml:1:24: ", "unknown key `control`"},
      {"assessment: {weights: {imports: 0, controlFlow: 0, stringOperations: 0, behaviour: 99}}",
       "p.yaml:1:23: ", "100 or more"},
      {"assessment: {disabled-rules: {a: 1}}", "p.yaml:1:30: ", "list"},
      {"assessment: {extra-rules: [house.yaml]}", "p.yaml:1:28: ", "absolute path"},
      {"overrides: {by: {a: 1}}", "p.yaml:1:17: ", "list"},
      {"overrides: {approvals-only: perhaps}", "p.yaml:1:29: ", "true or false"},
      {"overrides: {valid-seconds: 0}", "p.yaml:1:28: ", "from 1 to"},
      {"capabilities: {always: {a: 1}}", "p.yaml:1:24: ", "list"},
      {"paths: {readable: [data]}", "p.yaml:1:20: ", "absolute path"},
      {"paths: {writable: {a: b}}", "p.yaml:1:19: ", "list"},
      {"require: {landlock: 1}", "p.yaml:1:21: ", "true or false"},
      {"admission: {memory-percent: 0}", "p.yaml:1:29: ", "whole number from"},
      {"audit: {log: logs}", "p.yaml:1:14: ", "absolute path"},
      {"audit: {witness: []}", "p.yaml:1:18: ", "text"},
      {"decisions: {HIGH: never}\ndecisions: {HIGH: warn}", "p.yaml:2:1: ", "twice"},
      {"limits: {untrusted: {memory-mib: 0}}", "p.yaml:1:34: ", "from 32 to"},
      {"limits: {untrusted: {memory-mib: 2000}}", "p.yaml:1:9: ", "must not be less"},
      {"limits: {untrusted: {memory-mb: 64}}", "p.yaml:1:22: ", "did you mean `memory-mib`?"},
      {"capabilities: {never: [net.conect]}", "p.yaml:1:24: ", "did you mean `net.connect`?"},
      {"a: &x 1\nb: *x", "p.yaml:1:", "anchors"},
      {"decisions: {LOW: allow", "p.yaml:1:", ""},
      {"", "p.yaml:1:1: ", "empty"},
  };
  for (const auto &row : rows) {
    SCOPED_TRACE(row.yaml);
    const std::string error = errorOf(row.yaml);
    EXPECT_THAT(error, StartsWith(row.place));
    EXPECT_THAT(error, HasSubstr(row.problem));
  }
}

TEST(Policy, TellsEachValueThatWasSetAndEachThatDiffers) {
  // Every field of the language, set to something else than the built-in value.
  const struct {
    const char *yaml;
    const char *field;
  } rows[] = {
      {"assessment: {weights: {imports: 50}}", "assessment.weights.imports"},
      {"assessment: {thresholds: {medium: 20}}", "assessment.thresholds.medium"},
      {"assessment: {disabled-rules: [assert-used]}", "assessment.disabled-rules"},
      {"assessment: {extra-rules: [/etc/assay/r.yaml]}", "assessment.extra-rules"},
      {"decisions: {HIGH: override}", "decisions.HIGH"},
      {"trust: {MEDIUM: untrusted}", "trust.MEDIUM"},
      {"overrides: {by: [alice]}", "overrides.by"},
      {"overrides: {approvals-only: true}", "overrides.approvals-only"},
      {"overrides: {valid-seconds: 60}", "overrides.valid-seconds"},
      {"limits: {standard: {cpu-seconds: 29}}", "limits.standard.cpu-seconds"},
      {"capabilities: {always: [net.http]}", "capabilities.always"},
      {"capabilities: {never: [net.raw]}", "capabilities.never"},
      {"paths: {readable: [/srv]}", "paths.readable"},
      {"paths: {writable: [/srv]}", "paths.writable"},
      {"require: {landlock: true}", "require.landlock"},
      {"require: {cgroup: true}", "require.cgroup"},
      {"admission: {waiting: 3}", "admission.waiting"},
      {"audit: {log: /var/log/assay}", "audit.log"},
      {"audit: {witness: /mnt/worm}", "audit.witness"},
  };
  for (const auto &row : rows) {
    SCOPED_TRACE(row.yaml);
    Policy changed;
    auto set = applyPolicy("p.yaml", row.yaml, changed);
    ASSERT_TRUE(static_cast<bool>(set)) << llvm::toString(set.takeError());
    EXPECT_THAT(*set, testing::ElementsAre(row.field));
    const auto changes = differences(Policy(), changed);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].field, row.field);
    EXPECT_NE(changes[0].before, changes[0].after);
    EXPECT_NE(digestOf(changed), digestOf(Policy()));
  }
}

TEST(Policy, GivesEveryTrustLevelAtLeastWhatTheLowerOneGets) {
  const Policy policy;
  for (unsigned i = 1; i < trustLevels; ++i) {
    EXPECT_GE(policy.ceilings[i].memoryMiB, policy.ceilings[i - 1].memoryMiB);
    EXPECT_GE(policy.ceilings[i].wallSeconds, policy.ceilings[i - 1].wallSeconds);
    EXPECT_GE(policy.ceilings[i].processes, policy.ceilings[i - 1].processes);
  }
}
