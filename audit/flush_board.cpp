#include "audit/flush_board.h"

#include "audit/round.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

// A round is one flush. Who gets the flush lock (a flock, so that it is free when its holder is
// killed) runs the round; the others sleep until the round that covers their record ends. Of those
// whose record came too late for the round under way, one is woken at its end and runs the next.
//
// A writer whose record has just been flushed is on its way back with the next one. The round
// therefore waits a little for as many writers as were about in the last one: 32 writers then share
// one flush, where otherwise two groups of 16 take turns. A lone writer waits for nobody.

namespace assay {

/// What the processes share. A writer killed between two stores leaves a segment number with too
/// small a count, which costs one flush.
struct FlushBoard::Shared {
  char boot[16];
  std::atomic<std::uint64_t> segment;
  std::atomic<std::uint64_t> flushed;
  std::atomic<std::uint32_t> hasFailed;
  /// Set from before the flush looks at the segment's length until it is done; then `covers` is
  /// that length.
  std::atomic<std::uint32_t> isFlushing;
  std::atomic<std::uint64_t> covers;
  RoundCounter rounds;
  /// Writers that came with a record, and how many of them had come when the last flush began.
  ArrivalCounter writers;
  std::atomic<std::uint32_t> served;
  /// Writers that the last round served or left waiting, and how long its flush took.
  std::atomic<std::uint32_t> crowd;
  std::atomic<std::int64_t> flushNanoseconds;
  std::atomic<std::int64_t> lastPublish;
};

/// Sleepers look again after this time, in case the one who was to wake them was killed.
static constexpr std::chrono::milliseconds killedWriterCheck{20};

/// A round waits for a quarter of a flush, but not for less than it takes to wake a few processes
/// (on a fast disk that is longer than a flush), and never so long that it is felt.
static constexpr std::chrono::nanoseconds shortestPatience{300'000};
static constexpr std::chrono::nanoseconds longestPatience{5'000'000};

std::string bootId() {
  char text[37] = {};
  Descriptor file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  ssize_t length = file ? ::read(file.get(), text, 36) : 0;
  std::string id(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  llvm::erase(id, '-');
  id.resize(16, '0');
  return id;
}

llvm::Expected<std::unique_ptr<FlushBoard>> FlushBoard::open(const LogFolder &folder) {
  llvm::Expected<Descriptor> file = folder.openFile("flushed", O_RDWR | O_CREAT);
  if (!file)
    return file.takeError();
  llvm::Expected<FileLock> lock = FileLock::take(file->get());
  if (!lock)
    return lock.takeError();
  if (::ftruncate(file->get(), sizeof(Shared)) != 0)
    return systemError(folder.path() + "/flushed", "resize");
  void *memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, file->get(), 0);
  if (memory == MAP_FAILED)
    return systemError(folder.path() + "/flushed", "map");
  auto *shared = static_cast<Shared *>(memory);
  std::string boot = bootId();
  if (std::memcmp(shared->boot, boot.data(), sizeof(shared->boot)) != 0) {
    // Nobody else has it mapped: whoever did was of the boot before.
    shared->flushed = 0;
    shared->hasFailed = 0;
    shared->isFlushing = 0;
    shared->crowd = 0;
    shared->lastPublish = 0;
    std::memcpy(shared->boot, boot.data(), sizeof(shared->boot));
  }
  return std::unique_ptr<FlushBoard>(new FlushBoard(std::move(*file), shared));
}

FlushBoard::~FlushBoard() { ::munmap(shared_, sizeof(Shared)); }

bool FlushBoard::isFlushed(std::uint64_t segment, std::uint64_t bytes) const {
  // Segments begin only when the one before is flushed. The segment is read first: the count that
  // follows is then of this segment, or of a later one.
  std::uint64_t current = shared_->segment;
  return current > segment || (current == segment && shared_->flushed >= bytes);
}

std::uint32_t FlushBoard::roundFor(std::uint32_t finished, std::uint64_t bytes) const {
  bool isTooLate = shared_->isFlushing && shared_->covers < bytes;
  return finished + (isTooLate ? 2 : 1);
}

void FlushBoard::gather() {
  std::chrono::nanoseconds patience(shared_->flushNanoseconds.load() / 4);
  shared_->writers.waitFor(shared_->served, shared_->crowd,
                           std::clamp(patience, shortestPatience, longestPatience));
}

llvm::Error FlushBoard::runRound(int file, std::uint64_t segment) {
  std::uint32_t served = shared_->served;
  shared_->isFlushing = 1;
  std::uint32_t come = shared_->writers.count();
  llvm::Expected<std::uint64_t> size = sizeOf(file, "segment");
  if (size)
    shared_->covers = *size;
  auto start = std::chrono::steady_clock::now();
  llvm::Error error = size ? flush(file, "segment") : size.takeError();
  if (error) {
    shared_->hasFailed = 1;
    shared_->isFlushing = 0;
    shared_->rounds.wakeAll();
    return error;
  }
  shared_->flushNanoseconds = (std::chrono::steady_clock::now() - start).count();
  if (shared_->segment != segment)
    shared_->flushed = 0;
  shared_->segment = segment;
  shared_->flushed = *size;
  shared_->isFlushing = 0;
  shared_->served = come;
  shared_->crowd = shared_->writers.count() - served;
  return error;
}

llvm::Error FlushBoard::flushTo(int file, std::uint64_t segment, std::uint64_t bytes,
                                Company company) {
  if (company == Company::Awaited)
    shared_->writers.arrive();
  std::uint32_t waitedFor = shared_->rounds.finished();
  while (true) {
    std::uint32_t finished = shared_->rounds.finished();
    if (shared_->hasFailed)
      return llvm::createStringError("a flush of the log failed earlier; reopen the log");
    if (isFlushed(segment, bytes)) {
      if (waitedFor == finished + 1)
        shared_->rounds.passOn(waitedFor);
      return llvm::Error::success();
    }
    if (std::unique_lock own(mutex_, std::try_to_lock); own) {
      llvm::Expected<std::optional<FileLock>> lock = FileLock::tryToTake(file_.get());
      if (!lock)
        return lock.takeError();
      if (*lock && !isFlushed(segment, bytes) && !shared_->hasFailed) {
        if (company == Company::Awaited)
          gather();
        if (llvm::Error error = runRound(file, segment))
          return error;
        lock->reset();
        own.unlock();
        shared_->rounds.finish();
        return llvm::Error::success();
      }
      if (*lock)
        continue;
    }
    waitedFor = roundFor(finished, bytes);
    shared_->rounds.waitFor(waitedFor, finished, killedWriterCheck);
  }
}

llvm::Error FlushBoard::beginSegment(std::uint64_t segment) { return recover(segment, 0); }

llvm::Error FlushBoard::forgetBeyond(std::uint64_t segment, std::uint64_t bytes) {
  std::uint64_t current = shared_->segment;
  bool isTrue = current < segment || (current == segment && shared_->flushed <= bytes);
  return isTrue ? llvm::Error::success() : recover(segment, 0);
}

llvm::Error FlushBoard::recover(std::uint64_t segment, std::uint64_t bytes) {
  std::lock_guard guard(mutex_);
  llvm::Expected<FileLock> lock = FileLock::take(file_.get());
  if (!lock)
    return lock.takeError();
  shared_->flushed = 0;
  shared_->segment = segment;
  shared_->flushed = bytes;
  shared_->hasFailed = 0;
  return llvm::Error::success();
}

std::optional<std::uint64_t> FlushBoard::failedAt(std::uint64_t segment) const {
  if (!shared_->hasFailed)
    return std::nullopt;
  return shared_->segment == segment ? shared_->flushed.load() : 0;
}

std::int64_t FlushBoard::lastPublish() const { return shared_->lastPublish; }
void FlushBoard::setLastPublish(std::int64_t time) { shared_->lastPublish = time; }

} // namespace assay
