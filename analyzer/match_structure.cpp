#include "analyzer/match.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

// The part of matching that looks at imports, assignments, loops, handlers and recursion.

using namespace assay;

/// The dotted spelling of an assignment's target: "self.password", "ctx.verify_mode"; an entry with
/// a constant key is a member: os.environ["PATH"].
static std::string spell(const FactSet &facts, const Resolution &resolution, ValueId target) {
  std::string text;
  for (unsigned step = 0; target && step < 8; ++step) {
    const Value &value = facts.value(target);
    const llvm::ArrayRef<Operand> parts = facts.operandsOf(value);
    llvm::StringRef name = facts.text(value.text);
    if (value.kind == ValueKind::Index && parts.size() == 2)
      name = resolution.constantOf(parts[1].value).text;
    else if (value.kind != ValueKind::Name && value.kind != ValueKind::Member)
      break;
    text = name.str() + (text.empty() ? "" : "." + text);
    target = value.kind == ValueKind::Name ? 0 : parts[0].value;
  }
  return text;
}

void Matcher::matchStatements() {
  const llvm::ArrayRef<PatternId> assigns = in_.rules->byKind(PatternKind::Assign);
  for (const Statement &statement : in_.facts->statements) {
    if (statement.kind == StatementKind::Import) {
      std::string name = in_.facts->text(statement.module).str();
      if (statement.symbol)
        name += "." + in_.facts->text(statement.symbol).str();
      llvm::SmallVector<PatternId, 8> found;
      llvm::StringRef wanted = name;
      wanted.consume_front("node:");
      in_.rules->bySymbol(wanted, found);
      if (statement.symbol)
        in_.rules->bySymbol(in_.facts->text(statement.module), found);
      llvm::sort(found);
      found.erase(std::unique(found.begin(), found.end()), found.end());
      for (PatternId pattern : found)
        if ((*in_.rules)[pattern].pattern->kind == PatternKind::Import)
          candidates_.push_back({pattern, statement.span, 0, std::nullopt, -1});
    } else if (statement.kind == StatementKind::Assign && !assigns.empty()) {
      const std::string name = spell(*in_.facts, *in_.resolution, statement.target);
      llvm::SmallVector<PatternId, 8> found;
      in_.rules->bySymbol(name, found);
      for (PatternId pattern : found)
        if (const CompiledPattern &compiled = (*in_.rules)[pattern];
            compiled.pattern->kind == PatternKind::Assign &&
            (compiled.pattern->arguments.empty() || holds(compiled, 0, statement.value)))
          candidates_.push_back({pattern, statement.span, 0, std::nullopt, -1});
    }
  }
}

/// A map, object or struct written out. Patterns without a type are found by their first entry.
void Matcher::matchRecord(ValueId id) {
  if (in_.rules->byKind(PatternKind::Record).empty())
    return;
  llvm::SmallVector<PatternId, 8> found;
  const auto matchFound = [&](bool byType, Span span) {
    for (PatternId pattern : found)
      if (const CompiledPattern &compiled = (*in_.rules)[pattern];
          compiled.pattern->kind == PatternKind::Record &&
          compiled.pattern->symbols.empty() != byType && holdsForRecord(compiled, id))
        candidates_.push_back({pattern, span, 0, std::nullopt, -1});
    found.clear();
  };
  const Value &record = in_.facts->value(id);
  if (record.text) {
    in_.rules->bySymbol(in_.facts->text(record.text), found);
    matchFound(/*byType=*/true, record.span);
  }
  for (const Operand &entry : in_.facts->operandsOf(record)) {
    if (!entry.name)
      continue;
    in_.rules->bySymbol(in_.facts->text(entry.name), found);
    if (!found.empty())
      matchFound(/*byType=*/false, in_.facts->value(entry.value).span);
  }
}

bool Matcher::holdsForRecord(const CompiledPattern &compiled, ValueId record) const {
  const llvm::ArrayRef<Operand> entries = in_.facts->operandsOf(record);
  for (std::size_t index = 0; index < compiled.pattern->arguments.size(); ++index) {
    const llvm::StringRef wanted = compiled.pattern->arguments[index].name;
    const auto *entry = llvm::find_if(
        entries, [&](const Operand &part) { return in_.facts->text(part.name) == wanted; });
    if (!holds(compiled, index, entry == entries.end() ? 0 : entry->value))
      return false;
  }
  return true;
}

