#ifndef ASSAY_GRAMMARS_SYNTAX_TREE_H
#define ASSAY_GRAMMARS_SYNTAX_TREE_H

#include "grammars/language.h"
#include "llvm/ADT/StringRef.h"
#include <memory>
#include <string>

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
  friend class EditedTree;
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

/// The tree of a text that is being edited: a parse takes over what the edit left as it was, so it
/// costs what the edit costs and not what the text does.
///
/// Where the text is valid, the tree is that of Parser::parse. Where it is not, it may differ: how
/// tree-sitter goes on after an error depends on what it could take over. Not for a last word.
class EditedTree {
public:
  EditedTree();
  ~EditedTree();
  EditedTree(const EditedTree &) = delete;
  EditedTree &operator=(const EditedTree &) = delete;

  /// The tree of `text` under the bound of Parser::parse. Valid until the next call. The edit is
  /// found by comparison with the text before.
  const SyntaxTree &parse(llvm::StringRef text, const Language &language);
  /// Forgets the text, so that the next parse takes nothing over.
  void clear();
  /// The last parse took nothing over: its tree is that of Parser::parse.
  [[nodiscard]] bool isWhole() const { return isWhole_; }

private:
  /// Before the tree, which lives in it.
  std::unique_ptr<TreePool> pool_;
  SyntaxTree tree_;
  const Language *language_ = nullptr;
  std::string text_;
  bool isWhole_ = true;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_SYNTAX_TREE_H
