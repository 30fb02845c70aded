#ifndef ASSAY_GRAMMARS_TREE_WALK_H
#define ASSAY_GRAMMARS_TREE_WALK_H

#include "grammars/source_file.h"
#include <algorithm>
#include <cstdint>
#include <language.h>
#include <subtree.h>
#include <tree.h>
#include <vector>

// A walk over a syntax tree in the order of the text, for the one caller that visits every node:
// extract.cpp. It reads the subtrees of the tree-sitter runtime (pinned in package-lock.json) in
// place. ts_tree_cursor_* gives the same nodes and also keeps rows, columns and the way back, which
// nobody here asks for and which cost twice as much as all the lowering. test/unit/grammars holds
// the two against each other.
//
// A subtree is visible if the grammar gives it a name, or its parent's production an alias; the
// children of a hidden one count as its parent's. Only offsets in bytes are kept.

namespace assay {

/// What a visible node is. As ts_node_symbol(), ts_node_is_named(), ts_node_start_byte(),
/// ts_node_end_byte() and ts_node_child_count() say.
struct WalkNode {
  std::uint16_t symbol = 0;
  bool isNamed = false;
  bool hasChildren = false;
  Span span;
};

/// Stands on a node; starts on the root. The tree must outlive it.
class TreeWalk {
public:
  explicit TreeWalk(const TSTree &tree) : language_(*tree.language) {
    levels_.reserve(usualDepth);
    current_ = tree.root;
    set(ts_subtree_symbol(current_), ts_subtree_named(current_),
        ts_subtree_padding(current_).bytes);
  }

  [[nodiscard]] const WalkNode &node() const { return node_; }
  /// The field that the node is in its parent; 0 for none.
  [[nodiscard]] std::uint16_t field() const;

  /// To the first child. False, and still on the node, if there is none.
  bool toFirstChild() {
    if (!node_.hasChildren)
      return false;
    enter(current_, node_.span.begin, /*isVisible=*/true);
    return toNextSibling();
  }
  /// To the next node with the same parent. False if there is none; then only toParent() makes
  /// sense.
  bool toNextSibling();
  /// To the end of the node around; toNextSibling() goes on from there. False if there is none.
  bool toParent() {
    while (!levels_.empty()) {
      const bool isVisible = levels_.back().isVisible;
      levels_.pop_back();
      if (isVisible)
        return true;
    }
    return false;
  }

private:
  /// Hand-written code stays below it.
  static constexpr std::size_t usualDepth = 256;
  /// What a core has under way at once.
  static constexpr std::uint32_t mostPrefetched = 12;

  /// The children of a subtree, and how far the walk is among them.
  struct Level {
    const Subtree *children;
    /// By structural index; null if the production has none.
    const TSSymbol *aliases;
    std::uint32_t count;
    std::uint32_t next;
    /// Of the next child: its index among those that are not extras, as productions count.
    std::uint32_t structural;
    /// Of the last child visited; before that, where the first begins.
    std::uint32_t end;
    std::uint16_t production;
    bool isVisible;
  };

  void enter(Subtree parent, std::uint32_t begin, bool isVisible) {
    const SubtreeHeapData &of = *parent.ptr;
    prefetch(ts_subtree_children(parent), of.child_count);
    levels_.push_back({ts_subtree_children(parent),
                       ts_language_alias_sequence(&language_, of.production_id), of.child_count, 0,
                       0, begin, of.production_id, isVisible});
  }
  /// A tree is larger than the caches, and one that is edited is nowhere in order. A child that is
  /// no short leaf is two lines, with its own children in front of it.
  static void prefetch(const Subtree *children, std::uint32_t count) {
    for (std::uint32_t i = 0; i < std::min(count, mostPrefetched); ++i)
      if (!children[i].data.is_inline) {
        const char *block = reinterpret_cast<const char *>(children[i].ptr);
        __builtin_prefetch(block - 16);
        __builtin_prefetch(block + 48);
      }
  }
  static void prefetchBelow(Subtree subtree) {
    if (!subtree.data.is_inline && subtree.ptr->child_count)
      prefetch(ts_subtree_children(subtree), subtree.ptr->child_count);
  }
  void set(TSSymbol symbol, bool isNamed, std::uint32_t begin) {
    node_.symbol = symbol == ts_builtin_sym_error ? symbol : language_.public_symbol_map[symbol];
    node_.isNamed = isNamed;
    node_.hasChildren = ts_subtree_visible_child_count(current_) != 0;
    node_.span = {begin, begin + ts_subtree_size(current_).bytes};
  }

  const TSLanguage &language_;
  std::vector<Level> levels_;
  Subtree current_;
  WalkNode node_;
};

inline bool TreeWalk::toNextSibling() {
  while (!levels_.empty()) {
    Level &level = levels_.back();
    if (level.next == level.count) {
      if (level.isVisible)
        return false;
      levels_.pop_back();
      continue;
    }
    const Subtree child = level.children[level.next];
    // A node begins where its first child does.
    const std::uint32_t begin =
        level.next == 0 ? level.end : level.end + ts_subtree_padding(child).bytes;
    if (++level.next < level.count)
      prefetchBelow(level.children[level.next]);
    level.end = begin + ts_subtree_size(child).bytes;
    TSSymbol alias = 0;
    if (!ts_subtree_extra(child)) {
      alias = level.aliases ? level.aliases[level.structural] : TSSymbol{0};
      ++level.structural;
    }
    if (alias || ts_subtree_visible(child)) {
      current_ = child;
      set(alias ? alias : ts_subtree_symbol(child),
          alias ? language_.symbol_metadata[alias].named : ts_subtree_named(child), begin);
      return true;
    }
    if (ts_subtree_visible_child_count(child) != 0)
      enter(child, begin, /*isVisible=*/false);
  }
  return false;
}

} // namespace assay

#endif // ASSAY_GRAMMARS_TREE_WALK_H
