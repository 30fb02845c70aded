#include "analyzer/memory/state.h"
#include <algorithm>

using namespace assay;

Number assay::join(const Number &a, const Number &b) {
  Number both;
  both.low = std::min(a.low, b.low);
  both.high = std::max(a.high, b.high);
  both.hasLow = a.isBoundBelow() && b.isBoundBelow();
  both.hasHigh = a.isBoundAbove() && b.isBoundAbove() && both.high == Number::highest;
  // The end that only one of them may reach is no place to report.
  both.hasHigh |= a.high != b.high && a.isBoundAbove() && b.isBoundAbove();
  both.isOutside = a.isOutside || b.isOutside;
  both.isParameter = a.isParameter && b.isParameter;
  both.mayWrap = a.mayWrap || b.mayWrap;
  both.isUnsigned = a.isUnsigned && b.isUnsigned;
  both.isNarrow = a.isNarrow || b.isNarrow;
  both.factors = std::max(a.factors, b.factors);
  both.measures = a.measures == b.measures ? a.measures : 0;
  both.countsEnd = a.countsEnd || b.countsEnd;
  return both;
}

static bool isFreed(Pointer pointer) {
  return pointer == Pointer::Freed || pointer == Pointer::MaybeFreed;
}

static Pointer join(Pointer a, Pointer b, bool nullSide) {
  if (a == b)
    return a;
  if (isFreed(a) || isFreed(b)) {
    const Pointer other = isFreed(a) ? b : a;
    return other == Pointer::Null ? Pointer::Freed : Pointer::MaybeFreed;
  }
  const auto either = [&](Pointer wanted) { return a == wanted || b == wanted; };
  if (either(Pointer::Unchecked))
    return Pointer::Unchecked;
  if (nullSide && a == Pointer::Null && b == Pointer::NonNull)
    return Pointer::MaybeNull;
  return Pointer::Unknown;
}

PlaceState assay::join(const PlaceState &a, const PlaceState &b, bool nullSide) {
  PlaceState both;
  both.pointer = ::join(a.pointer, b.pointer, nullSide);
  const bool eitherNull = a.pointer == Pointer::Null || b.pointer == Pointer::Null;
  both.isOwner = eitherNull ? a.isOwner || b.isOwner : a.isOwner && b.isOwner;
  // New memory that may be null after all: what uses it did not ask.
  if (both.isOwner && eitherNull && both.pointer == Pointer::Unknown)
    both.pointer = Pointer::Unchecked;
  both.holdsOutside = a.holdsOutside || b.holdsOutside;
  both.lacksEnd = a.lacksEnd && b.lacksEnd;
  both.isSizedByText = a.isSizedByText || b.isSizedByText;
  both.isAskedAbout = a.isAskedAbout || b.isAskedAbout;
  both.isCounted = a.isCounted || b.isCounted;
  both.isMeasured = a.isMeasured && b.isMeasured;
  both.bytes = a.bytes == b.bytes ? a.bytes : -1;
  both.number = join(a.number, b.number);
  return both;
}
