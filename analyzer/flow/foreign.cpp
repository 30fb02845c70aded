#include "analyzer/flow/foreign.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/xxhash.h"

using namespace assay;

CapabilitySet ForeignFunction::reached() const {
  CapabilitySet all;
  for (const ForeignSink &sink : sinks)
    all = all | sink.capabilities;
  return all;
}

SourceMask ForeignFunction::wanted() const {
  SourceMask all = 0;
  for (const ForeignSink &sink : sinks)
    all |= sink.wanted;
  return all;
}

ForeignName ForeignName::of(FileId file, llvm::StringRef name) {
  const auto [head, rest] = name.split('.');
  return {file, llvm::xxh3_64bits(head), rest.empty() ? 0 : llvm::xxh3_64bits(rest)};
}

void ForeignCalls::start(const FactSet &facts, const Resolution &resolution,
                         const FlowExchange *exchange) {
  exchange_ = exchange;
  bySymbol_.clear();
  files_.clear();
  imports_.clear();
  starImports_.clear();
  nameCount_ = 0;
  names_ = exchange ? exchange->modules->namesFor(exchange->file) : nullptr;
  sinks_ = {};
  sources_ = 0;
  if (!names_)
    return;
  findImports(facts, resolution);
  llvm::DenseSet<SymbolId> seen;
  for (ValueId id = 1; id < facts.values.size() && nameCount_ < maxNames; ++id)
    if (facts.value(id).kind == ValueKind::Call)
      if (const SymbolId callee = resolution.calleeOf(id); callee && seen.insert(callee).second)
        resolve(resolution, callee);
}

void ForeignCalls::findImports(const FactSet &facts, const Resolution &resolution) {
  const auto add = [&](llvm::StringRef module) {
    imports_.insert(module);
    if (const std::size_t dot = module.find('.'); dot && dot != llvm::StringRef::npos)
      imports_.insert(module.take_front(dot));
  };
  for (const Statement &statement : facts.statements)
    if (statement.kind == StatementKind::Import) {
      add(facts.text(statement.module));
      if (facts.text(statement.symbol) == "*" && starImports_.size() < maxStarImports)
        starImports_.push_back(facts.text(statement.module));
    }
  for (ValueId id = 1; id < facts.values.size(); ++id)
    if (facts.value(id).kind == ValueKind::Call)
      if (const SymbolId module = resolution.importedBy(id))
        add(resolution.symbols()[module].name);
}

/// A model of the very name is better than what a scan finds out; one of the last part of the name
/// only is a guess.
static bool hasOwnModel(const Symbol &symbol) {
  return llvm::any_of(symbol.rows,
                      [](const SymbolRow &row) { return !row.symbol.starts_with("*."); });
}

static std::string joined(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> parts) {
  std::string text = name.str();
  for (const llvm::StringRef part : parts) {
    if (!text.empty() && text.back() != '.')
      text += '.';
    text += part;
  }
  return text;
}

std::optional<FileId> ForeignCalls::fileOf(llvm::StringRef module) {
  const auto [at, isNew] = files_.try_emplace(module);
  if (isNew)
    at->second = exchange_->modules->find(exchange_->file, module);
  return at->second;
}

/// Splits "package.module.Class().method" into the module and the name in it, in every way that
/// finds a file. A call in between makes an instance, which its class stands for.
llvm::SmallVector<ForeignCalls::Place, 2> ForeignCalls::placesOf(const Resolution &resolution,
                                                                 SymbolId symbol) {
  const SymbolTable &symbols = resolution.symbols();
  llvm::SmallVector<llvm::StringRef, 8> parts;
  SymbolId root = symbol;
  for (; symbols[root].parent; root = symbols[root].parent) {
    llvm::StringRef part = symbols[root].name;
    if (!part.consume_front(symbols[symbols[root].parent].name))
      return {};
    if (part != "()")
      parts.insert(parts.begin(), part.ltrim('.'));
  }
  const llvm::StringRef module = symbols[root].name;
  llvm::SmallVector<Place, 2> places;
  if (!imports_.contains(module)) {
    if (!module.empty() && module.front() != '*' && module.front() != '$')
      findUnbound(module, parts, places);
    return places;
  }
  if (const auto file = fileOf(module))
    places.push_back({*file, joined("", parts)});
  if (names_->separator != ".")
    return places;
  for (std::size_t taken = parts.size(); taken-- > 0;) {
    const auto inner = llvm::ArrayRef(parts).take_front(taken + 1);
    if (const auto file = fileOf(joined(module, inner)))
      places.push_back({*file, joined("", llvm::ArrayRef(parts).drop_front(taken + 1))});
  }
  return places;
}

/// Where a name may be from that the file neither defines nor imports by itself.
void ForeignCalls::findUnbound(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> parts,
                               llvm::SmallVectorImpl<Place> &places) {
  const std::string whole = joined(name, parts);
  if (areFolders(*names_))
    places.push_back({exchange_->modules->moduleOf(exchange_->file), whole});
  else if (const auto file = areClasses(*names_) ? fileOf(("." + name).str()) : std::nullopt)
    places.push_back({*file, joined("", parts)});
  for (const llvm::StringRef module : starImports_) {
    if (const auto file = fileOf(module))
      places.push_back({*file, whole});
    if (const auto file = areClasses(*names_) ? fileOf((module + "." + name).str()) : std::nullopt)
      places.push_back({*file, joined("", parts)});
  }
}

/// Names of a function in a file: where a file is a class its name belongs to the function's.
static llvm::SmallVector<ForeignName, 2> namesIn(const ModuleIndex &modules,
                                                 const ForeignCalls::Place &place) {
  llvm::SmallVector<ForeignName, 2> names;
  if (!place.name.empty())
    names.push_back(ForeignName::of(place.file, place.name));
  if (!place.name.empty() && areClasses(*modules.namesFor(place.file)))
    names.push_back(
        ForeignName::of(place.file, (modules.stemOf(place.file) + "." + place.name).str()));
  return names;
}

void ForeignCalls::resolve(const Resolution &resolution, SymbolId symbol) {
  if (hasOwnModel(resolution.symbols()[symbol]))
    return;
  Callee callee;
  for (const Place &place : placesOf(resolution, symbol))
    callee.names.append(namesIn(*exchange_->modules, place));
  for (const ForeignName &name : callee.names) {
    const auto at = exchange_->known->find(name);
    if (callee.function || at == exchange_->known->end())
      continue;
    callee.function = &at->second.function;
    sources_ |= callee.function->sources;
    sinks_ = sinks_ | callee.function->reached();
  }
  nameCount_ += callee.names.size();
  if (!callee.names.empty())
    bySymbol_[symbol] = std::move(callee);
}
