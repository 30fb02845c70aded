#include "runtime/usage.h"
#include "runtime/descriptor.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <dirent.h>
#include <fcntl.h>
#include <string>

using namespace assay;

/// More processes than any jail may have (jail_bounds::mostProcesses), so that a walk ends.
static constexpr std::size_t mostVisited = 8'192;

/// /proc files of this kind fit into a page.
static std::string readSmallFile(const std::string &path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[4096];
  const ssize_t got = file ? read(file.get(), text, sizeof text) : 0;
  return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : std::string();
}

/// proc(5): after the name in parentheses, utime is field 14 of stat, cstime field 17.
static void addTimes(const std::string &folder, Usage &usage) {
  const std::string text = readSmallFile(folder + "stat");
  llvm::SmallVector<llvm::StringRef, 64> fields;
  llvm::StringRef(text).rsplit(')').second.split(fields, ' ', -1, false);
  if (fields.size() < 16)
    return;
  std::uint64_t ticks = 0;
  for (std::size_t i = 11; i < 15; ++i) {
    std::uint64_t value = 0;
    fields[i].getAsInteger(10, value);
    ticks += value;
  }
  static const auto ticksPerSecond = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  usage.cpu += std::chrono::milliseconds(ticks * 1000 / ticksPerSecond);
}

/// proc(5): "RssAnon:	    1234 kB". Files are left out: their pages are the host's cache. Shared
/// memory counts for each process that maps it.
static void addMemory(const std::string &folder, Usage &usage) {
  const std::string text = readSmallFile(folder + "status");
  llvm::SmallVector<llvm::StringRef, 64> lines;
  llvm::StringRef(text).split(lines, '\n', -1, false);
  for (llvm::StringRef line : lines) {
    std::uint64_t kibibytes = 0;
    if ((line.consume_front("RssAnon:") || line.consume_front("RssShmem:")) &&
        !line.trim().consumeInteger(10, kibibytes))
      usage.memoryBytes += kibibytes << 10;
  }
}

static void addChildren(const std::string &folder, llvm::SmallVectorImpl<pid_t> &pending) {
  DIR *threads = opendir((folder + "task").c_str());
  if (!threads)
    return;
  while (const dirent *thread = readdir(threads)) {
    if (thread->d_name[0] == '.')
      continue;
    const std::string text = readSmallFile(folder + "task/" + thread->d_name + "/children");
    llvm::SmallVector<llvm::StringRef, 16> numbers;
    llvm::StringRef(text).split(numbers, ' ', -1, false);
    for (const llvm::StringRef number : numbers)
      if (pid_t process = 0; !number.trim().getAsInteger(10, process))
        pending.push_back(process);
  }
  closedir(threads);
}

Usage assay::usageOf(pid_t root) {
  Usage usage;
  llvm::SmallVector<pid_t, 32> pending{root};
  std::size_t visited = 0;
  while (!pending.empty() && visited++ < mostVisited) {
    const pid_t process = pending.pop_back_val();
    const std::string folder = "/proc/" + std::to_string(process) + "/";
    addTimes(folder, usage);
    addChildren(folder, pending);
    if (process == root)
      continue;
    addMemory(folder, usage);
    ++usage.processes;
  }
  return usage;
}
