#ifndef ASSAY_ANALYZER_RESOLVE_RESOLUTION_H
#define ASSAY_ANALYZER_RESOLVE_RESOLUTION_H

#include "analyzer/resolve/bindings.h"
#include "analyzer/resolve/fold.h"
#include "analyzer/resolve/symbol_table.h"
#include "grammars/fact.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace assay {

/// What the values of a file are: which symbol, which constant, which function. Two passes over the
/// values in the order of the source; the second brings what was defined further down. When a
/// condition turns out to be constant, all is done once more without the code that cannot run.
/// Nothing is iterated to a fixed point, so the cost is linear in the facts.
class Resolution {
public:
  /// `facts` is only added to (texts). Reuses memory of the file before.
  void run(FactSet &facts, llvm::StringRef source, const SymbolModels &models);

  [[nodiscard]] const SymbolTable &symbols() const { return symbols_; }
  [[nodiscard]] const Bindings &bindings() const { return bindings_; }

  /// The symbol that a value is; for a Call what its result is, so ask for the callee to know what
  /// is called.
  [[nodiscard]] SymbolId symbolOf(ValueId id) const { return states_[id].symbol; }
  /// The symbol that a Call calls.
  [[nodiscard]] SymbolId calleeOf(ValueId call) const;
  [[nodiscard]] const Constant &constantOf(ValueId id) const { return states_[id].constant; }
  /// The value is constant and not known, because it is longer than we fold.
  [[nodiscard]] bool isTooLong(ValueId id) const { return tooLong_.contains(id); }
  /// The value that a Name, Member or Index certainly stands for, or `id` itself.
  [[nodiscard]] ValueId origin(ValueId id) const { return states_[id].origin; }
  /// The scope of the function of this file that a Call calls; 0 if it is another.
  [[nodiscard]] ScopeId calledScope(ValueId call) const;
  /// The definitions a Name can refer to.
  [[nodiscard]] llvm::ArrayRef<DefinitionId> definitionsOf(ValueId name) const {
    const State &state = states_[name];
    return llvm::ArrayRef(reach_).slice(state.firstReach, state.reachCount);
  }
  /// The value is assigned to, not read.
  [[nodiscard]] bool isTarget(ValueId id) const { return targets_.test(id); }
  /// The value's name is bound in the file to something that is not an import.
  [[nodiscard]] bool isLocal(ValueId id) const { return states_[id].isLocal; }
  /// The module that a Call imports at run time, when that is known; 0 otherwise.
  [[nodiscard]] SymbolId importedBy(ValueId call) const;
  /// The callee's base, when a method is called on a value: `x` in x.f(); 0 otherwise.
  [[nodiscard]] ValueId receiverOf(ValueId call) const;
  /// An argument by position or name; 0 if it is not given.
  [[nodiscard]] ValueId argument(ValueId call, std::int16_t position, llvm::StringRef name) const;

  /// Whether a model of what a Call calls holds for its arguments; see SymbolRow::when.
  [[nodiscard]] bool applies(const SymbolRow &row, ValueId call) const;

private:
  struct State {
    SymbolId symbol = 0;
    ValueId origin = 0;
    Constant constant;
    std::uint32_t firstReach = 0;
    std::uint8_t reachCount = 0;
    bool isLocal = false;
  };

  void start();
  void findStarImports();
  void pass();
  bool partsOf(ValueId condition, bool isFirstTime,
               llvm::SmallVectorImpl<std::pair<ValueId, ValueId>> &parts) const;
  [[nodiscard]] std::optional<bool> truthOf(ValueId condition, bool isFirstTime) const;
  [[nodiscard]] std::optional<bool> runsOnce(const Region &loop) const;
  bool findConstantConditions();
  void resolve(ValueId id);
  void resolveName(ValueId id);
  [[nodiscard]] SymbolId globalNamed(TextId text);
  [[nodiscard]] SymbolId returned(llvm::StringRef what, ValueId call);
  void resolveDefinition(State &state, const Definition &definition);
  void resolveMember(ValueId id);
  void resolveIndex(ValueId id);
  [[nodiscard]] ValueId variableNamed(ValueId index);
  void resolveCall(ValueId id);
  void resolveNamedCallee(ValueId id);
  bool fits(ValueId id, llvm::ArrayRef<Constant> parts);
  void foldJoin(ValueId id, bool isFormat);
  void foldCall(ValueId id, SymbolId callee);
  [[nodiscard]] llvm::SmallVector<Constant, 4> decodedBy(const SymbolRow &row, ValueId id) const;
  void foldListJoin(ValueId id);
  void foldOperator(ValueId id);
  void bindArguments(ValueId call);
  void setConstant(ValueId id, llvm::StringRef text, std::uint8_t provenance);
  void adopt(ValueId id, ValueId from);
  [[nodiscard]] ValueId entry(ValueId collection, llvm::StringRef key) const;

  FactSet *facts_ = nullptr;
  const SymbolModels *models_ = nullptr;
  llvm::StringRef source_;
  SymbolTable symbols_;
  Bindings bindings_;
  std::vector<State> states_;
  std::vector<DefinitionId> reach_;
  /// Modules all of whose symbols the file imports.
  llvm::SmallVector<llvm::StringRef, 4> starImports_;
  llvm::BitVector targets_;
  /// What calls in this file pass for a parameter, by the parameter's Name: the one value, or 0
  /// when there are several that differ.
  llvm::DenseMap<ValueId, ValueId> passed_;
  llvm::DenseSet<ValueId> tooLong_;
  /// Folded text of the whole file so far; see maxFileFoldedBytes.
  std::size_t foldedBytes_ = 0;
  std::size_t decodingBytes_ = 0;
  bool isFirstPass_ = true;
  bool looksAhead_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_RESOLVE_RESOLUTION_H
