#ifndef ASSAY_GRAMMARS_LOWERING_H
#define ASSAY_GRAMMARS_LOWERING_H

#include "grammars/fact.h"
#include "grammars/fact_table.h"
#include "llvm/ADT/SmallVector.h"

namespace assay {

/// A child of the node under construction, already lowered.
struct Child {
  Role role = Role::None;
  /// Node kind (TSSymbol).
  std::uint16_t symbol = 0;
  Span span;
  /// 0 if it is a statement, or has no meaning.
  ValueId value = 0;
  /// Of a named argument or map entry.
  TextId name = 0;
  bool spread = false;
  /// A parameter by which the caller's variable is assigned.
  bool byReference = false;
  /// An assignment used as an expression: its statement is already there.
  bool isStatement = false;
};

/// What <language>/lower.cpp works with: the node at hand, its lowered children, and ways to add
/// facts. Lives for one node. A leaf function sees no children.
class Lowering {
public:
  Lowering(FactSet &set, llvm::StringRef text, Span node, ScopeId inScope, RegionId inRegion,
           llvm::MutableArrayRef<Child> parts)
      : facts(set), source(text), span(node), scope(inScope), region(inRegion), children(parts) {}

  FactSet &facts;
  /// The text of the whole file.
  llvm::StringRef source;
  Span span;
  ScopeId scope;
  RegionId region;
  llvm::MutableArrayRef<Child> children;

  /// What the node is to its parent. Set by the function.
  Child result;

  [[nodiscard]] llvm::StringRef text(Span part) const { return source.slice(part.begin, part.end); }
  [[nodiscard]] llvm::StringRef text() const { return text(span); }
  TextId intern(Span part) { return facts.intern(text(part)); }

  /// The first child of that role. Null if there is none.
  [[nodiscard]] const Child *find(Role role) const;
  /// The children of that role that have a value, as operands.
  [[nodiscard]] llvm::SmallVector<Operand, 8> operands(Role role) const;

  ValueId name(TextId text, Span at);
  ValueId string(llvm::StringRef text, Span at);
  ValueId make(ValueKind kind, Span at, llvm::ArrayRef<Operand> operands, TextId text = 0,
               ValueDetail detail = ValueDetail::None);
  /// Adds an operand to a value that is there already. The operands move, so views of them end.
  void append(ValueId to, Operand operand);
  /// The value of what is about to be assigned, as read before: a Name that is assigned to is not
  /// read.
  ValueId reading(ValueId target);
  ValueId call(ValueId callee, llvm::ArrayRef<Operand> arguments, Span at);

  /// Binds `alias` to `symbol` of `module` (symbol 0: the module).
  void import(TextId module, TextId symbol, TextId alias, Span at);
  /// Assigns to a Name, Member or Index; a Collection is taken apart, entry by entry.
  void assign(ValueId target, ValueId value, Span at, bool declares);
  void evaluate(ValueId value, Span at);
  /// A generator gives `value` back; the node's own value is what its caller sends, which is not
  /// known.
  void yield(ValueId value);
  /// From here on `name` means what it means in the module, or in the function around this one.
  void outer(TextId name, bool isModule);
  /// From here on `name` is another name of the variable `other`.
  void alias(TextId name, ValueId other);
  /// The class around has what `base`, a Name, has.
  void mixIn(ValueId base);
  /// `code` is text in `language`, which something runs.
  void embed(llvm::StringRef language, ValueId code);

private:
  Statement &add(StatementKind kind, Span at);
};

} // namespace assay

#endif // ASSAY_GRAMMARS_LOWERING_H
