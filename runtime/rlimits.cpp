#include "runtime/rlimits.h"

using namespace assay;

/// RLIMIT_DATA counts what is reserved, the supervisor what is touched; twice as much leaves honest
/// allocators alone and bounds what a program gets between two samples.
static constexpr std::uint64_t reservedPerTouched = 2;
/// Deep recursion is honest; the stack counts as memory anyway.
static constexpr std::uint64_t stackBytes = 8u << 20;
/// Of signals that wait to be delivered.
static constexpr std::uint64_t pendingSignals = 256;

static ProcessLimit both(int resource, std::uint64_t value) { return {resource, {value, value}}; }

static std::uint64_t wholeSeconds(std::chrono::milliseconds time) {
  return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
}

ProcessLimits assay::processLimits(const ResourceLimits &limits, const Profile &profile) {
  const std::uint64_t cpuSeconds = wholeSeconds(limits.cpu);
  return {both(RLIMIT_DATA, limits.memoryBytes * reservedPerTouched),
          both(RLIMIT_STACK, std::min(stackBytes, limits.memoryBytes)),
          // SIGXCPU can be ignored; SIGKILL comes a second later.
          ProcessLimit{RLIMIT_CPU, {cpuSeconds, cpuSeconds + 1}},
          both(RLIMIT_FSIZE, limits.fileBytes),
          both(RLIMIT_NPROC, std::uint64_t{limits.processes} + profile.threads),
          both(RLIMIT_NOFILE, limits.openFiles),
          // A core_pattern that is a pipe ignores 0; 1 is the value that also stops those.
          both(RLIMIT_CORE, 1), both(RLIMIT_MEMLOCK, 0), both(RLIMIT_SIGPENDING, pendingSignals)};
}
