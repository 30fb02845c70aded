#include "audit/chain_break.h"

namespace assay {

namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

/// The lines around a break: `line` is the first that does not fit.
struct BreakSite {
  ChainLink link;
  /// Stands for all records before `line`, and for all before the one before.
  CompactRange range, rangeBefore;
  std::string line;
  /// The line after; empty if there is none.
  std::string after;
  bool hasAfter = false;
};

/// Two records claim one place if the line repeats the number of the one before it.
ChainBreak blameNumber(const BreakSite &site, const RecordView &view) {
  std::uint64_t place = site.link.next;
  if (view.seq > place)
    return {place,
            "record " + number(place) + " is missing: record " + number(view.seq) +
                " stands in its place",
            false,
            {}};
  // A line that continues the one before it is in its place, and only its number is wrong.
  bool isInPlace = view.prev == site.link.leaf;
  bool isCopy = leafHash(site.line) == site.link.leaf;
  if (view.seq + 1 == place && !isCopy && !isInPlace)
    return {view.seq, "two records have the number " + number(view.seq), false, {}};
  return {place,
          "record " + number(view.seq) + " stands again in the place of record " + number(place),
          false,
          {}};
}

ChainBreak blamePrev(const BreakSite &site, const RecordView &view) {
  std::uint64_t place = site.link.next;
  ChainBreak own{place,
                 "record " + number(place) + " does not continue record " + number(place - 1) +
                     ": its prev is " + hexOf(view.prev).substr(0, 12) + "..., want " +
                     hexOf(site.link.leaf).substr(0, 12) + "...",
                 false,
                 {}};
  if (place == 0 || site.range.begin() == site.range.end())
    return own;
  ChainBreak before{place - 1,
                    "record " + number(place - 1) + " was changed: its hash is " +
                        hexOf(site.link.leaf).substr(0, 12) + "..., and record " + number(place) +
                        " holds " + hexOf(view.prev).substr(0, 12) + "...",
                    false,
                    {}};
  if (!site.hasAfter) {
    CompactRange claimed = site.rangeBefore;
    claimed.append(view.prev);
    claimed.append(leafHash(site.line));
    own.rootIfBefore = claimed.root();
    return own;
  }
  RecordView next;
  bool isLineIntact = !viewRecord(site.after, next) && next.prev == leafHash(site.line);
  return isLineIntact ? before : own;
}

ChainBreak blame(const BreakSite &site, LinkFault fault, const RecordView &view,
                 const char *problem) {
  std::uint64_t place = site.link.next;
  switch (fault) {
  case LinkFault::NotARecord:
    return {place, "record " + number(place) + " is not a record: " + problem, false, {}};
  case LinkFault::WrongNumber:
    return blameNumber(site, view);
  case LinkFault::WrongPrev:
    return blamePrev(site, view);
  case LinkFault::EarlierTime:
    return {place, "record " + number(place) + " is earlier than the one before it", false, {}};
  case LinkFault::None:
    break;
  }
  return {place,
          "record " + number(place) +
              " is in a segment with a wrong name, or that ends in the middle of it",
          false,
          {}};
}

} // namespace

llvm::Expected<ChainBreak> findBreak(const LogFolder &folder, const std::vector<Segment> &segments,
                                     std::size_t segment, std::uint64_t offset, ChainLink link,
                                     CompactRange range) {
  BreakSite site{link, range, range, {}, {}, false};
  LinkFault fault = LinkFault::None;
  RecordView view;
  const char *problem = nullptr;
  bool isFound = false, isTorn = false;
  llvm::Error error =
      forEachLine(ChunkReader(folder, segments, segment, offset),
                  [&](llvm::StringRef line, const LinePlace &place) {
                    if (isFound) {
                      site.after = line.str();
                      site.hasAfter = true;
                      return false;
                    }
                    fault = checkLink(site.link, line, view, problem);
                    bool isMisnamed = place.begin == 0 && place.segment != site.link.next;
                    isTorn = !place.isWhole && place.segment == segments.back().first;
                    if (fault != LinkFault::None || isMisnamed || !place.isWhole) {
                      isFound = true;
                      site.line = line.str();
                      return true;
                    }
                    site.rangeBefore = site.range;
                    site.link = {site.link.next + 1, leafHash(line), view.time};
                    site.range.append(site.link.leaf);
                    return true;
                  });
  if (error)
    return error;
  if (!isFound)
    return llvm::createStringError("%s: byte %llu and what follows changed while it was read",
                                   segmentName(segments[segment].first).c_str(),
                                   static_cast<unsigned long long>(offset));
  // Whether it could be a crash, the caller knows: what is signed cannot be unfinished.
  if (isTorn)
    return ChainBreak{site.link.next, "the last record is unfinished", true, {}};
  return blame(site, fault, view, problem);
}

} // namespace assay
