#include "audit/flush_board.h"

#include "llvm/ADT/StringExtras.h"
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace assay {

/// Written only under the board's lock. A process killed between two stores leaves a segment number
/// with too small a count, which costs one flush.
struct FlushBoard::Shared {
  char boot[16];
  std::uint64_t segment;
  std::uint64_t flushed;
  std::uint64_t hasFailed;
};

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
    shared->flushed = 0;
    shared->hasFailed = 0;
    std::memcpy(shared->boot, boot.data(), sizeof(shared->boot));
  }
  return std::unique_ptr<FlushBoard>(new FlushBoard(std::move(*file), shared));
}

FlushBoard::~FlushBoard() { ::munmap(shared_, sizeof(Shared)); }

llvm::Error FlushBoard::flushTo(int file, std::uint64_t segment, std::uint64_t bytes) {
  std::lock_guard guard(mutex_);
  llvm::Expected<FileLock> lock = FileLock::take(file_.get());
  if (!lock)
    return lock.takeError();
  if (shared_->hasFailed)
    return llvm::createStringError("a flush of the log failed earlier; reopen the log");
  // Segments begin only when the one before is flushed.
  if (shared_->segment > segment || (shared_->segment == segment && shared_->flushed >= bytes))
    return llvm::Error::success();
  llvm::Expected<std::uint64_t> size = sizeOf(file, "segment");
  if (!size)
    return size.takeError();
  if (llvm::Error error = flush(file, "segment")) {
    shared_->hasFailed = 1;
    return error;
  }
  if (shared_->segment != segment)
    shared_->flushed = 0;
  shared_->segment = segment;
  shared_->flushed = *size;
  return llvm::Error::success();
}

llvm::Error FlushBoard::beginSegment(std::uint64_t segment) { return recover(segment, 0); }

llvm::Error FlushBoard::forgetBeyond(std::uint64_t segment, std::uint64_t bytes) {
  bool isTrue =
      shared_->segment < segment || (shared_->segment == segment && shared_->flushed <= bytes);
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
  return shared_->segment == segment ? shared_->flushed : 0;
}

} // namespace assay
