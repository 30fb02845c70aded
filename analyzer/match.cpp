#include "analyzer/match.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace assay;

/// How far `from` looks into an expression.
static constexpr unsigned maxOriginSteps = 64;

void Matcher::run(const MatchInput &input, Assessment &assessment) {
  start(input);
  matchValues(assessment);
  matchStatements();
  matchRegions();
  matchRecursion();
  matchHiddenText();
  matchFlows();
  emit(assessment);
}

void Matcher::start(const MatchInput &input) {
  in_ = input;
  candidates_.clear();
  calls_.clear();
  bySymbol_.assign(in_.resolution->symbols().size(), {});
  bySymbolKnown_.assign(bySymbol_.size(), false);
  used_.clear();
  customSources_.clear();
  documentation_.clear();
  documentation_.resize(static_cast<unsigned>(in_.facts->values.size()));
  for (const Statement &statement : in_.facts->statements)
    if (statement.kind == StatementKind::Evaluate)
      documentation_.set(statement.value);
}

llvm::ArrayRef<PatternId> Matcher::patternsOf(SymbolId symbol) {
  if (!symbol)
    return {};
  if (!bySymbolKnown_[symbol]) {
    bySymbolKnown_[symbol] = true;
    llvm::SmallVector<PatternId, 8> found;
    in_.rules->bySymbol(in_.resolution->symbols()[symbol].name, found);
    bySymbol_[symbol].assign(found.begin(), found.end());
  }
  return bySymbol_[symbol];
}

void Matcher::matchValues(Assessment &assessment) {
  for (ValueId id = 1; id < in_.facts->values.size(); ++id) {
    switch (in_.facts->value(id).kind) {
    case ValueKind::Call:
      matchCall(id, assessment);
      matchText(id);
      break;
    case ValueKind::Name:
    case ValueKind::Member:
    case ValueKind::Index:
      matchUse(id, assessment);
      break;
    case ValueKind::Literal:
    case ValueKind::Concat:
    case ValueKind::Format:
      matchText(id);
      break;
    default:
      break;
    }
  }
}

bool Matcher::applies(const SymbolRow &row, ValueId call) const {
  if (row.when.position == -1 && row.when.name.empty())
    return true;
  const ValueId value = in_.resolution->argument(call, row.when.position, row.when.name);
  if (!value)
    return false;
  const Constant &constant = in_.resolution->constantOf(value);
  if (row.whenValue == "*")
    return !constant.isKnown() || (constant.text != "false" && constant.text != "null" &&
                                   constant.text != "0" && !constant.text.empty());
  return constant.isKnown() && constant.text == row.whenValue;
}

CapabilitySet Matcher::capabilitiesOf(ValueId call) const {
  CapabilitySet set;
  for (const SymbolRow &row : in_.resolution->symbols()[in_.resolution->calleeOf(call)].rows)
    if (!row.onRead && applies(row, call))
      for (Capability capability : row.capabilities)
        set.insert(capability);
  return set;
}

void Matcher::use(Capability capability, SymbolId symbol, Span span, Assessment &assessment) {
  assessment.capabilities.insert(capability);
  if (used_.insert(std::uint64_t{symbol} << 8 | static_cast<unsigned>(capability)).second)
    assessment.uses.push_back(
        {capability, in_.resolution->symbols()[symbol].name.str(), rangeOf(span)});
}

void Matcher::matchCall(ValueId id, Assessment &assessment) {
  const SymbolId symbol = in_.resolution->calleeOf(id);
  if (!symbol)
    return;
  const Span span = in_.facts->value(id).span;
  const CapabilitySet set = capabilitiesOf(id);
  calls_.push_back({id, symbol, set});
  for (PatternId pattern : patternsOf(symbol)) {
    const CompiledPattern &compiled = (*in_.rules)[pattern];
    const CapabilitySet wanted = compiled.pattern->capabilities;
    if (compiled.pattern->kind == PatternKind::Call && (wanted.empty() || wanted.intersects(set)) &&
        holds(compiled, id))
      candidates_.push_back({pattern, span, symbol, firstOf(wanted, set), -1});
  }
  if (const SymbolId module = in_.resolution->importedBy(id))
    for (PatternId pattern : patternsOf(module))
      if ((*in_.rules)[pattern].pattern->kind == PatternKind::Import)
        candidates_.push_back({pattern, span, module, std::nullopt, -1});
  for (const CapabilityRow &row : capabilities()) {
    if (!set.contains(row.capability))
      continue;
    use(row.capability, symbol, span, assessment);
    for (PatternId pattern : in_.rules->byCapability(row.capability))
      if ((*in_.rules)[pattern].pattern->kind == PatternKind::Call &&
          holds((*in_.rules)[pattern], id))
        candidates_.push_back({pattern, span, symbol, row.capability, -1});
  }
}

