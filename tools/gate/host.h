#ifndef ASSAY_TOOLS_GATE_HOST_H
#define ASSAY_TOOLS_GATE_HOST_H

#include "llvm/Support/JSON.h"
#include <cstdint>

namespace assay {

/// What the machine has to give at one moment. The default is a small, fully loaded one.
struct Host {
  /// Processors this process may run on: its affinity, and its cgroup's quota rounded up.
  std::uint32_t processors = 1;
  /// Memory that can be had without swapping, within the cgroup's limit if there is one.
  std::uint64_t availableMemoryBytes = 256u << 20;
  /// Of the machine, or of the cgroup if that is less.
  std::uint64_t totalMemoryBytes = 256u << 20;
  /// Runnable tasks per processor over the last minute, in percent: over 100, tasks wait.
  std::uint32_t loadPercent = 100;
  /// Of the last 10 seconds, those in which some task waited for memory, in percent.
  std::uint32_t memoryPressurePercent = 0;

  bool operator==(const Host &) const = default;
};

/// Reads /proc and /sys. What cannot be read keeps its default: a host that hides its state is
/// taken for a busy one.
Host currentHost();

llvm::json::Object toJson(const Host &host);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_HOST_H
