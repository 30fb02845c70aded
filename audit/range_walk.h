#ifndef ASSAY_AUDIT_RANGE_WALK_H
#define ASSAY_AUDIT_RANGE_WALK_H

#include "audit/chain_check.h"
#include "audit/chain_link.h"
#include "audit/tile.h"
#include "audit/verify.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace assay {

/// Adds the tree up from the left: a range from its records' bytes, what is left and right of it
/// from tiles or from the hashes of the records there. If that comes to the signed root, all of it
/// is proved, whatever the tiles claimed. Notes the points at `sizes`, as checkChain() does.
class RangeWalk {
public:
  /// The folder and the segments are borrowed.
  RangeWalk(const LogFolder &folder, const std::vector<Segment> &segments, RecordRange range,
            std::vector<std::uint64_t> sizes);

  /// Reads all of the first `size` records. Requires that the range is among them, from `base` on.
  llvm::Error byHashing(const LogBase &base, std::uint64_t size);
  /// Reads the range, and of the tiles what is around it. `keys`: the numbers of the Key records,
  /// in order. Requires that the range is in the tiles' tree.
  llvm::Error byTiles(TileTree &tiles, llvm::ArrayRef<std::uint64_t> keys);

  ChainResult take() { return std::move(result_); }

private:
  [[nodiscard]] bool isInRange(std::uint64_t seq) const {
    return seq >= range_.from && seq <= range_.to;
  }
  void note();
  void breakAt(std::uint64_t seq, const char *what);
  llvm::Error readFrom(std::size_t segment, llvm::function_ref<bool()> wanted);
  bool add(llvm::StringRef line, const LinePlace &place);
  llvm::Error readKeys(const TileTree &tiles, llvm::ArrayRef<std::uint64_t> keys);
  llvm::Error addTiles(TileTree &tiles, std::uint64_t end);

  const LogFolder &folder_;
  const std::vector<Segment> &segments_;
  RecordRange range_;
  std::vector<std::uint64_t> sizes_;
  ChainResult result_;
  /// What the next line of the log must continue. With tiles, the tree may be elsewhere.
  ChainLink link_;
  RecordView view_;
  /// Of the Key records that were read from the tiles.
  std::map<std::uint64_t, Digest> keyLeaves_;
};

} // namespace assay

#endif // ASSAY_AUDIT_RANGE_WALK_H
