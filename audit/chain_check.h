#ifndef ASSAY_AUDIT_CHAIN_CHECK_H
#define ASSAY_AUDIT_CHAIN_CHECK_H

#include "audit/log_base.h"
#include "audit/segment.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// The first place where the records do not follow from each other.
struct ChainBreak {
  /// The record to blame: counted from the log's beginning, whatever number it gives itself.
  std::uint64_t record = 0;
  std::string what;
  /// The log ends here, in the middle of a line.
  bool isTorn = false;
  /// Set if the break is at the last record and nothing tells whether that or the one before was
  /// changed: the root of the tree if it was the one before.
  std::optional<Digest> rootIfBefore;
};

/// Where a walk begins: at byte `offset` of segments[segment], with record base.range.end().
struct ChainStart {
  LogBase base;
  std::size_t segment = 0;
  std::uint64_t offset = 0;
};

/// The log up to some size: what a later walk from there needs.
struct ChainPoint {
  CompactRange range;
  Digest lastLeaf{};
  std::int64_t lastTime = 0;
};

/// What a walk over all records found out, for the signatures to be checked against.
struct ChainResult {
  std::optional<ChainBreak> broken;
  /// Up to the break, or all.
  CompactRange range;
  std::int64_t lastTime = 0;
  /// All keys announced so far, also those before the base.
  std::vector<Epoch> epochs;
  /// Each size that was asked for and reached.
  std::map<std::uint64_t, ChainPoint> points;
  /// The time of the record with each number that was asked for.
  std::map<std::uint64_t, std::int64_t> times;
};

/// Reads all records from `start` on, on `threads` threads, and checks that each is a record, has
/// the next number, holds the hash of the one before, and is not earlier. Notes the points at
/// `sizes`.
llvm::Expected<ChainResult> checkChain(const LogFolder &folder,
                                       const std::vector<Segment> &segments,
                                       const ChainStart &start, std::vector<std::uint64_t> sizes,
                                       unsigned threads);

} // namespace assay

#endif // ASSAY_AUDIT_CHAIN_CHECK_H
