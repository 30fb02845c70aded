#include "analyzer/resolve/resolution.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace assay;

// Conditions that are constant, and so the code that never runs. Only what is certain counts:
// literals, and variables of the same function with one value on every way; a module's variables
// and parameters may be set from outside.

/// Values looked at in one condition; people do not write longer ones.
static constexpr std::size_t maxConditionParts = 32;

namespace {

/// What a constant is in a comparison.
struct Known {
  std::int64_t number = 0;
  llvm::StringRef text = {};
  bool isText = false;

  [[nodiscard]] bool isTrue() const { return isText ? !text.empty() : number != 0; }
};

} // namespace

static std::optional<std::int64_t> apply(llvm::StringRef op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
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

static std::optional<Known> apply(llvm::StringRef op, const Known &a, const Known &b) {
  if (op == "&&" || op == "and")
    return a.isTrue() ? b : a;
  if (op == "||" || op == "or")
    return a.isTrue() ? a : b;
  if (a.isText != b.isText)
    return std::nullopt;
  const bool isEqual = a.isText ? a.text == b.text : a.number == b.number;
  if (op == "==" || op == "===")
    return Known{isEqual};
  if (op == "!=" || op == "!==")
    return Known{!isEqual};
  if (a.isText)
    return std::nullopt;
  if (const auto result = apply(op, a.number, b.number))
    return Known{*result};
  return std::nullopt;
}

/// A number, a text, or a truth value as 0 or 1.
static std::optional<Known> knownOf(const Constant &constant) {
  std::int64_t number = 0;
  if (constant.detail == ValueDetail::True || constant.detail == ValueDetail::False)
    return Known{constant.detail == ValueDetail::True};
  if (constant.detail == ValueDetail::Number && !constant.text.getAsInteger(10, number))
    return Known{number};
  if (constant.detail == ValueDetail::String)
    return Known{0, constant.text, true};
  return std::nullopt;
}

/// A function's own variables are in its blocks, too.
static ScopeId functionAround(const FactSet &facts, ScopeId scope) {
  while (scope && facts.scopes[scope].kind == ScopeKind::Block)
    scope = facts.scopes[scope].parent;
  return scope;
}

/// What a Name of this function certainly is when control first comes to it, that is before what
/// stands further down has run; 0 if that is not known.
static ValueId firstValueOf(const FactSet &facts, const Resolution &resolution, ValueId id,
                            bool isFirstTime) {
  const Value &name = facts.value(id);
  ValueId found = 0;
  for (const DefinitionId at : resolution.definitionsOf(id)) {
    const Definition &definition = resolution.bindings()[at];
    if (isFirstTime && definition.span.begin > name.span.begin)
      continue;
    if (found || definition.kind != Definition::Kind::Value)
      return 0;
    const ScopeId owner = functionAround(facts, definition.scope);
    if (facts.scopes[owner].kind != ScopeKind::Function ||
        owner != functionAround(facts, name.scope))
      return 0;
    found = definition.value;
  }
  return found;
}

/// The values that a condition is made of, each once, the smaller ids first; false if one of them
/// is of no use or they are too many. A Name comes with the value it stands for.
bool Resolution::partsOf(ValueId condition, bool isFirstTime,
                         llvm::SmallVectorImpl<std::pair<ValueId, ValueId>> &parts) const {
  parts.push_back({condition, 0});
  for (std::size_t next = 0; next < parts.size(); ++next) {
    if (parts.size() > maxConditionParts)
      return false;
    const ValueId id = parts[next].first;
    const Value &value = facts_->value(id);
    if (value.kind == ValueKind::Operator || value.kind == ValueKind::Concat ||
        value.kind == ValueKind::Unknown) {
      for (const Operand &part : facts_->operandsOf(value))
        parts.push_back({part.value, 0});
    } else if (value.kind == ValueKind::Name) {
      const ValueId stands = firstValueOf(*facts_, *this, id, isFirstTime);
      if (!stands || stands >= id)
        return false;
      parts[next].second = stands;
      parts.push_back({stands, 0});
    } else if (value.kind != ValueKind::Literal) {
      return false;
    }
  }
  llvm::sort(parts);
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return true;
}

std::optional<bool> Resolution::truthOf(ValueId condition, bool isFirstTime) const {
  llvm::SmallVector<std::pair<ValueId, ValueId>, 8> parts;
  if (!partsOf(condition, isFirstTime, parts))
    return std::nullopt;
  // What a value is made of has a smaller id, so one look from the smallest on is enough.
  llvm::SmallVector<std::pair<ValueId, Known>, 8> known;
  const auto given = [&](ValueId part) {
    const auto *at = llvm::find_if(known, [&](const auto &each) { return each.first == part; });
    return at == known.end() ? std::nullopt : std::optional(at->second);
  };
  for (const auto &[id, stands] : parts) {
    const Value &value = facts_->value(id);
    const auto operands = facts_->operandsOf(value);
    std::optional<Known> result = stands ? given(stands) : knownOf(states_[id].constant);
    if (!result && operands.size() == 2) {
      const auto left = given(operands[0].value);
      const auto right = given(operands[1].value);
      const llvm::StringRef op = value.kind == ValueKind::Concat ? "+" : facts_->text(value.text);
      result = left && right ? apply(op, *left, *right) : std::nullopt;
    } else if (!result && operands.size() == 1) {
      const llvm::StringRef op = facts_->text(value.text);
      result = given(operands[0].value);
      if (result && (op == "!" || op == "not"))
        result = Known{!result->isTrue()};
      else if (value.kind == ValueKind::Operator)
        result = std::nullopt;
    }
    if (!result)
      return std::nullopt;
    known.push_back({id, *result});
  }
  return known.back().second.isTrue();
}

/// Whether the body of a loop runs at all: nothing if that is not known.
std::optional<bool> Resolution::runsOnce(const Region &loop) const {
  if (!loop.condition)
    return std::nullopt;
  if (!loop.iterates)
    return truthOf(loop.condition, /*isFirstTime=*/true);
  // Over the entries of something that is written out.
  const Value &list = facts_->value(loop.condition);
  if (list.kind != ValueKind::Collection)
    return std::nullopt;
  bool isCertain = list.operandCount == 0;
  for (const Operand &entry : facts_->operandsOf(list))
    isCertain |= !entry.spread;
  return isCertain ? std::optional(list.operandCount != 0) : std::nullopt;
}

/// Tells the bindings which regions never run and which always do. False if that changes no name's
/// meaning.
bool Resolution::findConstantConditions() {
  const auto count = static_cast<unsigned>(facts_->regions.size());
  llvm::BitVector dead(count);
  llvm::BitVector certain(count);
  llvm::DenseSet<ValueId> branches;
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
    const bool isLoop = region.kind == RegionKind::Loop;
    if ((!isBranch && !isLoop) || !region.condition)
      continue;
    // A loop that tests after its body runs once at least.
    const bool testsLast =
        isLoop && !region.iterates && facts_->value(region.condition).span.end > region.span.begin;
    const std::optional<bool> truth = isBranch    ? truthOf(region.condition, false)
                                      : testsLast ? std::optional(true)
                                                  : runsOnce(region);
    if (!truth)
      continue;
    const bool runs = region.kind == RegionKind::Else ? !*truth : *truth;
    if (!runs)
      dead.set(id);
    else if (isBranch || !region.exits)
      certain.set(id);
  }
  if (dead.none() && certain.none())
    return false;
  return bindings_.setConditions(std::move(dead), std::move(certain));
}
