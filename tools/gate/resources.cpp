#include "tools/gate/resources.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>
#include <chrono>

using namespace assay;

namespace {

/// Of the ceiling, in percent, for a program of no size at all.
constexpr std::uint64_t smallestShare = 25;
/// The weight from which on a program gets all of the ceiling.
constexpr std::uint64_t fullWeight = 1'000;

/// No interpreter starts and imports its standard library in less.
constexpr std::uint64_t floorMemoryMiB = 128;
constexpr std::uint64_t floorWallSeconds = 2;
constexpr std::uint64_t floorCpuSeconds = 1;
constexpr std::uint64_t floorOutputKiB = 64;
constexpr std::uint64_t floorFileMiB = 4;

/// Of the memory that the host has left, one program never gets more: two can run at once.
constexpr std::uint64_t memoryDivisor = 2;
/// From this load on processor time is shortened; below it nobody waits.
constexpr std::uint64_t idleLoadPercent = 100;
/// But never below this, however busy the host: such a program could do nothing.
constexpr std::uint64_t leastCpuPercent = 25;
/// More runnable processes than this per processor only wait for each other.
constexpr std::uint64_t processesPerProcessor = 32;

std::uint64_t weightOf(const Complexity &complexity) {
  return std::uint64_t{complexity.lines} + 20 * std::uint64_t{complexity.imports} +
         5 * std::uint64_t{complexity.controlFlow} + 2 * std::uint64_t{complexity.stringOps};
}

std::uint64_t shareOf(const Complexity &complexity) {
  const std::uint64_t weight = std::min(weightOf(complexity), fullWeight);
  return smallestShare + (100 - smallestShare) * weight / fullWeight;
}

/// One limit under construction.
class Limit {
public:
  Limit(const char *name, std::uint64_t ceiling) : name_(name), value_(ceiling), ceiling_(ceiling) {
    because_ = "the ceiling is " + std::to_string(ceiling);
  }

  void scale(std::uint64_t share, std::uint64_t floor) {
    value_ = std::min(ceiling_, std::max(ceiling_ * share / 100, floor));
    because_ += ", the program's size asks for " + std::to_string(share) + " % of it";
    if (value_ > ceiling_ * share / 100)
      because_ += ", an interpreter needs " + std::to_string(std::min(floor, ceiling_));
  }

  void cap(std::uint64_t most, const llvm::Twine &why) {
    if (most >= value_)
      return;
    value_ = most;
    because_ += (", " + why + " " + llvm::Twine(most)).str();
  }

  [[nodiscard]] std::uint64_t value() const { return value_; }

  std::uint64_t grant(std::vector<LimitReason> &reasons) const {
    reasons.push_back({name_, std::to_string(value_) + ": " + because_});
    return value_;
  }

private:
  const char *name_;
  std::uint64_t value_;
  std::uint64_t ceiling_;
  std::string because_;
};

std::uint64_t cpuSecondsUnderLoad(std::uint64_t seconds, std::uint64_t loadPercent) {
  const std::uint64_t percent =
      loadPercent <= idleLoadPercent
          ? 100
          : std::max(leastCpuPercent, 100 * idleLoadPercent / loadPercent);
  return std::max(floorCpuSeconds, seconds * percent / 100);
}

/// Less the more tasks wait for memory already.
std::uint64_t memoryToSpare(const Host &host) {
  const std::uint64_t calm = 100 - std::min<std::uint64_t>(host.memoryPressurePercent, 100);
  return (host.availableMemoryBytes >> 20) / memoryDivisor * calm / 100;
}

} // namespace

AdaptedLimits assay::limitsFor(const Complexity &complexity, const ResourceCeiling &ceiling,
                               const Host &host) {
  const std::uint64_t share = shareOf(complexity);
  AdaptedLimits adapted;
  const auto scaled = [&](const char *name, std::uint64_t most, std::uint64_t floor) {
    Limit limit(name, most);
    limit.scale(share, floor);
    return limit;
  };

  // Wall time does not shrink under load: a program that waits its turn longer is not a worse one.
  Limit wall = scaled("wall-seconds", ceiling.wallSeconds, floorWallSeconds);
  Limit cpu = scaled("cpu-seconds", ceiling.cpuSeconds, floorCpuSeconds);
  cpu.cap(cpuSecondsUnderLoad(cpu.value(), host.loadPercent), "under this load it gets");
  Limit memory = scaled("memory-mib", ceiling.memoryMiB, floorMemoryMiB);
  memory.cap(memoryToSpare(host), host.memoryPressurePercent == 0
                                      ? "half of what the host has left is"
                                      : "of half of what the host has left, under pressure, is");
  Limit output = scaled("output-kib", ceiling.outputKiB, floorOutputKiB);
  Limit file = scaled("file-mib", ceiling.fileMiB, floorFileMiB);
  Limit processes("processes", ceiling.processes);
  processes.cap(processesPerProcessor * host.processors, "this host's processors can serve");
  Limit openFiles("open-files", ceiling.openFiles);

  ResourceLimits &limits = adapted.limits;
  limits.wall = std::chrono::seconds(wall.grant(adapted.reasons));
  limits.cpu = std::chrono::seconds(cpu.grant(adapted.reasons));
  limits.memoryBytes = memory.grant(adapted.reasons) << 20;
  limits.outputBytes = output.grant(adapted.reasons) << 10;
  limits.fileBytes = file.grant(adapted.reasons) << 20;
  limits.processes = static_cast<std::uint32_t>(processes.grant(adapted.reasons));
  limits.openFiles = static_cast<std::uint32_t>(openFiles.grant(adapted.reasons));
  return adapted;
}
