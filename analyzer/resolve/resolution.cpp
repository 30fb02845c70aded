#include "analyzer/resolve/resolution.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

void Resolution::run(FactSet &facts, llvm::StringRef source, const SymbolModels &models) {
  facts_ = &facts;
  source_ = source;
  symbols_.start(facts, models);
  bindings_.build(facts, models.language().implicitMembers);
  foldedBytes_ = 0;
  decodingBytes_ = 0;
  tooLong_.clear();
  models_ = &models;
  findStarImports();
  targets_.clear();
  targets_.resize(static_cast<unsigned>(facts.values.size()));
  for (const Statement &statement : facts.statements)
    if (statement.kind == StatementKind::Assign)
      targets_.set(statement.target);
  for (const Parameter &parameter : facts.parameters)
    targets_.set(parameter.target);
  start();
  if (findConstantConditions())
    start();
}

/// More of them than people write; each costs a look-up for every name that nothing binds.
static constexpr std::size_t maxStarImports = 8;

void Resolution::findStarImports() {
  starImports_.clear();
  for (const Statement &statement : facts_->statements)
    if (statement.kind == StatementKind::Import && facts_->text(statement.symbol) == "*" &&
        starImports_.size() < maxStarImports)
      starImports_.push_back(facts_->text(statement.module));
}

/// What a name means that nothing in the file binds.
SymbolId Resolution::globalNamed(TextId text) {
  const llvm::StringRef name = facts_->text(text);
  if (starImports_.empty() || models_->has(name))
    return symbols_.global(text);
  for (llvm::StringRef module : starImports_) {
    llvm::SmallString<64> full(module);
    full += '.';
    full += name;
    if (models_->has(full))
      return symbols_.member(symbols_.global(module), name);
  }
  return symbols_.global(text);
}

void Resolution::start() {
  states_.assign(facts_->values.size(), {});
  reach_.clear();
  passed_.clear();
  isFirstPass_ = true;
  looksAhead_ = false;
  pass();
  isFirstPass_ = false;
  if (looksAhead_ || !passed_.empty())
    pass();
}

void Resolution::pass() {
  for (ValueId id = 1; id < facts_->values.size(); ++id)
    resolve(id);
}

/// `id` is the same thing as `from`.
void Resolution::adopt(ValueId id, ValueId from) {
  State &state = states_[id];
  state.origin = states_[from].origin;
  state.symbol = states_[from].symbol;
  state.constant = states_[from].constant;
}

void Resolution::resolve(ValueId id) {
  const Value &value = facts_->value(id);
  State &state = states_[id];
  if (isFirstPass_)
    state.origin = id;
  switch (value.kind) {
  case ValueKind::Literal:
    if (!isFirstPass_)
      return;
    state.constant = {facts_->text(value.text), value.detail, ProvenanceLiteral};
    if (value.detail == ValueDetail::True)
      state.constant.text = "true";
    else if (value.detail == ValueDetail::False)
      state.constant.text = "false";
    else if (value.detail == ValueDetail::Null)
      state.constant.text = "null";
    return;
  case ValueKind::Name:
    return resolveName(id);
  case ValueKind::Member:
    return resolveMember(id);
  case ValueKind::Index:
    return resolveIndex(id);
  case ValueKind::Call:
    return resolveCall(id);
  case ValueKind::Concat:
    return foldJoin(id, /*isFormat=*/false);
  case ValueKind::Format:
    return foldJoin(id, /*isFormat=*/true);
  case ValueKind::Operator:
    return foldOperator(id);
  case ValueKind::Unknown:
    if (value.operandCount == 1)
      adopt(id, facts_->operandsOf(value)[0].value);
    return;
  default:
    return;
  }
}

void Resolution::resolveDefinition(State &state, const Definition &definition) {
  switch (definition.kind) {
  case Definition::Kind::Import: {
    const Statement &import = facts_->statements[definition.statement];
    const llvm::StringRef module = facts_->text(import.module);
    const llvm::StringRef name = facts_->text(definition.name);
    const bool bindsTop = !import.symbol && module.starts_with(name) &&
                          module.drop_front(name.size()).starts_with(".");
    state.symbol = symbols_.global(bindsTop ? definition.name : import.module);
    if (import.symbol)
      state.symbol = symbols_.member(state.symbol, import.symbol);
    return;
  }
  case Definition::Kind::Function:
    state.isLocal = true;
    state.origin = definition.value;
    return;
  case Definition::Kind::Class:
    state.isLocal = true;
    return;
  case Definition::Kind::Parameter: {
    state.isLocal = true;
    state.symbol = symbols_.parameter(definition.name);
    const auto passed = passed_.find(definition.target);
    if (passed == passed_.end() || !passed->second)
      return;
    if (states_[passed->second].symbol)
      state.symbol = states_[passed->second].symbol;
    state.constant = states_[passed->second].constant;
    return;
  }
  case Definition::Kind::Value:
    state.isLocal = true;
    if (!definition.value)
      return;
    state.symbol = states_[definition.value].symbol;
    state.isLocal = state.symbol == 0;
    return;
  }
}

