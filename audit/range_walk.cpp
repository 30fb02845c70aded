#include "audit/range_walk.h"

#include <algorithm>

namespace assay {

/// The segment in which record `seq` must be.
static std::size_t segmentOf(const std::vector<Segment> &segments, std::uint64_t seq) {
  auto after = llvm::find_if(segments, [&](const Segment &s) { return s.first > seq; });
  return static_cast<std::size_t>(after - segments.begin()) - (after == segments.begin() ? 0 : 1);
}

RangeWalk::RangeWalk(const LogFolder &folder, const std::vector<Segment> &segments,
                     RecordRange range, std::vector<std::uint64_t> sizes)
    : folder_(folder), segments_(segments), range_(range), sizes_(std::move(sizes)) {
  llvm::sort(sizes_);
}

void RangeWalk::note() {
  std::uint64_t size = result_.range.end();
  if (std::binary_search(sizes_.begin(), sizes_.end(), size))
    result_.points[size] = {result_.range, link_.leaf, link_.time};
}

void RangeWalk::breakAt(std::uint64_t seq, const char *what) {
  result_.broken = {seq, "record " + std::to_string(seq) + ' ' + what, false, {}};
}

llvm::Error RangeWalk::byHashing(const LogBase &base, std::uint64_t size) {
  result_.range = base.range;
  result_.epochs = base.epochs;
  link_ = {base.range.end(), base.lastLeaf, base.lastTime};
  note();
  return readFrom(0, [&] { return result_.range.end() < size; });
}

/// Each key's record is one of the tree: what its bytes say, the signed root vouches for.
llvm::Error RangeWalk::readKeys(const TileTree &tiles, llvm::ArrayRef<std::uint64_t> keys) {
  for (std::uint64_t key : keys) {
    llvm::Expected<std::string> line = tiles.record(key);
    if (!line)
      return line.takeError();
    std::optional<Epoch> epoch = epochOf(*line);
    if (!epoch || epoch->since != key)
      return llvm::createStringError("the tiles' record %llu is no key",
                                     static_cast<unsigned long long>(key));
    result_.epochs.push_back(std::move(*epoch));
    keyLeaves_[key] = leafHash(*line);
  }
  return llvm::Error::success();
}

llvm::Error RangeWalk::byTiles(TileTree &tiles, llvm::ArrayRef<std::uint64_t> keys) {
  if (llvm::Error error = readKeys(tiles, keys))
    return error;
  if (llvm::Error error = addTiles(tiles, range_.from))
    return error;
  if (range_.from > 0) {
    llvm::Expected<Digest> before = tiles.leaf(range_.from - 1);
    if (!before)
      return before.takeError();
    link_.leaf = *before;
  }
  std::size_t segment = segmentOf(segments_, range_.from > 0 ? range_.from - 1 : 0);
  link_.next = segments_.empty() ? 0 : segments_[segment].first;
  if (llvm::Error error = readFrom(segment, [&] { return link_.next <= range_.to; }))
    return error;
  if (!result_.broken && link_.next <= range_.to)
    breakAt(link_.next, "is missing: the log ends before it");
  return result_.broken ? llvm::Error::success() : addTiles(tiles, tiles.size());
}

/// Reads lines while `wanted` says so.
llvm::Error RangeWalk::readFrom(std::size_t segment, llvm::function_ref<bool()> wanted) {
  return forEachLine(
      ChunkReader(folder_, segments_, segment),
      [&](llvm::StringRef line, const LinePlace &place) { return wanted() && add(line, place); });
}

/// False: it does not follow from what came before. Of records outside the range only the hash is
/// taken, or, if tiles have that, nothing.
bool RangeWalk::add(llvm::StringRef line, const LinePlace &place) {
  std::uint64_t seq = link_.next;
  bool isFirstBefore = seq + 1 == range_.from;
  const char *problem = nullptr;
  LinkFault fault = LinkFault::None;
  if (isInRange(seq) || isFirstBefore)
    fault = checkLink(link_, line, view_, problem);
  bool isMisnamed = place.begin == 0 && place.segment != seq;
  if (isInRange(seq) && (fault != LinkFault::None || isMisnamed || !place.isWhole)) {
    breakAt(seq, "does not follow from what is before it");
    return false;
  }
  bool isAdded = result_.range.end() == seq;
  Digest leaf = leafHash(line);
  // The first record of the range must not be earlier than the one before it, if that is the one
  // which was signed.
  if (isInRange(seq) || (isFirstBefore && !problem && (isAdded || leaf == link_.leaf)))
    link_.time = view_.time;
  link_.next = seq + 1;
  if (!isAdded)
    return true;
  if (isInRange(seq))
    result_.times[seq] = result_.lastTime = view_.time;
  link_.leaf = leaf;
  result_.range.append(leaf);
  if (line.ends_with(R"("type":"key","v":1})") && !keyLeaves_.contains(seq))
    if (auto epoch = epochOf(line))
      result_.epochs.push_back(std::move(*epoch));
  note();
  return true;
}

/// Adds records up to `end` as the tiles have them, but those whose bytes are known.
llvm::Error RangeWalk::addTiles(TileTree &tiles, std::uint64_t end) {
  note();
  while (result_.range.end() < end) {
    std::uint64_t at = result_.range.end(), next = end;
    if (auto key = keyLeaves_.lower_bound(at); key != keyLeaves_.end() && key->first < end)
      next = std::max(key->first, at + 1);
    if (auto size = llvm::upper_bound(sizes_, at); size != sizes_.end())
      next = std::min(next, *size);
    if (keyLeaves_.contains(at)) {
      result_.range.append(keyLeaves_[at]);
    } else {
      llvm::Expected<CompactRange> part = tiles.cover(at, next);
      if (!part)
        return part.takeError();
      result_.range.append(*part);
    }
    note();
  }
  return llvm::Error::success();
}

} // namespace assay
