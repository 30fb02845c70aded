#ifndef ASSAY_ANALYZER_RESOLVE_SYMBOL_TABLE_H
#define ASSAY_ANALYZER_RESOLVE_SYMBOL_TABLE_H

#include "grammars/fact.h"
#include "grammars/language.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <vector>

namespace assay {

/// Index of a Symbol in a SymbolTable; 0 for "not known".
using SymbolId = std::uint32_t;

/// A language's models by qualified name. Built once, then shared by all files.
class SymbolModels {
public:
  explicit SymbolModels(const Language &language);

  /// The rows for a qualified name: its own, or those of "*.<last segment>".
  [[nodiscard]] llvm::ArrayRef<SymbolRow> find(llvm::StringRef name) const;
  /// There is a model of that very name.
  [[nodiscard]] bool has(llvm::StringRef name) const;
  [[nodiscard]] const Language &language() const { return *language_; }

private:
  const Language *language_;
  SymbolRows all_;
  llvm::StringMap<llvm::ArrayRef<SymbolRow>> rows_;
};

/// A resolved qualified name, as it occurs in one file.
struct Symbol {
  SymbolId parent = 0;
  /// "child_process.exec"; "*" for a base that is not known.
  llvm::StringRef name;
  llvm::ArrayRef<SymbolRow> rows;
  /// What calling it gives, once somebody asked.
  SymbolId called = 0;
};

/// The qualified names of one file, each stored once. A name of the file is put together and looked
/// up the first time only; after that its TextId tells.
class SymbolTable {
public:
  void start(FactSet &facts, const SymbolModels &models);

  /// A name without a base: a module or a global.
  SymbolId global(llvm::StringRef name);
  SymbolId global(TextId name);
  /// A parameter's name is a convention that models may speak of: "$req".
  SymbolId parameter(TextId name);
  /// `base`.`segment`. Names longer than maxBytes are cut off to "*": they are generated, and match
  /// nothing.
  SymbolId member(SymbolId base, llvm::StringRef segment);
  SymbolId member(SymbolId base, TextId segment);
  /// What calling `callee` gives: "callee()", or the type that the model says.
  SymbolId result(SymbolId callee);
  /// The member of something unknown: "*.segment".
  SymbolId unknownMember(llvm::StringRef segment);

  [[nodiscard]] const Symbol &operator[](SymbolId id) const { return symbols_[id]; }
  [[nodiscard]] std::size_t size() const { return symbols_.size(); }

private:
  static constexpr std::size_t maxBytes = 256;
  SymbolId add(SymbolId parent, llvm::StringRef name);
  SymbolId makeResult(SymbolId callee);

  FactSet *facts_ = nullptr;
  const SymbolModels *models_ = nullptr;
  std::vector<Symbol> symbols_;
  llvm::DenseMap<llvm::CachedHashStringRef, SymbolId> ids_;
  /// By TextId; 0 for what nobody asked for yet.
  std::vector<SymbolId> globals_;
  std::vector<SymbolId> parameters_;
  /// By base and TextId.
  llvm::DenseMap<std::uint64_t, SymbolId> members_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_RESOLVE_SYMBOL_TABLE_H
