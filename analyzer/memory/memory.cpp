#include "analyzer/memory/memory.h"
#include "analyzer/memory/function_check.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace assay;

MemoryCheck::MemoryCheck() = default;
MemoryCheck::~MemoryCheck() = default;

llvm::ArrayRef<MemoryFinding> MemoryCheck::run(const FactSet &facts, const Resolution &resolution) {
  found_.clear();
  bounded_.clear();
  // A language whose declarations say nothing of memory has no such faults.
  if (facts.storages.empty())
    return found_;
  MemoryFacts all;
  all.build(facts, resolution);
  FunctionCheck check(all, found_, bounded_);
  for (ScopeId scope = 1; scope < facts.scopes.size(); ++scope)
    if (facts.scopes[scope].kind == ScopeKind::Function && facts.scopes[scope].body)
      check.run(scope);
  findShared(all, found_);
  const auto key = [](const MemoryFinding &finding) {
    return std::tuple(finding.span.begin, finding.span.end, finding.fault, finding.symbol);
  };
  llvm::sort(found_, [&](const auto &a, const auto &b) { return key(a) < key(b); });
  found_.erase(std::unique(found_.begin(), found_.end(),
                           [&](const auto &a, const auto &b) { return key(a) == key(b); }),
               found_.end());
  return found_;
}
