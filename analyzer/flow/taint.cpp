#include "analyzer/flow/taint.h"
#include <algorithm>

using namespace assay;

/// Parameters beyond these share the last bit.
static constexpr unsigned maxParameterBits = 32;
/// Sinks remembered per function; a function with more is flagged by the first.
static constexpr std::size_t maxSummarySinks = 64;

void TaintAnalysis::merge(Taint &into, const Taint &taint, ValueId from) {
  if (!taint.any())
    return;
  if (!into.any()) {
    into = taint;
    into.from = from;
    return;
  }
  into.sources |= taint.sources;
  into.parameters |= taint.parameters;
  into.cleaned &= taint.cleaned;
}

ScopeId TaintAnalysis::functionOf(ScopeId scope) const {
  while (scope && facts_->scopes[scope].kind != ScopeKind::Function)
    scope = facts_->scopes[scope].parent;
  return scope;
}

void TaintAnalysis::prepare() {
  taints_.assign(facts_->values.size(), {});
  stored_.clear();
  storedByKey_.clear();
  summaries_.clear();
  parameterIndex_.clear();
  reported_.clear();
  hits_.clear();
  for (const Scope &scope : facts_->scopes) {
    unsigned index = 0;
    for (const Parameter &parameter : facts_->parametersOf(scope)) {
      const unsigned bit = std::min(index++, maxParameterBits - 1);
      parameterIndex_[parameter.target] = bit;
      for (const Operand &part : facts_->operandsOf(parameter.target))
        parameterIndex_[part.value] = bit;
    }
  }
}

void TaintAnalysis::run(const FactSet &facts, const Resolution &resolution,
                        llvm::ArrayRef<SourceMask> sourceOf) {
  facts_ = &facts;
  resolution_ = &resolution;
  sourceOf_ = sourceOf;
  prepare();
  for (unsigned pass = 0; pass < maxPasses; ++pass) {
    changed_ = false;
    for (ValueId id = 1; id < facts.values.size(); ++id)
      changed_ |= visit(id);
    for (const Statement &statement : facts.statements)
      if (statement.kind == StatementKind::Assign)
        visitAssign(statement);
    visitReturns();
    for (ValueId id = 1; id < facts.values.size(); ++id)
      if (facts.value(id).kind == ValueKind::Call)
        visitSinks(id);
    if (!changed_)
      break;
  }
}

Taint TaintAnalysis::operandsTaint(ValueId id, bool skipFirst) const {
  Taint taint;
  for (const Operand &part : facts_->operandsOf(id).drop_front(skipFirst ? 1 : 0))
    merge(taint, taints_[part.value], part.value);
  return taint;
}

static std::uint64_t keyOf(DefinitionId definition, TextId key) {
  return std::uint64_t{definition} << 32 | key;
}

Taint TaintAnalysis::visitName(ValueId id) {
  Taint taint;
  for (DefinitionId definition : resolution_->definitionsOf(id)) {
    const Definition &from = resolution_->bindings()[definition];
    if (from.kind == Definition::Kind::Parameter) {
      if (const auto at = parameterIndex_.find(from.target); at != parameterIndex_.end()) {
        Taint parameter;
        parameter.sources = sourceOf_[from.target];
        // A function's own parameters only: those of an outer one are not in this summary.
        if (functionOf(facts_->value(id).scope) == from.scope)
          parameter.parameters = 1u << at->second;
        merge(taint, parameter, parameter.sources ? from.target : 0);
      }
    } else if (from.kind == Definition::Kind::Value && from.value) {
      merge(taint, taints_[from.value], from.value);
    }
    if (const auto at = stored_.find(definition); at != stored_.end())
      merge(taint, at->second, at->second.from);
  }
  return taint;
}

/// The one definition of the Name that a member chain starts at, if it is certain.
static bool baseDefinition(const FactSet &facts, const Resolution &resolution, ValueId base,
                           DefinitionId &definition) {
  if (facts.value(base).kind != ValueKind::Name)
    return false;
  const auto found = resolution.definitionsOf(base);
  if (found.size() != 1)
    return false;
  definition = found[0];
  return true;
}

/// The constant name or key by which a Member or Index looks into its base; 0 if it is not constant.
static llvm::StringRef fieldOf(const FactSet &facts, const Resolution &resolution, ValueId id) {
  const Value &value = facts.value(id);
  if (value.kind == ValueKind::Member)
    return facts.text(value.text);
  const auto parts = facts.operandsOf(value);
  return parts.size() > 1 ? resolution.constantOf(parts[1].value).text : llvm::StringRef();
}

static TextId fieldId(llvm::StringRef field) {
  return static_cast<TextId>(llvm::CachedHashStringRef(field).hash());
}