void Matcher::matchUse(ValueId id, Assessment &assessment) {
  const SymbolId symbol = in_.resolution->symbolOf(id);
  if (!symbol || in_.resolution->isTarget(id))
    return;
  const Span span = in_.facts->value(id).span;
  for (PatternId pattern : patternsOf(symbol))
    if ((*in_.rules)[pattern].pattern->kind == PatternKind::Use)
      candidates_.push_back({pattern, span, symbol, std::nullopt, -1});
  for (const SymbolRow &row : in_.resolution->symbols()[symbol].rows) {
    if (!row.onRead)
      continue;
    for (Capability capability : row.capabilities) {
      use(capability, symbol, span, assessment);
      for (PatternId pattern : in_.rules->byCapability(capability))
        if ((*in_.rules)[pattern].pattern->kind == PatternKind::Use)
          candidates_.push_back({pattern, span, symbol, capability, -1});
    }
  }
}

static bool containsAny(llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> parts) {
  return llvm::any_of(parts, [&](llvm::StringRef part) { return text.contains(part); });
}

/// String constants, as written or folded. Documentation is not a string that the program uses.
void Matcher::matchText(ValueId id) {
  const Constant &constant = in_.resolution->constantOf(id);
  if (!constant.isText() ||
      (documentation_.test(id) && in_.facts->value(id).kind == ValueKind::Literal))
    return;
  llvm::SmallVector<PatternId, 4> found;
  in_.rules->byLiteral(constant.text, found);
  for (PatternId pattern : found)
    candidates_.push_back({pattern, in_.facts->value(id).span, 0, std::nullopt, -1});
}

bool Matcher::hasShape(Shape shape, ValueId value) const {
  if (!value)
    return shape == Shape::Missing || shape == Shape::Any;
  const Constant &constant = in_.resolution->constantOf(value);
  switch (shape) {
  case Shape::Any:
  case Shape::Present:
    return true;
  case Shape::Missing:
    return false;
  case Shape::Constant:
    return constant.isKnown();
  case Shape::Computed:
    return !constant.isKnown();
  case Shape::Decoded:
    return (constant.provenance & ProvenanceDecoded) || comesFrom(value, [] {
             CapabilitySet set;
             set.insert(Capability::ObfuscationDecode);
             return set;
           }());
  case Shape::Built:
    break;
  }
  const ValueKind kind = in_.facts->value(in_.resolution->origin(value)).kind;
  return !constant.isKnown() && (kind == ValueKind::Concat || kind == ValueKind::Format);
}

/// Looks for a call with one of the capabilities in what `value` is computed from.
bool Matcher::comesFrom(ValueId value, CapabilitySet wanted) const {
  llvm::SmallVector<ValueId, 16> todo{value};
  llvm::DenseSet<ValueId> seen;
  while (!todo.empty() && seen.size() < maxOriginSteps) {
    const ValueId id = todo.pop_back_val();
    if (!id || !seen.insert(id).second)
      continue;
    const Value &at = in_.facts->value(id);
    if (at.kind == ValueKind::Call && capabilitiesOf(id).intersects(wanted))
      return true;
    for (const SymbolRow &row : in_.resolution->symbols()[in_.resolution->symbolOf(id)].rows)
      if (row.onRead &&
          llvm::any_of(row.capabilities, [&](Capability c) { return wanted.contains(c); }))
        return true;
    if (at.kind == ValueKind::Name)
      for (DefinitionId definition : in_.resolution->definitionsOf(id))
        todo.push_back(in_.resolution->bindings()[definition].value);
    for (const Operand &part : in_.facts->operandsOf(at))
      todo.push_back(part.value);
  }
  return false;
}

/// One argument against one constraint.
bool Matcher::holds(const CompiledPattern &compiled, std::size_t index, ValueId value) const {
  const ArgumentPattern &wanted = compiled.pattern->arguments[index];
  if (!hasShape(wanted.shape, value))
    return false;
  if (!wanted.from.empty() && !(value && comesFrom(value, wanted.from)))
    return false;
  const RE2 *expression = compiled.argumentExpressions[index].get();
  const bool asksForText =
      !wanted.equals.empty() || !wanted.differs.empty() || !wanted.contains.empty() || expression;
  if (!asksForText)
    return true;
  if (!value)
    return false;
  // A constant stands for its text; a symbol (ssl.CERT_NONE) for its name; a list of constants for
  // the words of a command line.
  llvm::SmallString<128> text;
  const Constant &constant = in_.resolution->constantOf(value);
  const Value &origin = in_.facts->value(in_.resolution->origin(value));
  if (constant.isKnown()) {
    text = constant.text.take_front(maxFoldedBytes);
  } else if (origin.kind == ValueKind::Collection) {
    for (const Operand &entry : in_.facts->operandsOf(origin)) {
      const Constant &word = in_.resolution->constantOf(entry.value);
      text += text.empty() ? "" : " ";
      text += word.isKnown() ? word.text : "";
    }
  } else if (const SymbolId symbol = in_.resolution->symbolOf(value)) {
    text = in_.resolution->symbols()[symbol].name;
  } else if (origin.kind == ValueKind::Concat || origin.kind == ValueKind::Format) {
    // The constant parts of a text that is put together; what is not constant is a space.
    for (const Operand &part : in_.facts->operandsOf(origin)) {
      const Constant &piece = in_.resolution->constantOf(part.value);
      text += piece.isKnown() ? piece.text : "\x1f";
    }
    if (!wanted.equals.empty() || !wanted.differs.empty())
      return false;
  } else {
    return false;
  }
  return (wanted.equals.empty() || llvm::is_contained(wanted.equals, text.str())) &&
         (wanted.differs.empty() || !llvm::is_contained(wanted.differs, text.str())) &&
         (wanted.contains.empty() || containsAny(text, wanted.contains)) &&
         (!expression ||
          RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression));
}