/// The calls inside a region: they were noted in the order of their values.
llvm::ArrayRef<Matcher::CallSite> Matcher::callsIn(const Region &region) const {
  const auto before = [](const CallSite &site, ValueId id) { return site.call < id; };
  const auto *first =
      std::lower_bound(calls_.data(), calls_.data() + calls_.size(), region.firstValue, before);
  const auto *last =
      std::lower_bound(first, calls_.data() + calls_.size(), region.lastValue, before);
  return {first, last};
}

/// A call of the pattern's symbols or capabilities inside the region; any region if it names none.
bool Matcher::matchesInside(const Pattern &pattern, const Region &region) const {
  if (pattern.symbols.empty() && pattern.capabilities.empty())
    return true;
  return llvm::any_of(callsIn(region), [&](const CallSite &site) {
    if (site.capabilities.intersects(pattern.capabilities))
      return true;
    return in_.rules->names(pattern, in_.resolution->symbols()[site.symbol].name);
  });
}

/// Names under which languages end the program.
static bool endsProgram(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name.substr(name.rfind('.') + 1).lower())
      .Cases("exit", "_exit", "abort", "quit", "longjmp", "exec", "execv", "execvp", true)
      .Default(false);
}

bool Matcher::isEndless(const Region &region) const {
  if (region.kind != RegionKind::Loop || region.iterates || region.exits)
    return false;
  if (region.condition) {
    const Constant &constant = in_.resolution->constantOf(region.condition);
    if (constant.text != "true" && constant.text != "1")
      return false;
  }
  return llvm::none_of(callsIn(region), [&](const CallSite &site) {
    return endsProgram(in_.resolution->symbols()[site.symbol].name);
  });
}

void Matcher::matchRegions() {
  for (RegionId id = 1; id < in_.facts->regions.size(); ++id) {
    const Region &region = in_.facts->regions[id];
    if (region.kind == RegionKind::Handler)
      matchHandler(region, id);
    matchDispatch(region);
    if (!isEndless(region))
      continue;
    for (PatternId pattern : in_.rules->byKind(PatternKind::Loop))
      if (matchesInside(*(*in_.rules)[pattern].pattern, region))
        candidates_.push_back({pattern, region.construct, 0, std::nullopt, -1});
  }
}

/// Errors of every kind.
static bool catchesAll(llvm::StringRef type) {
  return llvm::StringSwitch<bool>(type.lower())
      .Cases("", "exception", "baseexception", "throwable", "error", "standarderror", true)
      .Default(false);
}

void Matcher::matchHandler(const Region &region, RegionId id) {
  if (region.exits || region.first != region.last)
    return;
  const SymbolId type = in_.resolution->symbolOf(region.condition);
  if (region.condition && !catchesAll(in_.resolution->symbols()[type].name))
    return;
  const Region *guarded = &region;
  for (RegionId before = id; before-- > 1;) {
    const Region &other = in_.facts->regions[before];
    if (other.kind == RegionKind::Try && other.parent == region.parent) {
      guarded = &other;
      break;
    }
  }
  for (PatternId pattern : in_.rules->byKind(PatternKind::Handler))
    if (matchesInside(*(*in_.rules)[pattern].pattern, *guarded))
      candidates_.push_back({pattern, region.construct, 0, std::nullopt, -1});
}

/// A function that calls itself straight in its body, behind no branch and no return.
void Matcher::matchRecursion() {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Recursion);
  if (patterns.empty())
    return;
  llvm::BitVector mayLeave(static_cast<unsigned>(in_.facts->regions.size()));
  for (const Statement &statement : in_.facts->statements) {
    RegionId body = statement.region;
    if (statement.kind == StatementKind::Return)
      while (body && in_.facts->regions[body].kind != RegionKind::Body)
        body = in_.facts->regions[body].parent;
    const Region &region = in_.facts->regions[body];
    if (in_.facts->value(statement.value).kind == ValueKind::Call && statement.region == body &&
        region.kind == RegionKind::Body && !mayLeave.test(body) &&
        in_.resolution->calledScope(statement.value) == region.scope) {
      for (PatternId pattern : patterns)
        candidates_.push_back({pattern, statement.span, 0, std::nullopt, -1});
    }
    if (statement.kind == StatementKind::Return)
      mayLeave.set(body);
  }
}
