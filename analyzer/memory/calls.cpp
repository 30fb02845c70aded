#include "analyzer/memory/function_check.h"

// What functions do to memory: those of the library as symbols.yaml says, all others anything.

using namespace assay;

ValueId FunctionCheck::argument(ValueId call, std::int8_t place) const {
  const auto parts = facts_.operandsOf(call);
  if (place < 0 || static_cast<std::size_t>(place) + 1 >= parts.size())
    return 0;
  return parts[static_cast<std::size_t>(place) + 1].value;
}

void FunctionCheck::call(ValueId id) {
  if (results_.contains(id))
    return;
  const SymbolId symbol = resolution_.calleeOf(id);
  const llvm::ArrayRef<SymbolRow> rows = resolution_.symbols()[symbol].rows;
  const bool isKnown = symbol && !resolution_.calledScope(id) &&
                       llvm::any_of(rows, [](const SymbolRow &row) { return !row.memory.empty(); });
  if (!isKnown) {
    unknownCall(id);
    return;
  }
  bool isSource = false;
  for (const SymbolRow &row : rows)
    isSource |= !row.source.empty();
  results_[id] = {};
  for (const SymbolRow &row : rows)
    for (const MemoryEffect &each : row.memory)
      effect(each, id, symbol, isSource);
}

/// It may use, keep, change or give back what it is given, and change what is shared.
void FunctionCheck::unknownCall(ValueId id) {
  results_[id] = {};
  const auto parts = facts_.operandsOf(id);
  for (std::size_t at = 1; at < parts.size(); ++at) {
    const PlaceId place = placeOf(parts[at].value);
    if (!place) {
      // assert(p != NULL)
      if (facts_.value(parts[at].value).kind == ValueKind::Operator)
        note(parts[at].value);
      continue;
    }
    const Pointer pointer = state_[place].pointer;
    if (pointer == Pointer::Freed || pointer == Pointer::MaybeFreed)
      follow(place, facts_.value(id).span, resolution_.calleeOf(id));
    forget(place);
  }
  forgetShared();
}

static void setFreed(PlaceState &state) {
  state = {};
  state.pointer = Pointer::Freed;
}

void FunctionCheck::free(PlaceId place, ValueId call, SymbolId symbol) {
  const Pointer before = state_[place].pointer;
  if (before == Pointer::Freed)
    report(MemoryFault::FreedTwice, facts_.value(call).span, symbol);
  else if (before == Pointer::MaybeFreed)
    report(MemoryFault::PossiblyFreedTwice, facts_.value(call).span, symbol);
  if (before == Pointer::Null)
    return;
  forget(place);
  setFreed(state_[place]);
}

Number FunctionCheck::amount(const MemoryEffect &effect, ValueId call) {
  const ValueId size = argument(call, effect.size);
  const ValueId times = argument(call, effect.times);
  Number total = size ? number(size) : Number();
  if (!times)
    return total;
  const Number factor = number(times);
  Number product;
  product.isOutside = total.isOutside || factor.isOutside;
  product.hasHigh = total.isBoundAbove() && factor.isBoundAbove();
  product.hasLow = total.isBoundBelow() && factor.isBoundBelow();
  std::int64_t bytes = 0;
  if (total.isExact() && factor.isExact() && !__builtin_mul_overflow(total.low, factor.low, &bytes))
    product.low = product.high = bytes;
  return product;
}

/// New memory that holds a text whose length was asked for.
void FunctionCheck::measured(const Number &size, PlaceState &state) {
  state.isSizedByText = size.measures || size.hasHigh || !size.isExact();
  state.lacksEnd = size.measures && !size.countsEnd;
}

void FunctionCheck::allocated(const MemoryEffect &effect, ValueId call, SymbolId symbol) {
  using Kind = MemoryEffect::Kind;
  PlaceState &state = results_[call];
  const Span span = facts_.value(call).span;
  if (effect.kind == Kind::Reallocates) {
    const PlaceId from = placeOf(argument(call, effect.place));
    if (from) {
      follow(from, span, symbol);
      state_[from].isOwner = false;
      state_[from].bytes = -1;
    }
  }
  state.pointer = Pointer::Unchecked;
  state.isOwner = effect.kind == Kind::Allocates;
  if (effect.size == MemoryEffect::none)
    return;
  const Number size = amount(effect, call);
  state.bytes = size.isExact() && size.low >= 0 ? size.low : -1;
  measured(size, state);
  if (effect.times != MemoryEffect::none || !size.mayWrap)
    return;
  const bool isOpen = size.isOutside && !size.isBoundAbove();
  if (isOpen || (size.isParameter && (size.factors > 1 || size.isNarrow) && !size.isBoundAbove()))
    report(MemoryFault::SizeWraps, span, symbol);
  else if (size.isParameter && !size.isBoundAbove())
    report(MemoryFault::SizeMayWrap, span, symbol);
}

