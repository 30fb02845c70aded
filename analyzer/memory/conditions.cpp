#include "analyzer/memory/function_check.h"

// What a condition tells, when it holds and when it does not.

using namespace assay;

/// The other way round: a < b is b > a.
static llvm::StringRef mirrored(llvm::StringRef op) {
  return op == "<" ? ">" : op == ">" ? "<" : op == "<=" ? ">=" : op == ">=" ? "<=" : op;
}

static llvm::StringRef negated(llvm::StringRef op) {
  return op == "<"    ? ">="
         : op == ">"  ? "<="
         : op == "<=" ? ">"
         : op == ">=" ? "<"
         : op == "==" ? "!="
                      : "==";
}

static bool isComparison(llvm::StringRef op) {
  return op == "<" || op == ">" || op == "<=" || op == ">=" || op == "==" || op == "!=";
}

/// Conditions joined by && hold both if they hold, those joined by || fail both if they fail; of
/// the other cases nothing certain is told, but that somebody asked.
void FunctionCheck::assume(ValueId condition, bool isTrue) {
  llvm::SmallVector<std::pair<ValueId, bool>, 8> todo{{condition, isTrue}};
  for (unsigned steps = 0; !todo.empty() && steps < maxValues; ++steps) {
    const auto [id, holds] = todo.pop_back_val();
    const Value &value = facts_.value(id);
    const auto parts = facts_.operandsOf(value);
    const llvm::StringRef op = facts_.text(value.text);
    if (value.kind == ValueKind::Operator && parts.size() == 1 && op == "!") {
      todo.push_back({parts[0].value, !holds});
      continue;
    }
    const bool isAnd = op == "&&" || op == "and";
    const bool isOr = op == "||" || op == "or";
    if (value.kind == ValueKind::Operator && parts.size() == 2 && (isAnd || isOr)) {
      if (holds == isAnd) {
        todo.push_back({parts[1].value, holds});
        todo.push_back({parts[0].value, holds});
      } else {
        note(parts[0].value);
        note(parts[1].value);
      }
      continue;
    }
    assumeOne(id, holds);
  }
}

void FunctionCheck::setNull(ValueId value, bool isNull) {
  const PlaceId place = placeOf(value);
  if (!place)
    return;
  PlaceState &state = state_[place];
  if (state.pointer == Pointer::Freed || state.pointer == Pointer::MaybeFreed)
    return;
  state.pointer = isNull ? Pointer::Null : Pointer::NonNull;
}

void FunctionCheck::assumeOne(ValueId id, bool isTrue) {
  const Value &value = facts_.value(id);
  const auto parts = facts_.operandsOf(value);
  const llvm::StringRef op = facts_.text(value.text);
  if (value.kind != ValueKind::Operator || parts.size() != 2 || !isComparison(op)) {
    const PlaceId place = placeOf(id);
    const bool wasOwner = place && state_[place].isOwner;
    note(id);
    // A pointer or number by itself: whether it is zero.
    if (place)
      state_[place].isOwner = wasOwner;
    if (value.kind != ValueKind::Operator)
      setNull(id, !isTrue);
    return;
  }
  const llvm::StringRef now = isTrue ? op : negated(op);
  const auto isNull = [&](ValueId side) {
    const Value &constant = facts_.value(side);
    return constant.detail == ValueDetail::Null ||
           (constant.detail == ValueDetail::Number && facts_.text(constant.text) == "0");
  };
  if (now == "==" || now == "!=") {
    if (isNull(parts[1].value))
      setNull(parts[0].value, now == "==");
    else if (isNull(parts[0].value))
      setNull(parts[1].value, now == "==");
    else if (now == "==")
      for (const Operand &part : parts)
        if (const PlaceId place = placeOf(part.value);
            place && state_[place].pointer == Pointer::Unchecked)
          state_[place].pointer = Pointer::Unknown;
  }
  compare(now, parts[0].value, parts[1].value);
}

void FunctionCheck::compare(llvm::StringRef op, ValueId left, ValueId right) {
  const Number a = number(left);
  const Number b = number(right);
  bound(left, op, b, right);
  bound(right, mirrored(op), a, left);
}

/// `value` is `op` `by`, which is the number of `other`.
void FunctionCheck::bound(ValueId value, llvm::StringRef op, const Number &by, ValueId other) {
  if (const Number self = number(value); self.measures && op != "!=")
    state_[self.measures].isMeasured = true;
  const PlaceId place = placeOf(value);
  if (!place || facts_.value(value).kind == ValueKind::Call) {
    if (op != "!=" && op != "==")
      note(value);
    return;
  }
  Number &number = state_[place].number;
  const bool isConstant = by.isExact();
  const bool comparesUnsigned = by.isUnsigned || all_.sizes.contains(other);
  if (op == "<" || op == "<=") {
    if (isConstant && by.low != Number::lowest)
      number.high = std::min(number.high, op == "<" ? by.low - 1 : by.low);
    else
      number.hasHigh = true;
    number.hasLow |= comparesUnsigned;
  } else if (op == ">" || op == ">=") {
    if (isConstant && by.high != Number::highest)
      number.low = std::max(number.low, op == ">" ? by.low + 1 : by.low);
    else if (!by.isOutside)
      number.hasLow = true;
  } else if (op == "==") {
    if (isConstant)
      number.low = number.high = by.low;
    number.hasLow = number.hasHigh = true;
  } else if (isConstant) {
    if (number.high == by.low && by.low != Number::lowest)
      --number.high;
    if (number.low == by.low && by.low != Number::highest)
      ++number.low;
  }
}

/// Somebody asked in a way that is not understood: what the condition names counts as checked.
void FunctionCheck::note(ValueId condition) {
  llvm::SmallVector<ValueId, 8> todo{condition};
  for (unsigned steps = 0; !todo.empty() && steps < maxValues; ++steps) {
    const ValueId id = todo.pop_back_val();
    if (const PlaceId place = placeOf(id)) {
      PlaceState &state = state_[place];
      state.number.hasLow = state.number.hasHigh = true;
      state.number.mayWrap = false;
      state.isMeasured = true;
      if (state.number.measures)
        state_[state.number.measures].isMeasured = true;
      // It may be null where the condition holds.
      state.isOwner &= state.pointer == Pointer::NonNull;
      if (state.pointer == Pointer::Unchecked || state.pointer == Pointer::MaybeNull)
        state.pointer = Pointer::Unknown;
      continue;
    }
    const auto result = results_.find(id);
    if (result != results_.end() && result->second.number.measures)
      state_[result->second.number.measures].isMeasured = true;
    for (const Operand &operand : facts_.operandsOf(id))
      if (operand.value)
        todo.push_back(operand.value);
  }
}
