#ifndef ASSAY_ANALYZER_MEMORY_MEMORY_FAULT_H
#define ASSAY_ANALYZER_MEMORY_MEMORY_FAULT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace assay {

enum class MemoryFault : std::uint8_t {
  UseAfterFree,
  /// On one of the ways here, which joined another.
  UseAfterPossibleFree,
  FreedTwice,
  PossiblyFreedTwice,
  Leak,
  /// p = realloc(p, n): when there is no memory, p is lost.
  LostByRealloc,
  /// Null for certain.
  NullUse,
  /// A result that may be null, and nobody asked.
  NullUnchecked,
  IndexOutside,
  /// By a number from outside that nobody compared.
  IndexUnchecked,
  /// Compared with the upper end only.
  IndexNegative,
  WriteOutside,
  ReadOutside,
  /// A text longer than where it goes.
  TextOutside,
  /// A text whose length nobody asked for goes where there is room for so many bytes.
  TextUnchecked,
  /// There is no room for the zero at the end.
  EndOutside,
  /// So many bytes as a number from outside says.
  SizeUnchecked,
  /// The size of new memory is a product or sum that may wrap, of numbers from outside.
  SizeWraps,
  /// Likewise, of parameters.
  SizeMayWrap,
  ResultWraps,
  /// A file is opened by a name that was asked about before.
  AskedThenOpened,
  /// A thread changes a number of the module, and its function takes no lock.
  UnlockedWrite,
  /// A function that a signal starts calls this.
  CalledInHandler,
};

inline constexpr unsigned memoryFaultCount =
    static_cast<unsigned>(MemoryFault::CalledInHandler) + 1;

/// The name in a rule file: "use-after-free", ...
llvm::StringRef nameOf(MemoryFault fault);

} // namespace assay

#endif // ASSAY_ANALYZER_MEMORY_MEMORY_FAULT_H