Taint TaintAnalysis::memberTaint(ValueId id) {
  // An entry that is known to be another value has that value's taint, not the whole collection's.
  if (const ValueId origin = resolution_->origin(id); origin != id)
    return [&] {
      Taint taint;
      merge(taint, taints_[origin], origin);
      return taint;
    }();
  const auto parts = facts_->operandsOf(id);
  if (parts.empty())
    return {};
  const ValueId base = parts[0].value;
  Taint taint;
  DefinitionId definition = 0;
  const llvm::StringRef field = fieldOf(*facts_, *resolution_, id);
  if (!field.empty() && baseDefinition(*facts_, *resolution_, base, definition))
    if (const auto at = storedByKey_.find(keyOf(definition, fieldId(field)));
        at != storedByKey_.end())
      merge(taint, at->second, at->second.from);
  merge(taint, taints_[base], base);
  return taint;
}

/// Comparisons give a truth value, which carries nothing of what was compared.
static bool isComparison(llvm::StringRef spelling) {
  return spelling == "==" || spelling == "!=" || spelling == "===" || spelling == "!==" ||
         spelling == "<" || spelling == ">" || spelling == "<=" || spelling == ">=" ||
         spelling == "in" || spelling == "not" || spelling == "is" || spelling == "!" ||
         spelling == "instanceof" || spelling == "typeof";
}

bool TaintAnalysis::visit(ValueId id) {
  const Value &value = facts_->value(id);
  Taint taint;
  switch (value.kind) {
  case ValueKind::None:
  case ValueKind::Literal:
  case ValueKind::Function:
    return false;
  case ValueKind::Name:
    taint = visitName(id);
    break;
  case ValueKind::Member:
  case ValueKind::Index:
    taint = memberTaint(id);
    break;
  case ValueKind::Call:
    taint = visitCall(id);
    break;
  case ValueKind::Operator:
    if (!isComparison(facts_->text(value.text)))
      taint = operandsTaint(id, false);
    break;
  default:
    taint = operandsTaint(id, false);
    break;
  }
  if (sourceOf_[id] && !resolution_->isTarget(id)) {
    taint.sources |= sourceOf_[id];
    taint.cleaned = 0;
    taint.from = 0;
  }
  Taint &known = taints_[id];
  const bool grows = (taint.sources & ~known.sources) || (taint.parameters & ~known.parameters);
  if (grows || (!known.any() && taint.any()))
    known = taint;
  return grows;
}

Taint TaintAnalysis::visitCall(ValueId id) {
  if (const ScopeId scope = resolution_->calledScope(id))
    return visitKnownCall(id, scope);
  Taint taint = operandsTaint(id, /*skipFirst=*/true);
  if (const ValueId receiver = resolution_->receiverOf(id))
    merge(taint, taints_[receiver], receiver);
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(id)].rows)
    for (Capability capability : row.sanitizes)
      taint.cleaned |= std::uint64_t{1} << static_cast<unsigned>(capability);
  return taint;
}

/// What a function of this file gives back for these arguments.
Taint TaintAnalysis::visitKnownCall(ValueId id, ScopeId scope) {
  const auto at = summaries_.find(scope);
  if (at == summaries_.end())
    return {};
  const Summary &summary = at->second;
  Taint taint;
  taint.sources = summary.result.sources;
  taint.cleaned = summary.result.cleaned;
  taint.from = taint.sources ? summary.result.from : 0;
  unsigned index = 0;
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[scope])) {
    const unsigned bit = std::min(index, maxParameterBits - 1);
    const auto position = static_cast<std::int16_t>(index++);
    if (!(summary.result.parameters >> bit & 1))
      continue;
    ValueId given = resolution_->argument(id, position, "");
    if (!given)
      given = resolution_->argument(id, -1, facts_->text(facts_->value(parameter.target).text));
    Taint passed = taints_[given];
    passed.cleaned |= summary.result.cleaned;
    merge(taint, passed, given);
  }
  return taint;
}

void TaintAnalysis::visitAssign(const Statement &statement) {
  const Value &target = facts_->value(statement.target);
  if (target.kind != ValueKind::Member && target.kind != ValueKind::Index)
    return;
  const Taint &taint = taints_[statement.value];
  if (!taint.any())
    return;
  const ValueId base = facts_->operandsOf(target)[0].value;
  DefinitionId definition = 0;
  if (!baseDefinition(*facts_, *resolution_, base, definition))
    return;
  const llvm::StringRef field = fieldOf(*facts_, *resolution_, statement.target);
  Taint &into = field.empty() ? stored_[definition]
                              : storedByKey_[keyOf(definition, fieldId(field))];
  const Taint before = into;
  merge(into, taint, statement.value);
  changed_ |= before.sources != into.sources || before.parameters != into.parameters;
}

