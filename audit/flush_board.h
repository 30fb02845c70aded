#ifndef ASSAY_AUDIT_FLUSH_BOARD_H
#define ASSAY_AUDIT_FLUSH_BOARD_H

#include "audit/folder.h"
#include <memory>
#include <mutex>
#include <optional>

namespace assay {

/// How far the log is known to be on the disk, shared by all processes that write it (a mapped
/// file).
///
/// This is the group commit: a writer appends its record under the append lock, releases that, and
/// then comes here. While one flushes, the others append and queue up; the next flush covers them
/// all, and the rest find their record already flushed. Thread-safe.
class FlushBoard {
public:
  static llvm::Expected<std::unique_ptr<FlushBoard>> open(const LogFolder &folder);
  FlushBoard(const FlushBoard &) = delete;
  FlushBoard &operator=(const FlushBoard &) = delete;
  ~FlushBoard();

  /// Whether a flush waits a moment for others who may be about to come. One who holds the append
  /// lock keeps them from coming.
  enum class Company : std::uint8_t { Awaited, NotAwaited };

  /// Returns when the first `bytes` bytes of the segment are on the disk. Error: they may not be,
  /// now or ever; after a failed flush the kernel may drop the data and report the next flush as
  /// good, so all writers fail until recover().
  llvm::Error flushTo(int file, std::uint64_t segment, std::uint64_t bytes,
                      Company company = Company::NotAwaited);

  /// A new segment grows from here on. Requires that the old one is flushed.
  llvm::Error beginSegment(std::uint64_t segment);

  /// Distrusts the board if it claims more than the segment has: the files are a restored copy.
  /// Requires the append lock.
  llvm::Error forgetBeyond(std::uint64_t segment, std::uint64_t bytes);

  /// If a flush has failed: how many bytes of the segment were flushed before. Requires the append
  /// lock.
  [[nodiscard]] std::optional<std::uint64_t> failedAt(std::uint64_t segment) const;
  /// The segment was cut to what was flushed, and flushed again.
  llvm::Error recover(std::uint64_t segment, std::uint64_t bytes);

  /// When any process last signed a checkpoint, in microseconds of CLOCK_BOOTTIME; 0 if none did
  /// since the machine started. Requires the append lock.
  [[nodiscard]] std::int64_t lastPublish() const;
  void setLastPublish(std::int64_t time);

private:
  struct Shared;
  FlushBoard(Descriptor file, Shared *shared) : file_(std::move(file)), shared_(shared) {}
  [[nodiscard]] bool isFlushed(std::uint64_t segment, std::uint64_t bytes) const;
  [[nodiscard]] std::uint32_t roundFor(std::uint32_t finished, std::uint64_t bytes) const;
  void gather();
  /// Flushes, for all who have come so far. Requires the flush lock.
  llvm::Error runRound(int file, std::uint64_t segment);

  Descriptor file_;
  Shared *shared_;
  /// A flock belongs to the open file, which this process's threads share.
  std::mutex mutex_;
};

/// The first 16 digits of this boot's random id; flushes are not remembered across boots.
std::string bootId();

} // namespace assay

#endif // ASSAY_AUDIT_FLUSH_BOARD_H
