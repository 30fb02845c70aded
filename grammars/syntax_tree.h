#ifndef ASSAY_GRAMMARS_SYNTAX_TREE_H
#define ASSAY_GRAMMARS_SYNTAX_TREE_H

#include "grammars/language.h"
#include "llvm/ADT/StringRef.h"
#include <memory>

struct TSTree;

namespace assay {

class TreePool;

/// A concrete syntax tree. Broken syntax still gives a tree, with error nodes in it. Lives in the
/// memory of the Parser that made it, which must outlive it.
class SyntaxTree {
public:
  /// The tree of text that was parsed whole. Null when the budget ran out.
  [[nodiscard]] const TSTree *raw() const { return tree_.get(); }
  /// Something in the text is not valid, be it one bracket; also without a raw().
  [[nodiscard]] bool hasErrors() const;

private:
  friend class Parser;
  struct Deleter {
    /// Holds all of the tree; null if malloc() does.
    TreePool *pool;
    void operator()(TSTree *tree) const;
  };
  std::unique_ptr<TSTree, Deleter> tree_{nullptr, Deleter{nullptr}};
};

/// Parses one text after another, of any language, and reuses the memory of the tree before. One
/// per thread.
class Parser {
public:
  Parser();
  ~Parser();
  Parser(Parser &&) noexcept;
  Parser &operator=(Parser &&) noexcept;

  /// Bounded by steps and not by time, so that the same bytes always give the same answer. A tree
  /// without a raw() is the answer of a text that exceeds the bound: hostile, or very broken. While
  /// an earlier tree of this parser lives, parsing costs more.
  SyntaxTree parse(llvm::StringRef text, const Language &language);

private:
  std::unique_ptr<TreePool> pool_;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_SYNTAX_TREE_H
