#include "grammars/extractor.h"
#include "grammars/region.h"

using namespace assay;

Child Extractor::buildAssign(const Frame &frame, bool declares) {
  Lowering lowering = at(frame);
  Child result;
  if (const Child *value = lowering.find(Role::Value))
    result.value = value->value;
  result.isStatement = true;
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.role == Role::Target && child.value)
      lowering.assign(child.value, result.value, frame.span, declares);
  return result;
}

/// x += y is x = x + y, and x++ gives x a new value.
Child Extractor::buildUpdate(const Frame &frame) {
  Lowering lowering = at(frame);
  Child result;
  const Child *target = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!target || !target->value)
    return result;
  const ValueId to = target->value;
  const TextId spelling = operatorOf(lowering);
  const bool joins = facts_.text(spelling) == "+=";
  result.value = lowering.make(joins ? ValueKind::Concat : ValueKind::Operator, frame.span,
                               {{lowering.reading(to)}, {value ? value->value : 0}}, spelling);
  result.isStatement = true;
  lowering.assign(to, result.value, frame.span, /*declares=*/false);
  return result;
}

/// Return and throw.
void Extractor::buildExit(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  const auto parts = allOperands(lowering);
  ValueId value = parts.size() == 1 ? parts[0].value : 0;
  if (parts.size() > 1)
    value = lowering.make(ValueKind::Unknown, frame.span, parts);
  Statement statement;
  statement.kind = action == Action::Return ? StatementKind::Return : StatementKind::Throw;
  statement.span = frame.span;
  statement.scope = scope_;
  statement.region = region_;
  statement.value = value;
  facts_.statements.push_back(statement);
  leaveRegion(facts_, region_, Leaving::Function, frame.span.end, isStatementPlace());
}

Child Extractor::buildStatement(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  switch (action) {
  case Action::Evaluate:
    for (const Child &child : lowering.children)
      if (child.value && !child.isStatement)
        lowering.evaluate(child.value, frame.span);
    break;
  case Action::Assign:
  case Action::Declare:
    return buildAssign(frame, action == Action::Declare);
  case Action::Update:
    return buildUpdate(frame);
  case Action::Return:
  case Action::Throw:
    buildExit(frame, action);
    break;
  case Action::Break:
    leaveRegion(facts_, region_, Leaving::Break, frame.span.end, isStatementPlace());
    break;
  case Action::Continue:
    leaveRegion(facts_, region_, Leaving::Continue, frame.span.end, isStatementPlace());
    break;
  case Action::Import:
    lowering.import(nameOf(lowering, lowering.find(Role::Module)),
                    nameOf(lowering, lowering.find(Role::Symbol)),
                    nameOf(lowering, lowering.find(Role::Alias)), frame.span);
    break;
  default:
    break;
  }
  return {};
}

void Extractor::bindBases(Lowering &lowering, ScopeId scope) {
  auto bases = lowering.operands(Role::Base);
  // What stands inside was built last.
  for (const auto &[within, base] : llvm::reverse(facts_.mixins)) {
    if (within < scope)
      break;
    if (within == scope)
      bases.push_back({base});
  }
  facts_.scopes[scope].firstBase = static_cast<std::uint32_t>(facts_.operands.size());
  facts_.scopes[scope].baseCount = static_cast<std::uint32_t>(bases.size());
  facts_.operands.insert(facts_.operands.end(), bases.begin(), bases.end());
}

void Extractor::bindParameters(Lowering &lowering, ScopeId scope) {
  const std::size_t first = facts_.parameters.size();
  for (const Child &child : lowering.children) {
    if (child.role != Role::Parameter || !child.value)
      continue;
    // The rest of the arguments: a list of several.
    if (child.spread) {
      const Operand rest{child.value, 0, true};
      facts_.parameters.push_back(
          {lowering.make(ValueKind::Collection, child.span, {rest}, 0, ValueDetail::List), 0});
      continue;
    }
    // A parameter with a fallback is Named: the name is the parameter, the value its fallback.
    if (child.name)
      facts_.parameters.push_back({lowering.name(child.name, child.span), child.value});
    else
      facts_.parameters.push_back({child.value, 0});
    facts_.parameters.back().byReference = child.byReference;
  }
  facts_.scopes[scope].firstParameter = static_cast<std::uint32_t>(first);
  facts_.scopes[scope].parameterCount =
      static_cast<std::uint32_t>(facts_.parameters.size() - first);
}

Child Extractor::buildFunction(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  const ScopeId inner = scope_;
  facts_.scopes[inner].name = nameOf(lowering, lowering.find(Role::Name));
  Child result;
  ValueId function = 0;
  if (action == Action::Class) {
    bindBases(lowering, inner);
  } else {
    bindParameters(lowering, inner);
    function = lowering.make(ValueKind::Function, frame.span, {});
    facts_.scopes[inner].function = function;
  }
  if (action == Action::Lambda) {
    result.value = function;
    return result;
  }
  Statement statement;
  statement.kind = StatementKind::Define;
  statement.declares = true;
  statement.span = frame.span;
  statement.scope = frame.outerScope;
  statement.region = frame.outerRegion;
  statement.target = inner;
  statement.value = function;
  statement.name = facts_.scopes[inner].name;
  facts_.statements.push_back(statement);
  return result;
}
