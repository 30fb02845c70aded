#include "analyzer/expression.h"
#include "analyzer/literal_filter.h"
#include "analyzer/rule_index.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;

namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(TextsNeededBy, AreTheAlternatives) {
  EXPECT_THAT(textsNeededBy("(curl|wget).*x"), UnorderedElementsAre("curl", "wget"));
  EXPECT_THAT(textsNeededBy("(?i)PassWord"), UnorderedElementsAre("password"));
}

TEST(TextsNeededBy, AreNoneIfOneAlternativeNeedsNone) {
  EXPECT_THAT(textsNeededBy("curl|[0-9]+"), IsEmpty());
  EXPECT_THAT(textsNeededBy("x?"), IsEmpty());
  EXPECT_THAT(textsNeededBy(""), IsEmpty());
  EXPECT_THAT(textsNeededBy("("), IsEmpty());
}

TEST(TextsNeededBy, AreNoneWhereCaseIsNotKnown) {
  EXPECT_THAT(textsNeededBy("(?i)gar\xe7on"), IsEmpty());
}

TEST(LiteralFilter, PassesWhatContainsAText) {
  LiteralFilter filter;
  filter.add("/dev/tcp/");
  filter.add("rm");
  EXPECT_TRUE(filter.passes("exec 3<>/DEV/tcp/10.0.0.1"));
  EXPECT_TRUE(filter.passes("rm"));
  EXPECT_TRUE(filter.passes("\xff\xferm"));
  EXPECT_FALSE(filter.passes("alpha beta"));
  EXPECT_FALSE(filter.passes(""));
  EXPECT_FALSE(filter.passes("r"));
}

TEST(LiteralFilter, PassesAllBehindAShortText) {
  LiteralFilter filter;
  filter.add("~");
  EXPECT_TRUE(filter.passes(""));
}

/// Lines of all examples, and what stands between quotes in them.
std::vector<llvm::StringRef> sampleTexts() {
  std::vector<llvm::StringRef> texts;
  for (const Rule &rule : builtInRules())
    for (const RuleExample &example : rule.examples) {
      llvm::SmallVector<llvm::StringRef> parts;
      example.code.split(parts, '\n');
      llvm::SmallVector<llvm::StringRef> quoted;
      for (llvm::StringRef line : parts)
        llvm::SplitString(line, quoted, "\"'`");
      texts.insert(texts.end(), parts.begin(), parts.end());
      texts.insert(texts.end(), quoted.begin(), quoted.end());
    }
  return texts;
}

TEST(RuleIndex, FindsEveryLiteralThatItsExpressionsMatchOneByOne) {
  const RuleSet rules;
  const std::vector<llvm::StringRef> texts = sampleTexts();
  std::size_t matched = 0;
  for (const char *language : {"python", "bash"}) {
    const RuleIndex index(rules, {}, *findLanguage(language));
    for (PatternId id : index.byKind(PatternKind::Literal)) {
      const Pattern &pattern = *index[id].pattern;
      const RE2 expression(re2::StringPiece(pattern.matches.data(), pattern.matches.size()),
                           expressionOptions());
      for (llvm::StringRef text : texts) {
        const bool matches =
            (!pattern.matches.empty() &&
             RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression)) ||
            llvm::any_of(pattern.contains,
                         [&](llvm::StringRef part) { return text.contains(part); });
        if (!matches)
          continue;
        ++matched;
        llvm::SmallVector<PatternId, 4> found;
        index.byLiteral(text, found);
        EXPECT_TRUE(llvm::is_contained(found, id)) << text.str();
      }
    }
  }
  EXPECT_GT(matched, 100U);
}

} // namespace
