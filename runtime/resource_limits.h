#ifndef ASSAY_RUNTIME_RESOURCE_LIMITS_H
#define ASSAY_RUNTIME_RESOURCE_LIMITS_H

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace assay {

/// What a jailed program may use up. There is no way to say "unlimited"; check(JailSpec) refuses
/// zero and values past the bounds in jail_spec.h. The defaults are for a small script.
struct ResourceLimits {
  /// From the start of the program; the clock is the supervisor's, so stopping does not stop it.
  std::chrono::milliseconds wall{5'000};
  /// Of all processes together. Sampled: a program may overrun it by the time between two samples.
  std::chrono::milliseconds cpu{2'000};
  /// Of all processes together. /tmp is memory too, but fileBytes bounds it unless a cgroup counts.
  std::uint64_t memoryBytes = 256u << 20;
  /// Standard output and standard error together.
  std::uint64_t outputBytes = 1u << 20;
  /// The largest single file, and all of /tmp.
  std::uint64_t fileBytes = 16u << 20;
  /// Processes at a time. Threads the interpreter itself needs come on top (Profile::threads).
  std::uint32_t processes = 16;
  /// For each process.
  std::uint32_t openFiles = 64;

  bool operator==(const ResourceLimits &) const = default;
};

/// The smaller of the two in every field. Combining limits never loosens one.
constexpr ResourceLimits tightest(const ResourceLimits &a, const ResourceLimits &b) {
  return {.wall = std::min(a.wall, b.wall),
          .cpu = std::min(a.cpu, b.cpu),
          .memoryBytes = std::min(a.memoryBytes, b.memoryBytes),
          .outputBytes = std::min(a.outputBytes, b.outputBytes),
          .fileBytes = std::min(a.fileBytes, b.fileBytes),
          .processes = std::min(a.processes, b.processes),
          .openFiles = std::min(a.openFiles, b.openFiles)};
}

} // namespace assay

#endif // ASSAY_RUNTIME_RESOURCE_LIMITS_H
