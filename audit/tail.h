#ifndef ASSAY_AUDIT_TAIL_H
#define ASSAY_AUDIT_TAIL_H

#include "audit/record.h"
#include "audit/segment.h"

namespace assay {

/// The end of the log: what the next record is chained to. Requires the append lock throughout, and
/// reads at most the last line.
struct Tail {
  /// Number of records, which is the next one's number.
  std::uint64_t size = 0;
  Digest lastLeaf{};
  std::int64_t time = 0;
  std::int64_t mono = 0;
  std::string boot;

  /// The segment that grows, opened for appending, and its length.
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  Descriptor file;
};

/// Bytes at the end of the last segment that are not a record.
struct TornBytes {
  std::uint64_t offset = 0;
  std::string bytes;
};

/// What a crash left behind the last record; empty bytes if nothing. These are the bytes after the
/// last newline, and lines before that which hold NULs: blocks that the file system had allocated
/// but not written. Any other damage is no crash and is left to findTail() to refuse.
llvm::Expected<TornBytes> findTornBytes(const LogFolder &folder, const Segment &last);

/// Looks the end up in the files. Requires at least one segment, and no torn bytes.
llvm::Expected<Tail> findTail(const LogFolder &folder, const std::vector<Segment> &segments);

/// Brings `tail` up to date with what others have appended since. Error: the log became shorter.
llvm::Error followTail(const LogFolder &folder, Tail &tail);

} // namespace assay

#endif // ASSAY_AUDIT_TAIL_H
