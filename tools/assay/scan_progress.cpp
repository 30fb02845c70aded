#include "tools/assay/scan_progress.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <unistd.h>

using namespace assay;
namespace chrono = std::chrono;

/// Drawn no more often than the eye follows, and not at all by a scan that is over sooner.
static constexpr std::int64_t drawMilliseconds = 100;

void ScanProgress::begin(std::size_t files, std::uint64_t bytes) {
  files_ = findings_ = 0;
  bytes_ = 0;
  shown_ = 0;
  allFiles_ = files;
  allBytes_ = bytes;
  began_ = chrono::steady_clock::now();
}

void ScanProgress::add(std::uint64_t bytes, std::size_t findings) {
  ++files_;
  bytes_ += bytes;
  findings_ += findings;
  const auto spent =
      chrono::duration_cast<chrono::milliseconds>(chrono::steady_clock::now() - began_);
  std::int64_t last = shown_;
  // Of threads that find it due at the same time one draws.
  if (spent.count() - last >= drawMilliseconds &&
      shown_.compare_exchange_strong(last, spent.count()))
    show(spent);
}

static void writeTo(int terminal, llvm::StringRef text) {
  // A terminal that is gone is no reason to stop.
  [[maybe_unused]] const ssize_t written = ::write(terminal, text.data(), text.size());
}

void ScanProgress::show(chrono::milliseconds spent) {
  const std::lock_guard lock(drawing_);
  isDrawn_ = true;
  writeTo(terminal_, "\r" + line(spent) + "\033[K");
}

void ScanProgress::end() {
  const std::lock_guard lock(drawing_);
  if (isDrawn_)
    writeTo(terminal_, "\r\033[K");
  isDrawn_ = false;
}

std::string ScanProgress::line(chrono::milliseconds spent) const {
  const std::uint64_t bytes = bytes_;
  const double seconds = std::max(0.001, static_cast<double>(spent.count()) / 1e3);
  const double speed = static_cast<double>(bytes) / seconds;
  std::string text = llvm::formatv("{0:N} of {1:N} files, {2:f1} MB/s, {3:N} findings",
                                   files_.load(), allFiles_, speed / 1e6, findings_.load());
  // Data that goes from file to file is followed after that, in files judged once more.
  if (bytes < allBytes_ && bytes)
    text += llvm::formatv(
        ", {0} s left",
        static_cast<std::uint64_t>(static_cast<double>(allBytes_ - bytes) / speed + 0.5));
  return text;
}
