#include "analyzer/match.h"

using namespace assay;

void Matcher::run(const MatchInput &input, Assessment &assessment) {
  start(input);
  matchValues(assessment);
  matchStatements();
  matchRegions();
  matchRecursion();
  matchHiddenText();
  matchLookAlikes();
  matchMemory();
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
    if (statement.kind == StatementKind::Evaluate ||
        (statement.kind == StatementKind::EmbeddedCode && in_.language->split))
      documentation_.set(statement.value);
}

std::vector<ValueId> Matcher::knownCalls() const {
  std::vector<ValueId> calls;
  for (const CallSite &site : calls_)
    if (!in_.resolution->symbols()[site.symbol].rows.empty())
      calls.push_back(site.call);
  return calls;
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
    case ValueKind::Collection:
      matchRecord(id);
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

CapabilitySet Matcher::capabilitiesOf(ValueId call) const {
  CapabilitySet set;
  for (const SymbolRow &row : in_.resolution->symbols()[in_.resolution->calleeOf(call)].rows)
    if (!row.onRead && in_.resolution->applies(row, call))
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
  assessment.complexity.imports += set.contains(Capability::CodeImportDynamic);
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

/// String constants, as written or folded. Documentation is not a string that the program uses, and
/// a part of a container is no string at all.
void Matcher::matchText(ValueId id) {
  const Constant &constant = in_.resolution->constantOf(id);
  if (!constant.isText() ||
      (documentation_.test(id) && in_.facts->value(id).kind != ValueKind::Call))
    return;
  llvm::SmallVector<PatternId, 4> found;
  in_.rules->byLiteral(constant.text, found);
  for (PatternId pattern : found)
    candidates_.push_back({pattern, in_.facts->value(id).span, 0, std::nullopt, -1});
}
