#include "audit/tail.h"

#include "audit/merkle.h"
#include "audit/record_view.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace assay {

/// The last line of the first `end` bytes of a segment, without its newline. Requires that a
/// newline ends them.
static llvm::Expected<std::string> readLastLine(int file, std::uint64_t end, llvm::StringRef name) {
  // Most records are far shorter than the first try.
  for (std::uint64_t window : {std::uint64_t{2048}, std::uint64_t{maxRecordBytes} + 2}) {
    std::uint64_t start = end > window ? end - window : 0;
    llvm::Expected<std::string> bytes = readAt(file, start, end - start, name);
    if (!bytes)
      return bytes.takeError();
    if (bytes->size() != end - start || bytes->empty() || bytes->back() != '\n')
      return llvm::createStringError("%s: does not end with a record", name.str().c_str());
    bytes->pop_back();
    std::size_t newline = bytes->rfind('\n');
    if (newline != std::string::npos)
      return bytes->substr(newline + 1);
    if (start == 0)
      return bytes;
  }
  return llvm::createStringError("%s: its last line is longer than a record", name.str().c_str());
}

/// Sets what the last record says. Requires that `end` bytes of the segment are whole lines.
static llvm::Error readLastRecord(int file, std::uint64_t end, llvm::StringRef name, Tail &tail) {
  llvm::Expected<std::string> line = readLastLine(file, end, name);
  if (!line)
    return line.takeError();
  RecordView record;
  if (const char *problem = viewRecord(*line, record))
    return llvm::createStringError("%s: its last line is no record (%s); nothing is appended to a "
                                   "damaged log, see assay audit verify",
                                   name.str().c_str(), problem);
  tail.size = record.seq + 1;
  tail.lastLeaf = leafHash(*line);
  tail.time = record.time;
  tail.mono = record.mono;
  tail.boot = record.boot.str();
  return llvm::Error::success();
}

llvm::Expected<Tail> findTail(const LogFolder &folder, const std::vector<Segment> &segments) {
  Tail tail;
  const Segment &last = segments.back();
  llvm::Expected<Descriptor> file = folder.openFile(segmentName(last.first), O_RDWR | O_APPEND);
  if (!file)
    return file.takeError();
  tail.segment = last.first;
  tail.offset = last.bytes;
  tail.file = std::move(*file);
  if (last.bytes > 0) {
    if (llvm::Error error =
            readLastRecord(tail.file.get(), last.bytes, segmentName(last.first), tail))
      return error;
  } else if (segments.size() > 1) {
    const Segment &before = segments[segments.size() - 2];
    llvm::Expected<Descriptor> previous = folder.openFile(segmentName(before.first), O_RDONLY);
    if (!previous)
      return previous.takeError();
    if (llvm::Error error =
            readLastRecord(previous->get(), before.bytes, segmentName(before.first), tail))
      return error;
  }
  if (last.bytes == 0 ? tail.size != last.first : tail.size <= last.first)
    return llvm::createStringError("%s: its name does not fit its records",
                                   segmentName(last.first).c_str());
  return tail;
}

/// Its length; nothing if another process has pruned it while we had it open, and it must not be
/// written any more.
static llvm::Expected<std::optional<std::uint64_t>> sizeUnlessRemoved(int file,
                                                                      llvm::StringRef name) {
  struct stat info = {};
  if (::fstat(file, &info) != 0)
    return systemError(name, "inspect");
  return info.st_nlink == 0 ? std::nullopt : std::optional<std::uint64_t>(info.st_size);
}

static llvm::Error findTailAnew(const LogFolder &folder, Tail &tail) {
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  if (segments->empty())
    return llvm::createStringError("%s: all records are gone", folder.path().c_str());
  llvm::Expected<Tail> found = findTail(folder, *segments);
  if (!found)
    return found.takeError();
  tail = std::move(*found);
  return llvm::Error::success();
}

llvm::Error followTail(const LogFolder &folder, Tail &tail) {
  while (true) {
    std::string name = segmentName(tail.segment);
    llvm::Expected<std::optional<std::uint64_t>> bytes = sizeUnlessRemoved(tail.file.get(), name);
    if (!bytes)
      return bytes.takeError();
    if (!*bytes)
      return findTailAnew(folder, tail);
    if (**bytes < tail.offset)
      return llvm::createStringError("%s: became shorter; records are gone", name.c_str());
    if (**bytes > tail.offset) {
      if (llvm::Error error = readLastRecord(tail.file.get(), **bytes, name, tail))
        return error;
      tail.offset = **bytes;
    }
    // The next segment's name is the number of the next record.
    std::string next = segmentName(tail.size);
    if (tail.size == tail.segment || !folder.exists(next))
      return llvm::Error::success();
    llvm::Expected<Descriptor> file = folder.openFile(next, O_RDWR | O_APPEND);
    if (!file)
      return file.takeError();
    tail.segment = tail.size;
    tail.offset = 0;
    tail.file = std::move(*file);
  }
}

llvm::Expected<TornBytes> findTornBytes(const LogFolder &folder, const Segment &last) {
  std::string name = segmentName(last.first);
  llvm::Expected<Descriptor> file = folder.openFile(name, O_RDONLY);
  if (!file)
    return file.takeError();
  // A crash can tear what was written since the last flush: the batch of one group commit. One that
  // is larger than this is not repaired without a person.
  constexpr std::uint64_t window = 8u << 20;
  std::uint64_t start = last.bytes > window ? last.bytes - window : 0;
  llvm::Expected<std::string> bytes = readAt(file->get(), start, last.bytes - start, name);
  if (!bytes)
    return bytes.takeError();
  // No newline at all: npos + 1 is 0, all of it is torn.
  std::size_t keep = bytes->rfind('\n') + 1;
  while (keep > 0) {
    std::size_t lineStart = keep > 1 ? bytes->rfind('\n', keep - 2) + 1 : 0;
    llvm::StringRef line = llvm::StringRef(*bytes).slice(lineStart, keep);
    if (!line.contains('\0'))
      break;
    keep = lineStart;
  }
  if (keep == 0 && start > 0)
    return llvm::createStringError("%s: no record in its last %llu bytes", name.c_str(),
                                   static_cast<unsigned long long>(window));
  return TornBytes{start + keep, bytes->substr(keep)};
}

} // namespace assay
