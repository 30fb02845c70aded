#include "grammars/tree_walk.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

std::uint16_t TreeWalk::field() const {
  if (language_.field_count == 0)
    return 0;
  for (const Level &level : llvm::reverse(levels_)) {
    if (ts_subtree_extra(level.children[level.next - 1]))
      return 0;
    const TSMapSlice slice = language_.field_map_slices[level.production];
    const TSFieldMapEntry *entries = language_.field_map_entries + slice.index;
    for (const TSFieldMapEntry &entry : llvm::ArrayRef(entries, slice.length))
      if (!entry.inherited && entry.child_index == level.structural - 1)
        return entry.field_id;
    if (level.isVisible)
      return 0;
  }
  return 0;
}
