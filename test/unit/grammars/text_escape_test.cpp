#include "grammars/text_escape.h"
#include <gtest/gtest.h>

using namespace assay;

TEST(Unescape, KnowsTheEscapesOfC) {
  struct Row {
    llvm::StringRef text;
    llvm::StringRef meaning;
  };
  const Row rows[] = {
      {R"(plain)", "plain"},
      {R"(a\nb)", "a\nb"},
      {R"(\x41\x42)", "AB"},
      {R"(\u0041)", "A"},
      {R"(\u{1F600})", "\xF0\x9F\x98\x80"},
      {R"(\101)", "A"},
      {R"(\\n)", "\\n"},
      {R"(\q)", "\\q"},
      {"a\\\nb", "ab"},
      {R"(\ud800)", "\xEF\xBF\xBD"},
      {R"(end\)", "end\\"},
      {R"(\xZZ)", "\\xZZ"},
  };
  FactSet facts;
  for (const Row &row : rows)
    EXPECT_EQ(unescape(facts, row.text, EscapeStyle::C), row.meaning) << row.text.str();
}

TEST(Unescape, KeepsMostBackslashesInAShell) {
  FactSet facts;
  EXPECT_EQ(unescape(facts, R"(a\$b\n)", EscapeStyle::Shell), R"(a$b\n)");
}
