#include "analyzer/match.h"

// The part of matching that looks at what a program does with memory.

using namespace assay;

void Matcher::matchMemory() {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Memory);
  if (patterns.empty())
    return;
  for (const MemoryFinding &finding : memory_.run(*in_.facts, *in_.resolution)) {
    const llvm::StringRef symbol = in_.resolution->symbols()[finding.symbol].name;
    for (PatternId id : patterns) {
      const Pattern &pattern = *(*in_.rules)[id].pattern;
      if (llvm::is_contained(pattern.contains, nameOf(finding.fault)) &&
          (pattern.symbols.empty() || in_.rules->names(pattern, symbol)))
        candidates_.push_back({id, finding.span, finding.symbol, std::nullopt, -1});
    }
  }
}
