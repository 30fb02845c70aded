#include "analyzer/rule.h"
#include <gtest/gtest.h>

using namespace assay;

static std::string errorOf(llvm::StringRef yaml) {
  RuleSet rules;
  return llvm::toString(rules.add("r.yaml", yaml));
}

static std::string rule(llvm::StringRef change = "",
                        llvm::StringRef pattern = "call: {symbol: f}") {
  return ("id: my-rule\ntitle: T\nmessage: m\ndimension: behaviour\nlevel: HIGH\nconfidence: high\n"
          "any:\n  - " +
          pattern + "\n" + change)
      .str();
}

TEST(RuleSet, TakesARuleOfAUser) {
  RuleSet rules;
  ASSERT_EQ(llvm::toString(rules.add("r.yaml", rule())), "");
  ASSERT_NE(rules.find("my-rule"), nullptr);
  EXPECT_EQ(rules.find("my-rule")->any[0].symbols[0], "f");
}

TEST(RuleSet, RefusesMistakesWithTheirPlace) {
  EXPECT_EQ(errorOf(rule("lvel: HIGH\n")),
            "r.yaml:9:1: unknown key `lvel` in a rule, did you mean `level`?");
  EXPECT_EQ(errorOf(rule("", "call: {capability: code.evil}")),
            "r.yaml:8:24: unknown capability `code.evil`, did you mean `code.eval`?");
  EXPECT_NE(errorOf(rule("", "literal: {matches: '('}")).find("r.yaml:8:14: `matches` is not"),
            std::string::npos);
  EXPECT_EQ(errorOf(rule("languages: [klingon]\n")), "r.yaml:1:1: unknown language `klingon`");
  EXPECT_EQ(errorOf("id: Not Kebab\ntitle: t\nmessage: m\n"),
            "r.yaml:1:1: the id `Not Kebab` must be lower-case words joined by -");
}

TEST(RuleSet, WantsToKnowWhichRecordIsMeant) {
  EXPECT_EQ(errorOf(rule("", "record: {type: http.Server}")), "");
  EXPECT_EQ(errorOf(rule("", "{record: {}, arguments: [{at: Timeout, is: missing}]}")), "");
  EXPECT_EQ(errorOf(rule("", "record: {}")),
            "r.yaml:8:5: a `record` needs a `type`, or an entry's name first");
}

TEST(RuleSet, RefusesAnIdThatIsTaken) {
  RuleSet rules;
  ASSERT_EQ(llvm::toString(rules.add("a.yaml", rule())), "");
  EXPECT_EQ(llvm::toString(rules.add("b.yaml", rule())),
            "b.yaml:1:1: the rule id `my-rule` is taken, choose another");
}

TEST(RuleSet, AddsNoneOfAFileWithAMistake) {
  RuleSet rules;
  const std::size_t before = rules.rules().size();
  EXPECT_NE(llvm::toString(rules.add("r.yaml", "- id: good-one\n  title: t\n  message: m\n- 1\n")),
            "");
  EXPECT_EQ(rules.rules().size(), before);
}

TEST(RuleSet, DigestChangesWithARule) {
  RuleSet rules;
  const std::string before = rules.digest();
  ASSERT_EQ(llvm::toString(rules.add("r.yaml", rule())), "");
  EXPECT_NE(rules.digest(), before);
  EXPECT_EQ(RuleSet().digest(), before);
}
