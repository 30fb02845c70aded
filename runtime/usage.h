#ifndef ASSAY_RUNTIME_USAGE_H
#define ASSAY_RUNTIME_USAGE_H

#include <chrono>
#include <cstdint>
#include <sys/types.h>

namespace assay {

/// What a tree of processes uses at one moment.
struct Usage {
  std::chrono::milliseconds cpu{};
  /// Resident, without the pages of files.
  std::uint64_t memoryBytes = 0;
  std::uint32_t processes = 0;
};

/// Sums over `root` and its descendants, from /proc; of `root` itself, which is the jail's pid 1,
/// only the time of children that it waited for and its own. Not a
/// snapshot: processes come and go while it is taken, and a program that ignores SIGCHLD hides what
/// its dead children used. The rlimits and the wall clock stand behind it. Zero if `root` is gone.
Usage usageOf(pid_t root);

} // namespace assay

#endif // ASSAY_RUNTIME_USAGE_H
