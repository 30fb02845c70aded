#include "analyzer/resolve/resolution.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

using namespace assay;

// Conditions that are constant, and so the code that never runs. Only what is certain counts:
// literals, and variables of the same function with one value on every way; a module's variables
// and parameters may be set from outside.

/// Values looked at in one condition; people do not write longer ones.
static constexpr std::size_t maxConditionParts = 32;

static std::optional<std::int64_t> apply(llvm::StringRef op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (op == "==" || op == "===")
    return a == b;
  if (op == "!=" || op == "!==")
    return a != b;
  if (op == "<")
    return a < b;
  if (op == ">")
    return a > b;
  if (op == "<=")
    return a <= b;
  if (op == ">=")
    return a >= b;
  if (op == "+" && !__builtin_add_overflow(a, b, &result))
    return result;
  if (op == "-" && !__builtin_sub_overflow(a, b, &result))
    return result;
  if (op == "*" && !__builtin_mul_overflow(a, b, &result))
    return result;
  return std::nullopt;
}

/// A number, or a truth value as 0 or 1.
static std::optional<std::int64_t> numberOf(const Constant &constant) {
  std::int64_t number = 0;
  if (constant.detail == ValueDetail::True || constant.detail == ValueDetail::False)
    return constant.detail == ValueDetail::True;
  if (constant.detail == ValueDetail::Number && !constant.text.getAsInteger(10, number))
    return number;
  return std::nullopt;
}

/// A Name of the same function that has one constant value wherever control comes from.
static bool isSettled(const FactSet &facts, const Resolution &resolution, ValueId id) {
  if (facts.value(id).kind == ValueKind::Literal)
    return true;
  const auto found = resolution.definitionsOf(id);
  if (facts.value(id).kind != ValueKind::Name || found.size() != 1)
    return false;
  const Definition &definition = resolution.bindings()[found[0]];
  ScopeId scope = facts.value(id).scope;
  while (scope && facts.scopes[scope].kind != ScopeKind::Function && scope != definition.scope)
    scope = facts.scopes[scope].parent;
  while (scope && facts.scopes[scope].kind == ScopeKind::Block)
    scope = facts.scopes[scope].parent;
  ScopeId owner = definition.scope;
  while (owner && facts.scopes[owner].kind == ScopeKind::Block)
    owner = facts.scopes[owner].parent;
  return definition.kind == Definition::Kind::Value && owner == scope &&
         facts.scopes[owner].kind == ScopeKind::Function;
}

std::optional<bool> Resolution::truthOf(ValueId condition) const {
  // Operands come before what is made of them, so one look in the order of ids is enough.
  llvm::SmallVector<ValueId, 8> parts{condition};
  for (std::size_t next = 0; next < parts.size(); ++next) {
    if (parts.size() > maxConditionParts)
      return std::nullopt;
    const Value &value = facts_->value(parts[next]);
    if (value.kind == ValueKind::Operator || value.kind == ValueKind::Concat ||
        value.kind == ValueKind::Unknown)
      for (const Operand &part : facts_->operandsOf(value))
        parts.push_back(part.value);
    else if (!isSettled(*facts_, *this, parts[next]))
      return std::nullopt;
  }
  llvm::SmallDenseMap<ValueId, std::int64_t, 8> known;
  for (const ValueId id : llvm::reverse(parts)) {
    const Value &value = facts_->value(id);
    const auto operands = facts_->operandsOf(value);
    std::optional<std::int64_t> result = numberOf(states_[id].constant);
    if (!result && operands.size() == 2 && known.contains(operands[0].value) &&
        known.contains(operands[1].value))
      result = apply(value.kind == ValueKind::Concat ? "+" : facts_->text(value.text),
                     known[operands[0].value], known[operands[1].value]);
    if (!result && operands.size() == 1 && known.contains(operands[0].value)) {
      const llvm::StringRef op = facts_->text(value.text);
      if (value.kind == ValueKind::Unknown)
        result = known[operands[0].value];
      else if (op == "!" || op == "not")
        result = known[operands[0].value] == 0;
    }
    if (!result)
      return std::nullopt;
    known[id] = *result;
  }
  return known[condition] != 0;
}

/// Tells the bindings which regions never run and which always do. False if there is none.
bool Resolution::findConstantConditions() {
  const auto count = static_cast<unsigned>(facts_->regions.size());
  llvm::BitVector dead(count);
  llvm::BitVector certain(count);
  llvm::DenseSet<ValueId> branches;
  bool isAny = false;
  for (RegionId id = 1; id < count; ++id) {
    const Region &region = facts_->regions[id];
    if (dead.test(region.parent)) {
      dead.set(id);
      continue;
    }
    // The else of a loop has the loop's condition, and is something else.
    if (region.kind == RegionKind::Branch)
      branches.insert(region.condition);
    const bool isBranch = region.kind == RegionKind::Branch ||
                          (region.kind == RegionKind::Else && branches.contains(region.condition));
    // A loop that tests after its body runs once at least.
    const bool isLoop = region.kind == RegionKind::Loop && !region.iterates && region.condition &&
                        facts_->value(region.condition).span.end <= region.span.begin;
    if ((!isBranch && !isLoop) || !region.condition)
      continue;
    const std::optional<bool> truth = truthOf(region.condition);
    if (!truth)
      continue;
    const bool runs = region.kind == RegionKind::Else ? !*truth : *truth;
    if (!runs)
      dead.set(id);
    else if (isBranch)
      certain.set(id);
    isAny |= !runs || isBranch;
  }
  if (isAny)
    bindings_.setConditions(std::move(dead), std::move(certain));
  return isAny;
}
