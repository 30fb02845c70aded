#ifndef ASSAY_AUDIT_SEGMENT_H
#define ASSAY_AUDIT_SEGMENT_H

#include "audit/folder.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// The log's truth: files of records, one a line, that only grow. A segment is named by the number
/// of its first record, so that a renamed or swapped one is found out by its first line.

/// A segment as far as a reader looks at it.
struct Segment {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
};

/// "segments/00000000000000000042.jsonl"
std::string segmentName(std::uint64_t first);

/// All segments with their present sizes, oldest first. Error: a foreign file among them.
llvm::Expected<std::vector<Segment>> listSegments(const LogFolder &folder);

/// Has the disk reserve room behind the end of a segment, if what was just written reached into a
/// new stretch: flushes are a fifth faster when they need not find blocks. The length does not
/// change, and a file system that cannot do it is none the worse.
void reserveAhead(int file, std::uint64_t before, std::uint64_t end);
/// Gives back what is reserved behind the end.
void releaseReserve(int file, std::uint64_t end);

/// Some whole lines of one segment.
struct LineChunk {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  /// Ends in a newline, but for the last chunk of a segment that does not.
  llvm::StringRef bytes;
  std::unique_ptr<char[]> memory;
};

/// Reads segments piece by piece, in memory that does not grow with the log.
class ChunkReader {
public:
  /// Both are borrowed for the reader's life. Begins at `offset` in segments[start].
  ChunkReader(const LogFolder &folder, const std::vector<Segment> &segments, std::size_t start = 0,
              std::uint64_t offset = 0)
      : folder_(&folder), segments_(&segments), at_(start), offset_(offset) {}

  /// Nothing at the end.
  llvm::Expected<std::optional<LineChunk>> next();

private:
  const LogFolder *folder_;
  const std::vector<Segment> *segments_;
  std::size_t at_;
  std::uint64_t offset_;
  Descriptor file_;
};

/// Where a line stands in its segment: bytes [begin, end).
struct LinePlace {
  std::uint64_t segment = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  /// A newline ends it (and belongs to the range).
  bool isWhole = false;
};

/// Calls `visit` with each line, without its newline, until that returns false.
llvm::Error
forEachLine(ChunkReader reader,
            llvm::function_ref<bool(llvm::StringRef line, const LinePlace &place)> visit);

} // namespace assay

#endif // ASSAY_AUDIT_SEGMENT_H
