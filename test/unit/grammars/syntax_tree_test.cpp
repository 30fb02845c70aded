#include "grammars/language.h"
#include "grammars/syntax_tree.h"
#include <gtest/gtest.h>
#include <tree_sitter/api.h>

using namespace assay;

static std::string repeated(llvm::StringRef text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += text;
  return out;
}

TEST(SyntaxTree, EndsTheSearchForTheEndOfATextThatHasNone) {
  Parser parser;
  // Each opens a raw string, whose end is looked for in all of the rest: 2.4 GB in all.
  EXPECT_EQ(parser.parse(repeated("r#\"", 40'000), *findLanguage("rust")).raw(), nullptr);
  EXPECT_NE(
      parser.parse(repeated("# as much as in a long licence\n", 3'000), *findLanguage("python"))
          .raw(),
      nullptr);
  EXPECT_NE(parser.parse(repeated("r#\"a\"#;\n", 40'000), *findLanguage("rust")).raw(), nullptr);
}

TEST(SyntaxTree, DoesNotDependOnHowTheTextIsHandedOut) {
  Parser parser;
  for (int shift = 0; shift < 12; ++shift) {
    const std::string text = "x = '" + repeated("a", shift) +
                             repeated("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 b", 3'000) + "'\n" +
                             repeated("y = 1 # \xe4\xb8\xad\n", 5'000);
    const SyntaxTree tree = parser.parse(text, *findLanguage("python"));
    ASSERT_NE(tree.raw(), nullptr);
    EXPECT_FALSE(tree.hasErrors()) << shift;
    EXPECT_EQ(ts_node_end_byte(ts_tree_root_node(tree.raw())), text.size());
    EXPECT_EQ(ts_node_named_child_count(ts_tree_root_node(tree.raw())), 10'001u);
  }
}

TEST(SyntaxTree, TakesBytesThatAreNoText) {
  Parser parser;
  for (const char *odd : {"\xff", "\xe4\xb8", "\xf0\x9f\x98", "\xed\xa0\x80", "\xc3 "})
    for (const char *begin : {"# ", "'''", ""}) {
      EXPECT_NE(parser.parse(begin + repeated(odd, 5'000), *findLanguage("python")).raw(), nullptr);
      parser.parse(begin + repeated(odd, 200'000), *findLanguage("python"));
    }
}