/// So many bytes of a place are written or read.
void FunctionCheck::written(const MemoryEffect &effect, ValueId call, SymbolId symbol,
                            bool isSource) {
  const bool isWrite = effect.kind == MemoryEffect::Kind::Writes;
  const ValueId buffer = argument(call, effect.place);
  const PlaceId place = buffer ? placeOf(buffer) : 0;
  const Span span = facts_.value(call).span;
  const Number size = effect.size == MemoryEffect::none ? Number() : amount(effect, call);
  const bool isSized = effect.size != MemoryEffect::none;
  const bool isReached = size.isExact() || !size.hasHigh;
  if (place) {
    follow(place, span, symbol);
    const std::int64_t room = state_[place].bytes;
    if (isSized && room >= 0 && size.high != Number::highest && size.high > room && isReached)
      report(isWrite ? MemoryFault::WriteOutside : MemoryFault::ReadOutside, span, symbol);
    if (isWrite && isSource) {
      const std::int64_t bytes = state_[place].bytes;
      const PlaceState was = state_[place];
      forget(place);
      state_[place] = was;
      state_[place].bytes = bytes;
      state_[place].holdsOutside = true;
      state_[place].number.isOutside = places_[place].storage.kind == StorageKind::Single;
      state_[place].isMeasured = false;
      for (PlaceId member = place + 1; member < places_.size(); ++member)
        if (places_[member].base == place)
          state_[member].number.isOutside = true;
    }
  }
  const bool isUnchecked = size.isOutside && (!size.isBoundAbove() || !size.isBoundBelow());
  if (isWrite && isSized && size.isBoundAbove() && size.isBoundBelow())
    bounded_.insert(call);
  if (isWrite && isSized && isUnchecked && !isSource)
    report(MemoryFault::SizeUnchecked, span, symbol);
}

/// A text goes to a place.
void FunctionCheck::copied(const MemoryEffect &effect, ValueId call, SymbolId symbol) {
  using Kind = MemoryEffect::Kind;
  const PlaceId to = placeOf(argument(call, effect.place));
  const ValueId text = argument(call, effect.size);
  const PlaceId from = text ? placeOf(text) : 0;
  const Span span = facts_.value(call).span;
  if (from)
    follow(from, span, symbol);
  if (to)
    follow(to, span, symbol);
  const std::int64_t room = to ? state_[to].bytes : -1;
  if (effect.kind == Kind::Joins) {
    const Number size = number(text);
    if (room >= 0 && size.isExact() && size.low >= room)
      report(MemoryFault::EndOutside, span, symbol);
    return;
  }
  const Constant &constant = resolution_.constantOf(text);
  if (constant.isText()) {
    if (room >= 0 && effect.kind == Kind::Copies &&
        static_cast<std::int64_t>(constant.text.size()) + 1 > room)
      report(MemoryFault::TextOutside, span, symbol);
    return;
  }
  if (to && state_[to].lacksEnd)
    return report(MemoryFault::EndOutside, span, symbol);
  if ((to && state_[to].isSizedByText) || (from && state_[from].isMeasured)) {
    bounded_.insert(call);
    return;
  }
  // A name that nobody declared may be a constant of the preprocessor.
  const bool isUnknown = from && !places_[from].base && !places_[from].storage.name;
  if (isUnknown || (from && state_[from].isCounted))
    return;
  const std::int64_t length = from ? state_[from].bytes : -1;
  if (room >= 0 && length > room)
    report(MemoryFault::TextOutside, span, symbol);
  else if (length < 0 || room < 0 || effect.kind == Kind::Appends)
    report(MemoryFault::TextUnchecked, span, symbol);
}

void FunctionCheck::effect(const MemoryEffect &effect, ValueId id, SymbolId symbol, bool isSource) {
  using Kind = MemoryEffect::Kind;
  const Span span = facts_.value(id).span;
  if (effect.place == MemoryEffect::rest) {
    MemoryEffect each = effect;
    each.size = MemoryEffect::none;
    const auto count = facts_.operandsOf(id).size() - 1;
    for (std::size_t at = static_cast<std::size_t>(effect.size);
         at < std::min<std::size_t>(count, 100); ++at) {
      each.place = static_cast<std::int8_t>(at);
      this->effect(each, id, symbol, isSource);
    }
    return;
  }
  const ValueId at = argument(id, effect.place);
  const PlaceId place = at ? placeOf(at) : 0;
  switch (effect.kind) {
  case Kind::Allocates:
  case Kind::Reallocates:
    return allocated(effect, id, symbol);
  case Kind::Frees:
    if (place)
      free(place, id, symbol);
    return;
  case Kind::MayBeNull:
    results_[id].pointer = Pointer::Unchecked;
    return;
  case Kind::Uses:
    if (place && !all_.addresses.test(at))
      follow(place, span, symbol);
    return;
  case Kind::Writes:
  case Kind::Reads:
    return written(effect, id, symbol, isSource);
  case Kind::Copies:
  case Kind::Appends:
  case Kind::Joins:
    return copied(effect, id, symbol);
  case Kind::Measures: {
    if (place) {
      follow(place, span, symbol);
      state_[place].isCounted = true;
    }
    Number &number = results_[id].number;
    number.measures = place;
    number.isUnsigned = number.hasHigh = true;
    return;
  }
  case Kind::Numbers: {
    if (place && !all_.addresses.test(at))
      return;
    const Number most = amount(effect, id);
    if (place)
      forget(place);
    Number &number = place ? state_[place].number : results_[id].number;
    number.isOutside = true;
    if (effect.size != MemoryEffect::none) {
      number.high = most.high;
      number.low = -1;
      number.hasHigh = most.high == Number::highest;
      number.isOutside = false;
      number.isParameter = true;
    }
    return;
  }
  case Kind::Asks:
    if (place)
      state_[place].isAskedAbout = true;
    return;
  case Kind::Opens:
    if (place && state_[place].isAskedAbout)
      report(MemoryFault::AskedThenOpened, span, symbol);
    return;
  case Kind::Starts:
  case Kind::Handles:
  case Kind::Locks:
    return;
  case Kind::Ends:
    if (!open_.empty())
      open_.back().endsProgram = true;
    return;
  }
}
