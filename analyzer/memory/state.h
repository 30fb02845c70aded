#ifndef ASSAY_ANALYZER_MEMORY_STATE_H
#define ASSAY_ANALYZER_MEMORY_STATE_H

#include "grammars/fact.h"
#include <cstdint>
#include <limits>
#include <vector>

// What is known of a function's variables at a point of it.

namespace assay {

/// A variable, or a member of one: an index into what FunctionCheck knows. 0: none.
using PlaceId = std::uint32_t;

/// A number as far as it is known: an interval, and how it came about.
struct Number {
  static constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

  std::int64_t low = lowest;
  std::int64_t high = highest;
  /// Something bounds it that has no known value.
  bool hasLow = false;
  bool hasHigh = false;
  /// Whoever writes the input decides.
  bool isOutside = false;
  /// A caller decides.
  bool isParameter = false;
  /// A sum or product that may have wrapped, of numbers from outside or parameters.
  bool mayWrap = false;
  bool isUnsigned = false;
  /// mayWrap, and with 32 bits or less.
  bool isNarrow = false;
  /// How often a number that is not constant was multiplied in.
  std::uint8_t factors = 0;
  /// The length of that text, without its end.
  PlaceId measures = 0;
  /// measures, plus something for the end.
  bool countsEnd = false;

  [[nodiscard]] bool isExact() const { return low == high; }
  [[nodiscard]] bool isBoundAbove() const { return hasHigh || high != highest; }
  [[nodiscard]] bool isBoundBelow() const { return hasLow || low >= 0 || isUnsigned; }
};

enum class Pointer : std::uint8_t {
  Unknown,
  NonNull,
  /// Nobody asked yet.
  Unchecked,
  /// Null on one of the ways here.
  MaybeNull,
  Null,
  Freed,
  MaybeFreed,
};

struct PlaceState {
  Pointer pointer = Pointer::Unknown;
  /// New memory that only this place leads to.
  bool isOwner = false;
  /// What it leads to, or holds, came from outside.
  bool holdsOutside = false;
  /// Room for a text without its end, or for a text whose length was asked for.
  bool lacksEnd = false;
  bool isSizedByText = false;
  /// Somebody compared the length of the text.
  bool isMeasured = false;
  /// Its length was asked for, and maybe not compared.
  bool isCounted = false;
  /// Somebody asked about the file of this name.
  bool isAskedAbout = false;
  /// Bytes it leads to; -1: not known.
  std::int64_t bytes = -1;
  Number number;
};

/// By PlaceId.
using MemoryState = std::vector<PlaceState>;

/// What holds when either may be so. `nullSide`: null in `a` was asked for and led to nothing.
PlaceState join(const PlaceState &a, const PlaceState &b, bool nullSide);
Number join(const Number &a, const Number &b);

} // namespace assay

#endif // ASSAY_ANALYZER_MEMORY_STATE_H
