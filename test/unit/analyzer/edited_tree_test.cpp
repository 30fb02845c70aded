#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "grammars/syntax_tree.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <random>

using namespace assay;

namespace {

/// All that an editor shows of an assessment.
std::string shown(const Assessment &assessment) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << nameOf(assessment.level) << ' ' << assessment.score.total << ' '
      << assessment.complexity.controlFlow << ' ' << assessment.complexity.stringOps << '\n';
  for (const Finding &finding : assessment.findings)
    out << finding.rule->id << ' ' << finding.range.begin.line << ':' << finding.range.begin.column
        << ' ' << finding.message << ' ' << finding.trace.size() << '\n';
  for (const std::string &reason : assessment.degraded)
    out << reason << '\n';
  return text;
}

/// An editing session: what it types comes from the text itself, so that often enough it is valid.
class Typist {
public:
  explicit Typist(llvm::StringRef text) : text_(text) {}

  void edit() {
    const std::size_t at = pick(text_.size() + 1);
    if (const std::size_t removed = pick(3) == 0 ? pick(8) : 0)
      text_.erase(at, removed);
    else if (pick(4) == 0)
      text_.insert(at, text_.substr(pick(text_.size() + 1), pick(12)));
    else
      text_.insert(at, 1, "a x(\n '\"#)1="[pick(12)]);
  }
  void set(llvm::StringRef text) { text_ = text; }
  [[nodiscard]] const std::string &text() const { return text_; }

private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  std::string text_;
  std::mt19937 random_{1};
};

struct Count {
  unsigned valid = 0;
  unsigned broken = 0;
  unsigned differs = 0;
};

class Sessions {
public:
  void type(llvm::StringRef original, const Language &language) {
    EditedTree tree;
    Typist typist(original);
    for (unsigned step = 0; step < 24; ++step) {
      // As typing goes: some keys, and then it is right again.
      step % 6 == 5 ? typist.set(original) : typist.edit();
      const auto file = llvm::cantFail(SourceFile::fromText("t", typist.text()));
      const std::string fresh = shown(assessor_.assess(file, language));
      const std::string edited = shown(assessor_.assess(file, language, tree));
      const bool isValid = !parser_.parse(typist.text(), language).hasErrors();
      count.valid += isValid;
      count.broken += !isValid;
      count.differs += edited != fresh;
      if (isValid) {
        ASSERT_EQ(edited, fresh) << language.name.str() << '\n' << typist.text();
      }
    }
  }

  Count count;

private:
  const RuleSet rules_;
  Assessor assessor_{rules_, {}};
  Parser parser_;
};

} // namespace

TEST(EditedTree, OfValidTextIsThatOfTheTextAlone) {
  Sessions sessions;
  const RuleSet rules;
  for (const Rule *rule : rules.rules())
    for (const RuleExample &example : rule->examples)
      sessions.type(example.code, *findLanguage(example.language));
  EXPECT_GT(sessions.count.valid, 5'000u);
  RecordProperty("broken", sessions.count.broken);
  RecordProperty("brokenAndDifferent", sessions.count.differs);
}