void Resolution::resolveName(ValueId id) {
  State &state = states_[id];
  const Value &value = facts_->value(id);
  if (targets_.test(id))
    return;
  if (isFirstPass_) {
    llvm::SmallVector<DefinitionId, 8> found;
    bindings_.reaching(value, found);
    state.firstReach = static_cast<std::uint32_t>(reach_.size());
    state.reachCount = static_cast<std::uint8_t>(found.size());
    reach_.insert(reach_.end(), found.begin(), found.end());
    for (DefinitionId definition : found)
      looksAhead_ |= bindings_[definition].value >= id;
  }
  const llvm::ArrayRef<DefinitionId> found = definitionsOf(id);
  if (found.empty()) {
    state.symbol = globalNamed(value.text);
    foldCall(id, state.symbol);
    return;
  }
  for (DefinitionId definition : found) {
    resolveDefinition(state, bindings_[definition]);
    if (state.symbol)
      break;
  }
  const Definition &nearest = bindings_[found[0]];
  if (nearest.kind != Definition::Kind::Value || !nearest.value || nearest.value == id)
    return;
  const Constant &constant = states_[nearest.value].constant;
  bool agrees = true;
  for (DefinitionId other : found.drop_front()) {
    const Definition &definition = bindings_[other];
    agrees = agrees && definition.kind == Definition::Kind::Value && definition.value &&
             states_[definition.value].constant.isKnown() &&
             states_[definition.value].constant.text == constant.text;
  }
  state.constant = agrees ? constant : Constant{};
  if (found.size() == 1)
    state.origin = states_[nearest.value].origin ? states_[nearest.value].origin : nearest.value;
}

ValueId Resolution::entry(ValueId collection, llvm::StringRef key) const {
  const Value &value = facts_->value(states_[collection].origin);
  if (value.kind != ValueKind::Collection)
    return 0;
  const llvm::ArrayRef<Operand> entries = facts_->operandsOf(value);
  if (value.detail == ValueDetail::Map) {
    for (const Operand &entry : entries)
      if (entry.name && facts_->text(entry.name) == key)
        return entry.value;
    return 0;
  }
  std::size_t position = 0;
  if (key.getAsInteger(10, position) || position >= entries.size())
    return 0;
  for (const Operand &before : entries.take_front(position + 1))
    if (before.spread)
      return 0;
  return entries[position].value;
}

void Resolution::resolveMember(ValueId id) {
  const Value &value = facts_->value(id);
  const ValueId base = facts_->operandsOf(value)[0].value;
  if (const ValueId found = entry(base, facts_->text(value.text)))
    return adopt(id, found);
  states_[id].symbol = symbols_.member(states_[base].symbol, value.text);
  foldCall(id, states_[id].symbol);
}

/// What the one definition of a variable gives that is taken by its name, out of all variables:
/// ${!x}, globals()['f'].
ValueId Resolution::variableNamed(ValueId index) {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(index);
  const auto holdsGlobals = [](const SymbolRow &row) { return row.holdsGlobals; };
  if (llvm::none_of(symbols_[states_[parts[0].value].symbol].rows, holdsGlobals))
    return 0;
  Value name = facts_->value(index);
  name.text = facts_->intern(states_[parts[1].value].constant.text);
  llvm::SmallVector<DefinitionId, 8> found;
  bindings_.reaching(name, found);
  return found.size() == 1 && bindings_[found[0]].kind == Definition::Kind::Value
             ? bindings_[found[0]].value
             : 0;
}

void Resolution::resolveIndex(ValueId id) {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(id);
  const ValueId base = parts[0].value;
  const ValueId key = parts.size() > 1 ? parts[1].value : 0;
  if (!base || !key)
    return;
  const Constant &constant = states_[key].constant;
  if (constant.isKnown()) {
    if (const ValueId found = entry(base, constant.text))
      return adopt(id, found);
    if (const ValueId found = variableNamed(id))
      return adopt(id, found);
    if (constant.isText() &&
        (states_[base].symbol || facts_->value(base).kind == ValueKind::Collection)) {
      states_[id].symbol = symbols_.member(states_[base].symbol, constant.text);
      foldCall(id, states_[id].symbol);
    }
    return;
  }
  // text[::-1] spells a text backwards.
  const Span at = facts_->value(key).span;
  const Constant &text = states_[base].constant;
  if (text.isText() && source_.slice(at.begin, at.end) == "::-1")
    setConstant(id,
                std::string(std::make_reverse_iterator(text.text.end()),
                            std::make_reverse_iterator(text.text.begin())),
                text.provenance | ProvenanceDecoded);
}
