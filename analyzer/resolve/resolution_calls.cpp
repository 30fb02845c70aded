#include "analyzer/resolve/resolution.h"
#include <tuple>

// What calls call, with which arguments, and what that gives.

using namespace assay;

SymbolId Resolution::calleeOf(ValueId call) const {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(call);
  return parts.empty() || !parts[0].value ? 0 : states_[parts[0].value].symbol;
}

ValueId Resolution::receiverOf(ValueId call) const {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(call);
  if (parts.empty())
    return 0;
  const Value &callee = facts_->value(parts[0].value);
  return callee.kind == ValueKind::Member ? facts_->operandsOf(callee)[0].value : 0;
}

SymbolId Resolution::importedBy(ValueId call) const {
  for (const SymbolRow &row : symbols_[calleeOf(call)].rows)
    if (row.returns == "$0" && states_[argument(call, 0, "")].constant.isText())
      return states_[call].symbol;
  return 0;
}

ScopeId Resolution::calledScope(ValueId call) const {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(call);
  if (parts.empty())
    return 0;
  const Value &function = facts_->value(states_[parts[0].value].origin);
  return function.kind == ValueKind::Function ? function.scope : 0;
}

ValueId Resolution::argument(ValueId call, std::int16_t position, llvm::StringRef name) const {
  if (position < 0 && name == "receiver")
    return receiverOf(call);
  std::int16_t at = 0;
  ValueId last = 0;
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(call);
  for (const Operand &part : parts.drop_front(parts.empty() ? 0 : 1)) {
    if (part.name) {
      if (position < 0 && facts_->text(part.name) == name)
        return part.value;
      continue;
    }
    if (position == at)
      return part.value;
    last = part.value;
    ++at;
  }
  if (position >= 0)
    return 0;
  if (name == "last")
    return last;
  // Properties of an object that is passed count as named arguments: spawn(c, {shell: true}).
  for (const Operand &part : parts.drop_front(parts.empty() ? 0 : 1))
    if (const Value &value = facts_->value(states_[part.value].origin);
        value.kind == ValueKind::Collection && value.detail == ValueDetail::Map)
      if (const ValueId found = entry(part.value, name))
        return found;
  return 0;
}

bool Resolution::applies(const SymbolRow &row, ValueId call) const {
  if (row.when.position == -1 && row.when.name.empty())
    return true;
  const ValueId value = argument(call, row.when.position, row.when.name);
  if (!value)
    return false;
  const Constant &constant = constantOf(value);
  if (row.whenValue == "*")
    return !constant.isKnown() || (constant.text != "false" && constant.text != "null" &&
                                   constant.text != "0" && !constant.text.empty());
  return constant.isKnown() && constant.text == row.whenValue;
}

/// A text that is called is the name of what is called: $f = 'sys' . 'tem'; $f($x), x=rm; $x -r a.
void Resolution::resolveNamedCallee(ValueId id) {
  const llvm::ArrayRef<Operand> parts = facts_->operandsOf(id);
  if (parts.empty() || !parts[0].value)
    return;
  State &callee = states_[parts[0].value];
  const bool isComputed = !callee.symbol || symbols_[callee.symbol].name.ends_with("()");
  if (!isComputed || !callee.constant.isText())
    return;
  callee.symbol =
      symbols_.global(callee.constant.text.ltrim().take_until([](char c) { return c == ' '; }));
  callee.isLocal = false;
}

/// What SymbolRow::returns says of arguments: "$0" is the symbol that argument 0 spells, "@0.$1"
/// the member of argument 0 that argument 1 spells, "@0" argument 0 itself; "receiver" stands for a
/// position. 0 for a type.
SymbolId Resolution::returned(llvm::StringRef what, ValueId call) {
  const auto part = [&](llvm::StringRef name) {
    std::int16_t position = -1;
    return name.getAsInteger(10, position) ? argument(call, -1, name)
                                           : argument(call, position, "");
  };
  SymbolId base = 0;
  const bool isMember = what.consume_front("@");
  if (isMember) {
    llvm::StringRef owner;
    std::tie(owner, what) = what.split('.');
    base = states_[part(owner)].symbol;
    if (what.empty())
      return base;
  }
  if (!what.consume_front("$"))
    return 0;
  const Constant &name = states_[part(what)].constant;
  if (!name.isText())
    return 0;
  return isMember ? symbols_.member(base, name.text) : symbols_.global(name.text);
}

void Resolution::resolveCall(ValueId id) {
  resolveNamedCallee(id);
  const SymbolId callee = calleeOf(id);
  State &state = states_[id];
  state.symbol = symbols_.result(callee);
  for (const SymbolRow &row : symbols_[callee].rows)
    if (const SymbolId symbol = returned(row.returns, id))
      state.symbol = symbol;
  foldCall(id, callee);
  bindArguments(id);
}

/// Notes what a call passes to a function of this file.
void Resolution::bindArguments(ValueId call) {
  const ScopeId scope = calledScope(call);
  if (!scope || !isFirstPass_)
    return;
  std::int16_t position = 0;
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[scope])) {
    const Value &target = facts_->value(parameter.target);
    if (target.kind != ValueKind::Name)
      continue;
    ValueId given = argument(call, position++, "");
    if (!given)
      given = argument(call, -1, facts_->text(target.text));
    if (!given)
      given = parameter.fallback;
    const auto [at, isNew] = passed_.try_emplace(parameter.target, given);
    if (!isNew && at->second && given &&
        states_[at->second].constant.text != states_[given].constant.text)
      at->second = 0;
  }
}