bool Matcher::holds(const CompiledPattern &compiled, ValueId call) const {
  const llvm::ArrayRef<ArgumentPattern> wanted = compiled.pattern->arguments;
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    const ArgumentPattern &argument = wanted[index];
    bool found = false;
    if (argument.position == ArgumentSelector::anyPosition) {
      for (const Operand &part : in_.facts->operandsOf(call).drop_front())
        found = found || holds(compiled, index, part.value);
    } else {
      found =
          holds(compiled, index, in_.resolution->argument(call, argument.position, argument.name));
    }
    if (!found)
      return false;
  }
  return true;
}

/// The dotted spelling of an assignment's target: "self.password", "ctx.verify_mode".
static std::string spell(const FactSet &facts, ValueId target) {
  std::string text;
  for (unsigned step = 0; target && step < 8; ++step) {
    const Value &value = facts.value(target);
    if (value.kind != ValueKind::Name && value.kind != ValueKind::Member)
      break;
    text = facts.text(value.text).str() + (text.empty() ? "" : "." + text);
    target = value.kind == ValueKind::Member ? facts.operandsOf(value)[0].value : 0;
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
      const std::string name = spell(*in_.facts, statement.target);
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
    const llvm::StringRef name = in_.resolution->symbols()[site.symbol].name;
    return llvm::any_of(pattern.symbols, [&](llvm::StringRef symbol) {
      if (symbol.consume_front("*"))
        return name.ends_with(symbol);
      return symbol.consume_back("*") ? name.starts_with(symbol) : name == symbol;
    });
  });
}

/// Names under which languages end the program.
static bool endsProgram(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name.substr(name.rfind('.') + 1))
      .Cases("exit", "_exit", "abort", "quit", "_Exit", "longjmp", "exec", "execv", "execvp", true)
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
    if (!isEndless(region))
      continue;
    for (PatternId pattern : in_.rules->byKind(PatternKind::Loop))
      if (matchesInside(*(*in_.rules)[pattern].pattern, region))
        candidates_.push_back({pattern, region.construct, 0, std::nullopt, -1});
  }
}

/// Errors of every kind.
static bool catchesAll(llvm::StringRef type) {
  return llvm::StringSwitch<bool>(type)
      .Cases("", "Exception", "BaseException", "Throwable", "Error", "StandardError", true)
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

/// Code points that change the order of what is shown (Unicode bidirectional algorithm, UAX #9), or
/// are not shown. In UTF-8 they start with E2 or EF.
static llvm::StringRef hiddenClass(llvm::StringRef at) {
  if (at.starts_with("\xE2\x80")) {
    const auto last = static_cast<unsigned char>(at.size() > 2 ? at[2] : 0);
    if (last >= 0xAA && last <= 0xAE)
      return "bidi";
    return last >= 0x8B && last <= 0x8D ? "zero-width" : "";
  }
  if (at.starts_with("\xE2\x81")) {
    const auto last = static_cast<unsigned char>(at.size() > 2 ? at[2] : 0);
    if (last >= 0xA6 && last <= 0xA9)
      return "bidi";
    return last == 0xA0 ? "zero-width" : "";
  }
  return at.starts_with("\xEF\xBB\xBF") ? "zero-width" : "";
}

void Matcher::matchHiddenText() {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Text);
  if (patterns.empty())
    return;
  const llvm::StringRef text = in_.file->text();
  for (const char lead : {'\xE2', '\xEF'}) {
    for (std::size_t at = text.find(lead); at != llvm::StringRef::npos;
         at = text.find(lead, at + 1)) {
      // A byte order mark in front is a byte order mark.
      const llvm::StringRef kind = at == 0 && lead == '\xEF' ? "" : hiddenClass(text.substr(at));
      if (kind.empty())
        continue;
      const auto begin = static_cast<std::uint32_t>(at);
      for (PatternId pattern : patterns)
        if (llvm::is_contained((*in_.rules)[pattern].pattern->contains, kind))
          candidates_.push_back({pattern, {begin, begin + 3}, 0, std::nullopt, -1});
    }
  }
}
