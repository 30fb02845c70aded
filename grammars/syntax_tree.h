#ifndef ASSAY_GRAMMARS_SYNTAX_TREE_H
#define ASSAY_GRAMMARS_SYNTAX_TREE_H

#include "grammars/language.h"
#include "llvm/ADT/StringRef.h"
#include <memory>

struct TSTree;
struct TSParser;

namespace assay {

/// A concrete syntax tree. Broken syntax still gives a tree, with error nodes in it.
class SyntaxTree {
public:
  /// The tree of text that was parsed whole. Null when the budget ran out.
  [[nodiscard]] const TSTree *raw() const { return tree_.get(); }
  /// Something in the text is not valid, be it one bracket; also without a raw().
  [[nodiscard]] bool hasErrors() const;

private:
  friend class Parser;
  struct Deleter {
    void operator()(TSTree *tree) const;
  };
  std::unique_ptr<TSTree, Deleter> tree_;
};

/// Parses one text after another, of any language. One per thread.
class Parser {
public:
  Parser();
  ~Parser();
  Parser(Parser &&) noexcept;
  Parser &operator=(Parser &&) noexcept;

  /// Bounded by steps and not by time, so that the same bytes always give the same answer. A tree
  /// without a raw() is the answer of a text that exceeds the bound: hostile, or very broken.
  SyntaxTree parse(llvm::StringRef text, const Language &language);

private:
  struct Deleter {
    void operator()(TSParser *parser) const;
  };
  std::unique_ptr<TSParser, Deleter> parser_;
  const Language *language_ = nullptr;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_SYNTAX_TREE_H
