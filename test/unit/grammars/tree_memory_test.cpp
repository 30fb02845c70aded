#include "grammars/syntax_tree.h"
#include "grammars/tree_memory.h"
#include "grammars/tree_memory_hooks.h"
#include "llvm/Support/Compiler.h"
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <tree_sitter/api.h>

using namespace assay;

namespace {

TEST(TreePool, GivesABlockAgainThatWasFreed) {
  if (LLVM_ADDRESS_SANITIZER_BUILD)
    GTEST_SKIP() << "the sanitizer watches every block";
  TreePool pool;
  const TreePool::Scope scope(pool);
  void *first = assayTreeMalloc(100);
  assayTreeFree(first);
  EXPECT_EQ(assayTreeMalloc(100), first);
  EXPECT_NE(assayTreeMalloc(100), first);
}

TEST(TreePool, HoldsNothingAfterItsReset) {
  TreePool pool;
  const TreePool::Scope scope(pool);
  EXPECT_TRUE(pool.isEmpty());
  assayTreeMalloc(1);
  EXPECT_FALSE(pool.isEmpty());
  pool.reset();
  EXPECT_TRUE(pool.isEmpty());
  assayTreeMalloc(TreePool::maxSmallBytes + 1);
  EXPECT_FALSE(pool.isEmpty());
  pool.reset();
  EXPECT_TRUE(pool.isEmpty());
}

TEST(TreePool, KeepsWhatIsInABlockThatGrows) {
  TreePool pool;
  const TreePool::Scope scope(pool);
  auto *text = static_cast<char *>(assayTreeMalloc(8));
  std::memcpy(text, "contents", 8);
  for (std::size_t bytes = 9; bytes < 4 * TreePool::maxSmallBytes; bytes += bytes / 2)
    text = static_cast<char *>(assayTreeRealloc(text, bytes));
  EXPECT_EQ(std::string(text, 8), "contents");
}

TEST(TreePool, ClearsWhatIsAskedForAsClear) {
  TreePool pool;
  const TreePool::Scope scope(pool);
  void *used = assayTreeMalloc(64);
  std::memset(used, 0xff, 64);
  assayTreeFree(used);
  const auto *clear = static_cast<const char *>(assayTreeCalloc(8, 8));
  EXPECT_EQ(std::string(clear, 64), std::string(64, '\0'));
}

TEST(TreePool, LeavesBlocksFromElsewhereAlone) {
  TreePool pool;
  void *outside = assayTreeMalloc(64);
  {
    const TreePool::Scope scope(pool);
    EXPECT_TRUE(pool.isEmpty());
    outside = assayTreeRealloc(outside, 8);
    assayTreeFree(outside);
  }
  assayTreeFree(nullptr);
  EXPECT_TRUE(pool.isEmpty());
}

TEST(TreePool, FreesALargeBlockInTheMiddle) {
  TreePool pool;
  const TreePool::Scope scope(pool);
  constexpr std::size_t large = 2 * TreePool::maxSmallBytes;
  void *blocks[] = {assayTreeMalloc(large), assayTreeMalloc(large), assayTreeMalloc(large)};
  for (unsigned at : {1U, 2U, 0U})
    assayTreeFree(blocks[at]);
  EXPECT_TRUE(pool.isEmpty());
}

std::string shapeOf(const SyntaxTree &tree) {
  std::string shape;
  const TSNode root = ts_tree_root_node(tree.raw());
  for (std::uint32_t at = 0; at < ts_node_child_count(root); ++at) {
    const TSNode child = ts_node_child(root, at);
    shape += ts_node_type(child);
    shape += ' ' + std::to_string(ts_node_end_byte(child)) + ' ';
  }
  return shape;
}

TEST(Parser, KeepsATreeWhileItMakesAnother) {
  const Language &python = *findLanguage("python");
  Parser parser;
  const SyntaxTree first = parser.parse("import a\nb = 1\n", python);
  const std::string before = shapeOf(first);
  for (unsigned round = 0; round < 20; ++round) {
    const SyntaxTree other = parser.parse("def f(x):\n  return [x] * 100\n", python);
    EXPECT_EQ(shapeOf(other), "function_definition 28 ");
  }
  EXPECT_EQ(shapeOf(first), before);
}

TEST(Parser, ReadsALaterTextAsIfItWereTheFirst) {
  Parser reused;
  for (const char *language : {"python", "bash", "javascript", "python", "ruby"}) {
    std::string text;
    for (unsigned line = 0; line < 500; ++line)
      text += "f(x" + std::to_string(line) + ") { ] \"a\"\n";
    Parser fresh;
    EXPECT_EQ(shapeOf(reused.parse(text, *findLanguage(language))),
              shapeOf(fresh.parse(text, *findLanguage(language))));
  }
}

TEST(Parser, CanBeMovedWhileATreeLives) {
  Parser parser;
  Parser other;
  const SyntaxTree tree = parser.parse("import a\n", *findLanguage("python"));
  other = std::move(parser);
  EXPECT_EQ(shapeOf(tree), "import_statement 8 ");
}

} // namespace
