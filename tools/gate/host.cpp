#include "tools/gate/host.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Threading.h"
#include <algorithm>
#include <optional>
#include <string>

using namespace assay;

/// The text of a file of /proc or /sys, which has no size of its own. Empty if it cannot be read.
static std::string readPseudoFile(const char *path) {
  auto buffer = llvm::MemoryBuffer::getFileAsStream(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

static std::optional<std::uint64_t> numberIn(llvm::StringRef text) {
  std::uint64_t number = 0;
  if (text.trim().getAsInteger(10, number))
    return std::nullopt;
  return number;
}

/// MemAvailable of /proc/meminfo (proc_meminfo(5)): in KiB.
static std::optional<std::uint64_t> availableMemory() {
  const std::string text = readPseudoFile("/proc/meminfo");
  llvm::StringRef rest = llvm::StringRef(text).split("MemAvailable:").second;
  const auto kib = numberIn(rest.split("kB").first);
  if (!kib)
    return std::nullopt;
  return *kib * 1024;
}

/// What is left below the limit of our own cgroup (v2), as a container sees it.
static std::optional<std::uint64_t> memoryLeftInCgroup() {
  const auto limit = numberIn(readPseudoFile("/sys/fs/cgroup/memory.max"));
  const auto used = numberIn(readPseudoFile("/sys/fs/cgroup/memory.current"));
  if (!limit || !used)
    return std::nullopt;
  return *limit - std::min(*limit, *used);
}

/// The first number of /proc/loadavg, "0.42", in hundredths.
static std::optional<std::uint64_t> loadHundredths() {
  const std::string text = readPseudoFile("/proc/loadavg");
  const auto [whole, rest] = llvm::StringRef(text).split('.');
  const auto units = numberIn(whole);
  const auto hundredths = numberIn(rest.take_front(2));
  if (!units || !hundredths)
    return std::nullopt;
  return *units * 100 + *hundredths;
}

Host assay::currentHost() {
  Host host;
  host.processors = std::max(1u, llvm::hardware_concurrency().compute_thread_count());
  if (const auto memory = availableMemory())
    host.availableMemoryBytes = *memory;
  if (const auto left = memoryLeftInCgroup())
    host.availableMemoryBytes = std::min(host.availableMemoryBytes, *left);
  // A load of more than a thousand tasks per processor is no longer a number that matters.
  if (const auto load = loadHundredths())
    host.loadPercent =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(*load / host.processors, 100'000));
  return host;
}

llvm::json::Object assay::toJson(const Host &host) {
  return llvm::json::Object{{"processors", host.processors},
                            {"availableMemoryBytes", host.availableMemoryBytes},
                            {"loadPercent", host.loadPercent}};
}
