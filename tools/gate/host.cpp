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

/// A field of /proc/meminfo (proc_meminfo(5)): written in KiB.
static std::optional<std::uint64_t> memoryField(llvm::StringRef meminfo, llvm::StringRef name) {
  const auto kib = numberIn(meminfo.split((name + ":").str()).second.split("kB").first);
  if (!kib)
    return std::nullopt;
  return *kib * 1024;
}

/// The folder of our own cgroup (cgroups(7), version 2), as this mount of it shows it.
static std::string ownCgroup() {
  const std::string text = readPseudoFile("/proc/self/cgroup");
  const llvm::StringRef path = llvm::StringRef(text).split("0::").second.split('\n').first;
  return "/sys/fs/cgroup" + path.rtrim('/').str();
}

static std::string readCgroupFile(const std::string &folder, const char *name) {
  return readPseudoFile((folder + "/" + name).c_str());
}

/// The memory that a cgroup leaves, as a container sees it.
static void limitMemory(const std::string &cgroup, Host &host) {
  const auto limit = numberIn(readCgroupFile(cgroup, "memory.max"));
  const auto used = numberIn(readCgroupFile(cgroup, "memory.current"));
  if (!limit)
    return;
  host.totalMemoryBytes = std::min(host.totalMemoryBytes, *limit);
  if (used)
    host.availableMemoryBytes =
        std::min(host.availableMemoryBytes, *limit - std::min(*limit, *used));
}

/// "150000 100000" is one and a half processors; "max 100000" is no limit.
static void limitProcessors(const std::string &cgroup, Host &host) {
  const std::string text = readCgroupFile(cgroup, "cpu.max");
  const auto [quotaText, periodText] = llvm::StringRef(text).split(' ');
  const auto quota = numberIn(quotaText), period = numberIn(periodText);
  if (!quota || !period || *period == 0)
    return;
  const std::uint64_t whole = (*quota + *period - 1) / *period;
  host.processors = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(whole, 1, std::max(1u, host.processors)));
}

/// "some avg10=1.53 avg60=..." of /proc/pressure/memory (Documentation/accounting/psi.rst).
static std::uint32_t memoryPressure() {
  const std::string text = readPseudoFile("/proc/pressure/memory");
  const auto whole = numberIn(llvm::StringRef(text).split("avg10=").second.split('.').first);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(whole.value_or(0), 100));
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
  const std::string meminfo = readPseudoFile("/proc/meminfo");
  if (const auto memory = memoryField(meminfo, "MemAvailable"))
    host.availableMemoryBytes = *memory;
  if (const auto memory = memoryField(meminfo, "MemTotal"))
    host.totalMemoryBytes = *memory;
  const std::string own = ownCgroup();
  for (const std::string &cgroup : {std::string("/sys/fs/cgroup"), own}) {
    limitMemory(cgroup, host);
    limitProcessors(cgroup, host);
  }
  host.memoryPressurePercent = memoryPressure();
  // A load of more than a thousand tasks per processor is no longer a number that matters.
  if (const auto load = loadHundredths())
    host.loadPercent =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(*load / host.processors, 100'000));
  return host;
}

llvm::json::Object assay::toJson(const Host &host) {
  return llvm::json::Object{{"processors", host.processors},
                            {"availableMemoryBytes", host.availableMemoryBytes},
                            {"totalMemoryBytes", host.totalMemoryBytes},
                            {"loadPercent", host.loadPercent},
                            {"memoryPressurePercent", host.memoryPressurePercent}};
}
