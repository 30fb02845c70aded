#include "analyzer/resolve/symbol_table.h"
#include "llvm/ADT/SmallString.h"

using namespace assay;

SymbolModels::SymbolModels(const Language &language) {
  const llvm::ArrayRef<SymbolRow> all = language.symbols;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t last = first + 1;
    while (last < all.size() && all[last].symbol == all[first].symbol)
      ++last;
    rows_[all[first].symbol] = all.slice(first, last - first);
    first = last;
  }
}

llvm::ArrayRef<SymbolRow> SymbolModels::find(llvm::StringRef name) const {
  if (const auto at = rows_.find(name); at != rows_.end())
    return at->second;
  const std::size_t dot = name.rfind('.');
  if (dot == llvm::StringRef::npos)
    return {};
  llvm::SmallString<64> suffix("*");
  suffix += name.drop_front(dot);
  const auto at = rows_.find(suffix);
  return at == rows_.end() ? llvm::ArrayRef<SymbolRow>() : at->second;
}

void SymbolTable::start(FactSet &facts, const SymbolModels &models) {
  facts_ = &facts;
  models_ = &models;
  symbols_.assign(1, {});
  ids_.clear();
}

SymbolId SymbolTable::add(SymbolId parent, llvm::StringRef name) {
  if (const auto at = ids_.find(llvm::CachedHashStringRef(name)); at != ids_.end())
    return at->second;
  const llvm::StringRef kept = facts_->copy(name);
  const auto id = static_cast<SymbolId>(symbols_.size());
  symbols_.push_back({parent, kept, models_->find(kept)});
  ids_[llvm::CachedHashStringRef(kept)] = id;
  return id;
}

SymbolId SymbolTable::global(llvm::StringRef name) {
  // "node:fs" and "fs" are one module.
  name.consume_front("node:");
  return name.empty() || name.size() > maxBytes ? 0 : add(0, name);
}

SymbolId SymbolTable::member(SymbolId base, llvm::StringRef segment) {
  if (!base)
    return unknownMember(segment);
  llvm::SmallString<128> name(symbols_[base].name);
  name += '.';
  name += segment;
  return name.size() > maxBytes ? unknownMember(segment) : add(base, name);
}

SymbolId SymbolTable::unknownMember(llvm::StringRef segment) {
  if (segment.empty() || segment.size() > maxBytes - 2)
    return 0;
  llvm::SmallString<64> name("*.");
  name += segment;
  return add(0, name);
}

SymbolId SymbolTable::result(SymbolId callee) {
  if (!callee)
    return 0;
  for (const SymbolRow &row : symbols_[callee].rows)
    if (!row.returns.empty() && row.returns.front() != '$' && row.returns.front() != '@')
      return add(0, row.returns);
  llvm::SmallString<128> name(symbols_[callee].name);
  name += "()";
  return name.size() > maxBytes ? 0 : add(callee, name);
}
