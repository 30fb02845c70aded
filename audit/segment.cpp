#include "audit/segment.h"

#include "audit/record.h"
#include "llvm/ADT/StringExtras.h"
#include <cinttypes>
#include <fcntl.h>
#include <unistd.h>

namespace assay {

/// Large enough that the calls do not count, small enough that a few are in flight at little cost.
static constexpr std::size_t chunkBytes = 1u << 18;
static constexpr std::size_t nameDigits = 20;

std::string segmentName(std::uint64_t first) {
  std::string digits = std::to_string(first);
  return "segments/" + std::string(nameDigits - digits.size(), '0') + digits + ".jsonl";
}

llvm::Expected<std::vector<Segment>> listSegments(const LogFolder &folder) {
  llvm::Expected<std::vector<std::string>> names = folder.list("segments");
  if (!names)
    return names.takeError();
  std::vector<Segment> segments;
  for (llvm::StringRef name : *names) {
    Segment segment;
    llvm::StringRef digits = name.take_front(nameDigits);
    if (digits.getAsInteger(10, segment.first) ||
        "segments/" + name.str() != segmentName(segment.first))
      return llvm::createStringError("%s/segments: '%s' is not a segment", folder.path().c_str(),
                                     name.str().c_str());
    llvm::Expected<Descriptor> file = folder.openFile(segmentName(segment.first), O_RDONLY);
    if (!file)
      return file.takeError();
    llvm::Expected<std::uint64_t> bytes = sizeOf(file->get(), name);
    if (!bytes)
      return bytes.takeError();
    segment.bytes = *bytes;
    segments.push_back(segment);
  }
  return segments;
}

/// Some hundred records: the call does not count, nor do the blocks of a small log.
static constexpr std::uint64_t reserveBytes = 128u << 10;

void reserveAhead(int file, std::uint64_t before, std::uint64_t end) {
  if (before != 0 && before / reserveBytes == end / reserveBytes)
    return;
  std::uint64_t next = (end / reserveBytes + 1) * reserveBytes;
  static_cast<void>(::fallocate(file, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(end),
                                static_cast<off_t>(next + reserveBytes - end)));
}

void releaseReserve(int file, std::uint64_t end) {
  static_cast<void>(!::ftruncate(file, static_cast<off_t>(end)));
}

llvm::Expected<std::optional<LineChunk>> ChunkReader::next() {
  while (at_ < segments_->size() && offset_ >= (*segments_)[at_].bytes) {
    ++at_;
    offset_ = 0;
    file_ = Descriptor();
  }
  if (at_ == segments_->size())
    return std::nullopt;
  const Segment &segment = (*segments_)[at_];
  if (!file_) {
    llvm::Expected<Descriptor> file = folder_->openFile(segmentName(segment.first), O_RDONLY);
    if (!file)
      return file.takeError();
    file_ = std::move(*file);
  }
  std::size_t length = std::min<std::uint64_t>(chunkBytes, segment.bytes - offset_);
  LineChunk chunk{segment.first, offset_, {}, std::unique_ptr<char[]>(new char[length])};
  llvm::Expected<std::size_t> got =
      readInto(file_.get(), offset_, {chunk.memory.get(), length}, segmentName(segment.first));
  if (!got)
    return got.takeError();
  if (*got < length)
    return llvm::createStringError("%s: became shorter while it was read",
                                   segmentName(segment.first).c_str());
  chunk.bytes = llvm::StringRef(chunk.memory.get(), length);
  std::size_t newline = chunk.bytes.rfind('\n');
  // A chunk without any newline holds more than a record can, or the unfinished end of a segment:
  // it is passed on as it is.
  if (newline != llvm::StringRef::npos)
    chunk.bytes = chunk.bytes.take_front(newline + 1);
  offset_ += chunk.bytes.size();
  return chunk;
}

llvm::Error
forEachLine(ChunkReader reader,
            llvm::function_ref<bool(llvm::StringRef line, const LinePlace &place)> visit) {
  while (true) {
    llvm::Expected<std::optional<LineChunk>> chunk = reader.next();
    if (!chunk)
      return chunk.takeError();
    if (!*chunk)
      return llvm::Error::success();
    llvm::StringRef rest = (*chunk)->bytes;
    LinePlace place{(*chunk)->segment, (*chunk)->offset, (*chunk)->offset, false};
    while (!rest.empty()) {
      std::size_t newline = rest.find('\n');
      place.isWhole = newline != llvm::StringRef::npos;
      llvm::StringRef line = rest.take_front(newline);
      rest = rest.drop_front(line.size() + (place.isWhole ? 1 : 0));
      place.begin = place.end;
      place.end += line.size() + (place.isWhole ? 1 : 0);
      if (!visit(line, place))
        return llvm::Error::success();
    }
  }
}

} // namespace assay
