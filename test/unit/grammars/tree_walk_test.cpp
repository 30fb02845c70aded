#include "grammars/syntax_tree.h"
#include "grammars/tree_walk.h"
#include <gtest/gtest.h>
#include <tree_sitter/api.h>

using namespace assay;

namespace {

/// A node as either walk sees it.
struct Seen {
  unsigned depth;
  std::uint16_t symbol;
  std::uint16_t field;
  bool isNamed;
  bool hasChildren;
  Span span;
  bool operator==(const Seen &) const = default;
};

std::vector<Seen> byCursor(const TSTree *tree) {
  std::vector<Seen> seen;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (bool isDone = false; !isDone;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    seen.push_back({ts_tree_cursor_current_depth(&cursor),
                    ts_node_symbol(node),
                    ts_tree_cursor_current_field_id(&cursor),
                    ts_node_is_named(node),
                    ts_node_child_count(node) != 0,
                    {ts_node_start_byte(node), ts_node_end_byte(node)}});
    if (ts_tree_cursor_goto_first_child(&cursor))
      continue;
    while (!ts_tree_cursor_goto_next_sibling(&cursor))
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        isDone = true;
        break;
      }
  }
  ts_tree_cursor_delete(&cursor);
  return seen;
}

std::vector<Seen> byWalk(const TSTree *tree) {
  std::vector<Seen> seen;
  unsigned depth = 0;
  TreeWalk walk(*tree);
  for (;;) {
    const WalkNode &node = walk.node();
    seen.push_back({depth, node.symbol, walk.field(), node.isNamed, node.hasChildren, node.span});
    if (walk.toFirstChild()) {
      ++depth;
      continue;
    }
    while (!walk.toNextSibling()) {
      if (!walk.toParent())
        return seen;
      --depth;
    }
  }
}

struct Text {
  const char *language;
  const char *text;
};

// Aliases, fields through hidden nodes, comments between fields, long repetitions, broken syntax,
// nothing at all.
constexpr Text texts[] = {
    {"python", ""},
    {"python", "# only a comment\n"},
    {"python", "def f(a, *b, c=1, **d) -> int:\n  # why\n  return [x for x in a if x]\n"},
    {"python", "@d\nclass A(B, m=1):\n  x: int = 1\n\nprint >>e, 'a' 'b', f'{x!r:>{w}}'\n"},
    {"python", "def f(:\n  x = = 1\n)) while\n"},
    {"javascript", "const {a, b: [c = 1]} = x?.y ?? z; for (const k of k) k.l`t${u}`;"},
    {"javascript", "class A { static #p = 1; get x() { return this.#p } } <a b={c}>d</a>"},
    {"javascript", "if (a { b( ; }} else"},
    {"typescript", "enum E { A = 1 } function f<T>(this: X, a?: T): a is string { return !!a }"},
    {"bash", "if [[ -n $a ]]; then b <<E | c\n$(d) ${e:-f}\nE\nfi\n"},
    {"bash", "case $x in (a|b) c;; *) d & esac ((\n"},
    {"php", "<p><?php function f(int ...$a) { return $a[0]?->b ?? \"x{$c}y\"; } ?></p>"},
    {"ruby", "class A < B\n  def x(a, b: 1, &c) = puts \"#{a}\" if b\nend\n"},
    {"go", "package p\nfunc (t *T) F(a, b int) (c error) { go func() { <-x }(); return }\n"},
    {"rust", "impl<T: A> B for C<T> { fn f(&self) -> Option<u8> { x.y()?; vec![1, 2] } }"},
    {"c", "#define A(b) b\nstatic int (*f)(int a[static 2]) = &(struct s){.x = 1};\n"},
};

TEST(TreeWalk, SeesWhatTheCursorSees) {
  Parser parser;
  for (const Text &sample : texts) {
    const SyntaxTree tree = parser.parse(sample.text, *findLanguage(sample.language));
    EXPECT_EQ(byWalk(tree.raw()), byCursor(tree.raw())) << sample.language << ": " << sample.text;
  }
}

TEST(TreeWalk, SeesLongListsWhole) {
  std::string text;
  for (unsigned line = 0; line < 3'000; ++line)
    text += "x[" + std::to_string(line) + "] = (1, 2) # note\n";
  Parser parser;
  const SyntaxTree tree = parser.parse(text, *findLanguage("python"));
  EXPECT_EQ(byWalk(tree.raw()), byCursor(tree.raw()));
}

} // namespace
