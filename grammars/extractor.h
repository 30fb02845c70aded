#ifndef ASSAY_GRAMMARS_EXTRACTOR_H
#define ASSAY_GRAMMARS_EXTRACTOR_H

#include "grammars/extract.h"
#include "grammars/fact_table.h"
#include "grammars/lowering.h"
#include "grammars/tree_walk.h"

// The walk behind extract(); no other file includes this. extract.cpp moves the cursor and keeps
// scopes and regions, extract_values.cpp and extract_statements.cpp build what a node becomes.

namespace assay {

/// A node on the way from the root to the cursor.
struct Frame {
  const NodeRule *rule;
  std::uint16_t symbol;
  Role role;
  /// The variant's action when it does not depend on the children.
  Action opens;
  Span span;
  std::uint32_t firstChild;
  /// State of the surroundings, restored when the node is left.
  ScopeId outerScope;
  RegionId outerRegion;
  /// The region open for children of `regionRole`.
  RegionId bodyRegion;
  Role regionRole;
  ValueId condition;
  /// It is in FactSet::controlFlow.
  bool counted;
};

class Extractor {
public:
  Extractor(llvm::StringRef text, const Language &language, FactSet &facts)
      : text_(text), table_(*language.facts), facts_(facts) {}

  void run(const TSTree &tree);

private:
  void enter(const WalkNode &node, const NodeRule &rule, Role role);
  void leave();
  void visitAll(TreeWalk &walk);
  bool descends(const TreeWalk &walk);
  Role takeRole(const TreeWalk &walk);

  const NodeRule &ruleOf(std::uint16_t symbol) const {
    return table_.rules[symbol < table_.ruleOf.size() ? table_.ruleOf[symbol] : 0];
  }
  Role roleIn(const NodeRule &rule, std::uint16_t field, std::uint16_t symbol) const;
  const Variant *choose(const Frame &frame) const;
  Lowering at(const Frame &frame);
  void add(Child child);

  void openScope(Frame &frame, ScopeKind kind);
  void openRegion(Frame &frame, RegionKind kind, Span span);
  void closeRegion(Frame &frame);
  void prepare(Frame &parent, Role role, Span span);
  void bindCaught(Frame &frame);
  [[nodiscard]] bool isStatementPlace() const;

  Child build(const Frame &frame, const Variant *variant);
  Child buildValue(const Frame &frame, Action action);
  ValueId buildCombined(Lowering &lowering, Action action);
  Child buildStatement(const Frame &frame, Action action);
  Child buildAssign(const Frame &frame, bool declares);
  Child buildUpdate(const Frame &frame);
  void buildExit(const Frame &frame, Action action);
  Child buildFunction(const Frame &frame, Action action);
  void bindParameters(Lowering &lowering, ScopeId scope);
  void bindBases(Lowering &lowering, ScopeId scope);
  Child buildPass(const Frame &frame);
  void buildEach(Frame &frame);

  llvm::StringRef text_;
  const FactTable &table_;
  FactSet &facts_;
  std::vector<Frame> frames_;
  std::vector<Child> children_;
  ScopeId scope_ = 0;
  RegionId region_ = 0;
  /// The end of the last error counted.
  std::uint32_t unparsedEnd_ = 0;
};

/// A node that holds statements.
bool isContainer(Action action);
/// All children that have a value, in order, whatever their role.
llvm::SmallVector<Operand, 8> allOperands(const Lowering &lowering);
/// The name that a child in role Name spells: as is, or by its constant value.
TextId nameOf(Lowering &lowering, const Child *child);
/// The first anonymous token: an operator's spelling.
TextId operatorOf(Lowering &lowering);

} // namespace assay

#endif // ASSAY_GRAMMARS_EXTRACTOR_H
