#ifndef ASSAY_TOOLS_ASSAY_SCAN_PROGRESS_H
#define ASSAY_TOOLS_ASSAY_SCAN_PROGRESS_H

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace assay {

/// A line on a terminal that says how far a scan is: files, speed, findings, time left. Thread-safe
/// from begin() to end().
class ScanProgress {
public:
  /// `terminal` is a descriptor of one.
  explicit ScanProgress(int terminal) : terminal_(terminal) {}

  void begin(std::size_t files, std::uint64_t bytes);
  /// A file is judged.
  void add(std::uint64_t bytes, std::size_t findings);
  /// Takes the line away.
  void end();

  /// "1,204 of 25,000 files, 12.1 MB/s, 310 findings, 42 s left".
  [[nodiscard]] std::string line(std::chrono::milliseconds spent) const;

private:
  void show(std::chrono::milliseconds spent);

  int terminal_;
  std::size_t allFiles_ = 0;
  std::uint64_t allBytes_ = 0;
  std::atomic<std::size_t> files_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<std::size_t> findings_ = 0;
  std::chrono::steady_clock::time_point began_;
  /// When the line was last drawn, in milliseconds since then.
  std::atomic<std::int64_t> shown_ = 0;
  std::mutex drawing_;
  bool isDrawn_ = false;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_PROGRESS_H
