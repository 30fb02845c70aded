#include "analyzer/memory/function_check.h"

// What a value does when it is computed: pointers followed, indexes, calls.

using namespace assay;

namespace {

struct Step {
  enum class Kind : std::uint8_t { Enter, Leave, Assume, Restore };
  Kind kind = Kind::Enter;
  ValueId value = 0;
  bool isTrue = false;
};

} // namespace

/// Nested values inside out. The second part of && is computed only if the first holds, of || only
/// if it fails, and so with the parts of ?:.
void FunctionCheck::use(ValueId root) {
  if (!root)
    return;
  llvm::SmallVector<Step, 16> todo{{Step::Kind::Enter, root, false}};
  std::vector<MemoryState> saved;
  for (unsigned steps = 0; !todo.empty() && steps < maxValues; ++steps) {
    const Step step = todo.pop_back_val();
    if (step.kind == Step::Kind::Leave) {
      useOne(step.value);
    } else if (step.kind == Step::Kind::Assume) {
      saved.push_back(state_);
      assume(step.value, step.isTrue);
    } else if (step.kind == Step::Kind::Restore) {
      saved.back().resize(state_.size());
      state_ = std::move(saved.back());
      saved.pop_back();
    } else {
      const Value &value = facts_.value(step.value);
      const auto parts = facts_.operandsOf(value);
      const llvm::StringRef op = facts_.text(value.text);
      if (all_.sizes.contains(step.value) || value.kind == ValueKind::Function)
        continue;
      todo.push_back({Step::Kind::Leave, step.value, false});
      const bool isOperator = value.kind == ValueKind::Operator;
      const bool isChoice = isOperator && op == "?:" && parts.size() == 3;
      if (isOperator && parts.size() == 2 && (op == "&&" || op == "||")) {
        todo.push_back({Step::Kind::Restore});
        todo.push_back({Step::Kind::Enter, parts[1].value, false});
        todo.push_back({Step::Kind::Assume, parts[0].value, op == "&&"});
        todo.push_back({Step::Kind::Enter, parts[0].value, false});
        continue;
      }
      for (std::size_t at = parts.size(); at-- > 0;) {
        if (!parts[at].value)
          continue;
        if (isChoice && at > 0)
          todo.push_back({Step::Kind::Restore});
        todo.push_back({Step::Kind::Enter, parts[at].value, false});
        if (isChoice && at > 0)
          todo.push_back({Step::Kind::Assume, parts[0].value, at == 1});
      }
    }
  }
}

/// A pointer that leads nowhere is followed.
void FunctionCheck::follow(PlaceId place, Span at, SymbolId symbol) {
  PlaceState &state = state_[place];
  const bool isNull = state.pointer == Pointer::Null || state.pointer == Pointer::Unchecked ||
                      state.pointer == Pointer::MaybeNull;
  if (isNull && isEmbedded_)
    return;
  switch (state.pointer) {
  case Pointer::Freed:
    report(MemoryFault::UseAfterFree, at, symbol);
    break;
  case Pointer::MaybeFreed:
    report(MemoryFault::UseAfterPossibleFree, at, symbol);
    break;
  case Pointer::Null:
    report(MemoryFault::NullUse, at, symbol);
    break;
  case Pointer::Unchecked:
  case Pointer::MaybeNull:
    report(MemoryFault::NullUnchecked, at, symbol);
    break;
  case Pointer::Unknown:
  case Pointer::NonNull:
    return;
  }
  // Once is enough.
  state.pointer = Pointer::Unknown;
}

void FunctionCheck::useOne(ValueId id) {
  const Value &value = facts_.value(id);
  const auto parts = facts_.operandsOf(value);
  switch (value.kind) {
  case ValueKind::Member:
  case ValueKind::Index:
    if (const PlaceId place = parts.empty() ? 0 : placeOf(parts[0].value);
        place && !all_.addresses.test(id))
      follow(place, value.span, 0);
    if (value.kind == ValueKind::Index)
      index(id);
    break;
  case ValueKind::Unknown:
    if (parts.size() == 1 && all_.dereferences.test(parts[0].value))
      if (const PlaceId place = placeOf(parts[0].value))
        follow(place, value.span, 0);
    break;
  case ValueKind::Call:
    call(id);
    break;
  default:
    break;
  }
}

void FunctionCheck::index(ValueId id) {
  const auto parts = facts_.operandsOf(id);
  const PlaceId place = parts.size() == 2 ? placeOf(parts[0].value) : 0;
  if (!parts[1].value || !place)
    return;
  const Number at = number(parts[1].value);
  const Span span = facts_.value(id).span;
  const Storage &storage = places_[place].storage;
  std::int64_t elements = places_[place].elements;
  const std::int64_t bytes = state_[place].bytes;
  if (storage.kind != StorageKind::Array)
    elements = bytes >= 0 && storage.elementBytes ? bytes / storage.elementBytes : -1;
  // One behind the last may be pointed at.
  const bool isEndAllowed = all_.addresses.test(id);
  const std::int64_t end = isEndAllowed ? elements + 1 : elements;
  const bool isReached = at.isExact() || !at.hasHigh;
  if (elements >= 0 && at.high != Number::highest && at.high >= end && isReached)
    return report(MemoryFault::IndexOutside, span);
  if (at.isExact() && at.low < 0 && storage.kind == StorageKind::Array)
    return report(MemoryFault::IndexOutside, span);
  if (at.isOutside && !at.isBoundAbove())
    return report(MemoryFault::IndexUnchecked, span);
  const bool mayBeNegative = !at.isBoundBelow() && at.isBoundAbove();
  if (mayBeNegative && (at.isOutside || (at.isParameter && elements >= 0)))
    report(MemoryFault::IndexNegative, span);
}
