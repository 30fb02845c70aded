#include "analyzer/resolve/symbol_table.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

/// The form of a name under which it is looked up.
static llvm::StringRef folded(const Language &language, llvm::StringRef name,
                              llvm::SmallVectorImpl<char> &buffer) {
  if (!language.caseInsensitive)
    return name;
  buffer.clear();
  for (const char c : name)
    buffer.push_back(llvm::toLower(c));
  return {buffer.data(), buffer.size()};
}

SymbolModels::SymbolModels(const Language &language)
    : language_(&language), all_(language.symbols) {
  llvm::SmallString<64> buffer;
  const llvm::ArrayRef<SymbolRow> all = all_.rows;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t last = first + 1;
    while (last < all.size() && all[last].symbol == all[first].symbol)
      ++last;
    rows_[folded(language, all[first].symbol, buffer)] = all.slice(first, last - first);
    first = last;
  }
}

llvm::ArrayRef<SymbolRow> SymbolModels::find(llvm::StringRef name) const {
  llvm::SmallString<64> buffer;
  name = folded(*language_, name, buffer);
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

bool SymbolModels::has(llvm::StringRef name) const {
  llvm::SmallString<64> buffer;
  return rows_.contains(folded(*language_, name, buffer));
}

void SymbolTable::start(FactSet &facts, const SymbolModels &models) {
  facts_ = &facts;
  models_ = &models;
  symbols_.assign(1, {});
  ids_.clear();
  globals_.assign(facts.texts.size(), 0);
  parameters_.assign(facts.texts.size(), 0);
  members_.clear();
}

SymbolId SymbolTable::add(SymbolId parent, llvm::StringRef name) {
  llvm::SmallString<64> buffer;
  const llvm::CachedHashStringRef spelling(folded(models_->language(), name, buffer));
  if (const auto at = ids_.find(spelling); at != ids_.end())
    return at->second;
  const llvm::ArrayRef<SymbolRow> rows = models_->find(name);
  if (!rows.empty() && !rows[0].aliasOf.empty() && rows[0].aliasOf != name)
    return add(0, rows[0].aliasOf);
  // Shown as the model spells it.
  const bool isModelled = !rows.empty() && rows[0].symbol.equals_insensitive(name);
  const llvm::StringRef kept = isModelled ? llvm::StringRef(rows[0].symbol) : facts_->copy(name);
  const auto id = static_cast<SymbolId>(symbols_.size());
  symbols_.push_back({.parent = parent, .name = kept, .rows = rows});
  const llvm::StringRef key = spelling.val() == kept ? kept : facts_->copy(spelling.val());
  ids_.try_emplace(llvm::CachedHashStringRef(key, spelling.hash()), id);
  return id;
}

SymbolId SymbolTable::global(llvm::StringRef name) {
  // "node:fs" and "fs" are one module.
  name.consume_front("node:");
  return name.empty() || name.size() > maxBytes ? 0 : add(0, name);
}

SymbolId SymbolTable::global(TextId name) {
  if (!globals_[name])
    globals_[name] = global(facts_->text(name));
  return globals_[name];
}

SymbolId SymbolTable::parameter(TextId name) {
  if (!parameters_[name]) {
    llvm::SmallString<64> marked("$");
    marked += facts_->text(name);
    parameters_[name] = global(marked);
  }
  return parameters_[name];
}

SymbolId SymbolTable::member(SymbolId base, TextId segment) {
  const auto [at, isNew] = members_.try_emplace(std::uint64_t{base} << 32 | segment, 0);
  if (isNew)
    at->second = member(base, facts_->text(segment));
  return at->second;
}

SymbolId SymbolTable::member(SymbolId base, llvm::StringRef segment) {
  if (!base)
    return unknownMember(segment);
  llvm::SmallString<128> name(symbols_[base].name);
  name += '.';
  name += segment;
  const bool holdsGlobals =
      llvm::any_of(symbols_[base].rows, [](const SymbolRow &row) { return row.holdsGlobals; });
  if (holdsGlobals && !models_->has(name))
    return global(segment);
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
  if (symbols_[callee].called)
    return symbols_[callee].called;
  const SymbolId made = makeResult(callee);
  symbols_[callee].called = made;
  return made;
}

SymbolId SymbolTable::makeResult(SymbolId callee) {
  for (const SymbolRow &row : symbols_[callee].rows)
    if (!row.returns.empty() && row.returns.front() != '$' && row.returns.front() != '@')
      return add(0, row.returns);
  llvm::SmallString<128> name(symbols_[callee].name);
  name += "()";
  return name.size() > maxBytes ? 0 : add(callee, name);
}
