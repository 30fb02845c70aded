#ifndef ASSAY_GRAMMARS_REGION_H
#define ASSAY_GRAMMARS_REGION_H

#include "grammars/fact.h"

// Opening, closing and leaving regions of a FactSet; the same for every front end.

namespace assay {

/// Begins a region at the statement and value that come next. The caller sets what else it knows.
RegionId openRegion(FactSet &facts, RegionKind kind, ScopeId scope, RegionId parent);

/// What was added since it was opened lies in it.
void closeRegion(FactSet &facts, RegionId region);

/// A jump in `region` that ends at byte offset `end`: what it leaves may end. `runsAlways`: it runs
/// whenever the region does, so what follows there does not run.
void leaveRegion(FactSet &facts, RegionId region, Leaving leaving, std::uint32_t end,
                 bool runsAlways);

/// A jump comes to what follows in the region.
void reenterRegion(FactSet &facts, RegionId region);

} // namespace assay

#endif // ASSAY_GRAMMARS_REGION_H
