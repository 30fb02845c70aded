#include "grammars/region.h"

using namespace assay;

RegionId assay::openRegion(FactSet &facts, RegionKind kind, ScopeId scope, RegionId parent) {
  Region &region = facts.regions.emplace_back();
  region.kind = kind;
  region.parent = parent;
  region.scope = scope;
  region.first = static_cast<StatementId>(facts.statements.size());
  region.firstValue = static_cast<ValueId>(facts.values.size());
  const auto id = static_cast<RegionId>(facts.regions.size() - 1);
  if (kind == RegionKind::Body && facts.scopes[scope].body == 0)
    facts.scopes[scope].body = id;
  return id;
}

void assay::closeRegion(FactSet &facts, RegionId region) {
  facts.regions[region].last = static_cast<StatementId>(facts.statements.size());
  facts.regions[region].lastValue = static_cast<ValueId>(facts.values.size());
}

void assay::leaveRegion(FactSet &facts, RegionId from, Leaving leaving, std::uint32_t end,
                        bool runsAlways) {
  const bool leavesFunction = leaving == Leaving::Function;
  if (Region &own = facts.regions[from]; own.leavesAt == 0 && runsAlways) {
    own.leavesAt = end;
    own.leaving = leaving;
  }
  if (leaving == Leaving::Continue)
    return;
  for (RegionId at = from; at; at = facts.regions[at].parent) {
    Region &region = facts.regions[at];
    if (region.kind == RegionKind::Body)
      return;
    region.exits = region.exits || region.kind == RegionKind::Loop ||
                   (leavesFunction && region.kind == RegionKind::Handler);
    if (!leavesFunction && region.kind == RegionKind::Loop)
      return;
  }
}

void assay::reenterRegion(FactSet &facts, RegionId region) {
  facts.regions[region].leavesAt = 0;
  facts.regions[region].leaving = Leaving::None;
}