void TaintAnalysis::visitReturns() {
  for (const Statement &statement : facts_->statements) {
    if (statement.kind != StatementKind::Return || !statement.value)
      continue;
    const ScopeId scope = functionOf(statement.scope);
    const Taint &taint = taints_[statement.value];
    if (!scope || !taint.any())
      continue;
    Taint &result = summaries_[scope].result;
    const Taint before = result;
    merge(result, taint, statement.value);
    changed_ |= before.sources != result.sources || before.parameters != result.parameters;
  }
}

std::vector<ValueId> TaintAnalysis::pathTo(ValueId id) const {
  std::vector<ValueId> path;
  while (id && path.size() < maxTraceSteps && !llvm::is_contained(path, id)) {
    path.push_back(id);
    id = taints_[id].from;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

void TaintAnalysis::report(ValueId sink, ValueId argument, CapabilitySet capabilities,
                           const Taint &taint, llvm::ArrayRef<ValueId> tail) {
  const CapabilitySet reached(capabilities.bits() & ~taint.cleaned);
  if (reached.empty())
    return;
  std::vector<ValueId> path = pathTo(argument);
  path.insert(path.end(), tail.begin(), tail.end());
  const ScopeId function = functionOf(facts_->value(argument).scope);
  if (taint.parameters && function) {
    std::vector<ParameterSink> &sinks = summaries_[function].sinks;
    for (unsigned bit = 0; bit < maxParameterBits && sinks.size() < maxSummarySinks; ++bit) {
      const bool isKnown = llvm::any_of(sinks, [&](const ParameterSink &known) {
        return known.parameter == bit && known.sink == sink;
      });
      if ((taint.parameters >> bit & 1) && !isKnown) {
        sinks.push_back({bit, reached, sink, argument, path});
        changed_ = true;
      }
    }
  }
  if (taint.sources && reported_.insert(std::uint64_t{sink} << 32 | path.front()).second)
    hits_.push_back({sink, argument, reached, taint.sources, std::move(path)});
}

/// Arguments of library sinks, and of functions whose parameters reach one.
void TaintAnalysis::visitSinks(ValueId call) {
  if (const ScopeId scope = resolution_->calledScope(call))
    return passOn(call, scope);
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(call)].rows) {
    CapabilitySet capabilities;
    for (Capability capability : row.capabilities)
      capabilities.insert(capability);
    for (const ArgumentSelector &selector : row.sinks) {
      std::int16_t at = 0;
      for (const Operand &part : facts_->operandsOf(call).drop_front()) {
        const bool isSelected =
            selector.position == ArgumentSelector::anyPosition ||
            (part.name ? facts_->text(part.name) == selector.name : at == selector.position);
        at = static_cast<std::int16_t>(at + (part.name ? 0 : 1));
        if (isSelected && taints_[part.value].any())
          report(call, part.value, capabilities, taints_[part.value], {call});
      }
      if (selector.position < 0 && selector.name == "receiver")
        if (const ValueId receiver = resolution_->receiverOf(call); taints_[receiver].any())
          report(call, receiver, capabilities, taints_[receiver], {call});
    }
  }
  // A method may keep what it is given: list.append(x) taints the list.
  DefinitionId definition = 0;
  const ValueId receiver = resolution_->receiverOf(call);
  if (!receiver || !baseDefinition(*facts_, *resolution_, receiver, definition) ||
      resolution_->bindings()[definition].kind != Definition::Kind::Value)
    return;
  const Taint given = operandsTaint(call, /*skipFirst=*/true);
  if (!given.any())
    return;
  Taint &into = stored_[definition];
  const Taint before = into;
  merge(into, given, given.from);
  changed_ |= before.sources != into.sources || before.parameters != into.parameters;
}

void TaintAnalysis::passOn(ValueId call, ScopeId scope) {
  const auto at = summaries_.find(scope);
  if (at == summaries_.end())
    return;
  // Reporting may add summaries, so look at a copy.
  const std::vector<ParameterSink> sinks = at->second.sinks;
  const auto parameters = facts_->parametersOf(facts_->scopes[scope]);
  for (const ParameterSink &sink : sinks) {
    ValueId given = resolution_->argument(call, static_cast<std::int16_t>(sink.parameter), "");
    if (!given && sink.parameter < parameters.size())
      given = resolution_->argument(
          call, -1, facts_->text(facts_->value(parameters[sink.parameter].target).text));
    if (given && taints_[given].any())
      report(sink.sink, given, sink.capabilities, taints_[given], sink.path);
  }
}
