#ifndef ASSAY_ANALYZER_MEMORY_MEMORY_H
#define ASSAY_ANALYZER_MEMORY_MEMORY_H

#include "analyzer/memory/memory_fault.h"
#include "analyzer/resolve/resolution.h"
#include "grammars/fact.h"
#include "llvm/ADT/DenseSet.h"
#include <vector>

// What can be told of memory in languages that leave it to the program: sizes of buffers, where
// memory is got and given back, tests for null, bounds of numbers. Which functions do what is in
// symbols.yaml (`memory`), what to make of a fault in rules (`memory: {fault: [...]}`).

namespace assay {

struct MemoryFinding {
  MemoryFault fault{};
  Span span;
  /// The function called there, if it is one.
  SymbolId symbol = 0;
};

/// Looks at each function by itself, once, in the order of its text, along the regions: branches
/// are followed apart and joined, loops run once. Not followed: gotos, what functions of the
/// program do (they may do anything to what they are given), pointers into pointers. So what is
/// said to be certain is so on some way through the function as it is written, and much is missed.
/// Linear in the facts; functions beyond the bounds are left out from where they exceed them.
/// Holds memory for reuse; not thread-safe.
class MemoryCheck {
public:
  MemoryCheck();
  ~MemoryCheck();
  /// By place, then by fault.
  [[nodiscard]] llvm::ArrayRef<MemoryFinding> run(const FactSet &facts,
                                                  const Resolution &resolution);

  /// A call that writes what was compared with the room that there is. Of the last run.
  [[nodiscard]] bool isBounded(ValueId call) const { return bounded_.contains(call); }

private:
  std::vector<MemoryFinding> found_;
  llvm::DenseSet<ValueId> bounded_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_MEMORY_MEMORY_H
