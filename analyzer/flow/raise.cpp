#include "analyzer/flow/taint.h"

// Errors carry data. What is raised arrives at the handlers of the try around it, or at the callers
// of the function, and there at the handlers of the try around the call. Which handler takes which
// type is not asked: each gets all.

using namespace assay;

void TaintAnalysis::prepareHandlers() {
  // Handlers come behind their try, in the same region.
  llvm::DenseMap<RegionId, RegionId> lastTry;
  for (RegionId id = 1; id < facts_->regions.size(); ++id) {
    const Region &region = facts_->regions[id];
    if (region.kind == RegionKind::Try)
      lastTry[region.parent] = id;
    else if (region.kind == RegionKind::Handler && region.caught)
      caught_[region.caught] = lastTry.lookup(region.parent);
  }
}

/// Something is raised in a region.
void TaintAnalysis::raise(RegionId region, const Content &content, ValueId from) {
  while (region && facts_->regions[region].kind != RegionKind::Try &&
         facts_->regions[region].kind != RegionKind::Body)
    region = facts_->regions[region].parent;
  Content &into = raised_[region];
  const Taint before = into.taint;
  merge(into.taint, content.taint, from);
  changed_ |= before.sources != into.taint.sources || before.parameters != into.taint.parameters;
  changed_ |= into.objects.insert(content.objects);
}

void TaintAnalysis::visitThrow(const Statement &statement) {
  raise(statement.region, {taints_[statement.value], objects_[statement.value]}, statement.value);
}

/// A call raises what the function it calls does not catch.
void TaintAnalysis::raiseFrom(ValueId call, ScopeId function) {
  const auto at = raised_.find(facts_->scopes[function].body);
  if (at == raised_.end())
    return;
  Content content = at->second;
  const ValueId from = content.taint.from;
  content.taint = substitute(content.taint, call, function);
  if (!content.taint.from)
    content.taint.from = from;
  raise(resolution_->bindings().regionAt(facts_->value(call).span.begin), content,
        content.taint.from);
}

TaintAnalysis::Content TaintAnalysis::visitCaught(ValueId id) const {
  const auto at = caught_.find(id);
  if (at == caught_.end())
    return {};
  const auto raised = raised_.find(at->second);
  return raised == raised_.end() ? Content{} : raised->second;
}
