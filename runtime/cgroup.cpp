#include "runtime/cgroup.h"
#include "runtime/descriptor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

using namespace assay;

namespace {

constexpr llvm::StringLiteral prefix = "assay-";
/// Control files hold a number or a few lines.
constexpr std::size_t mostFileBytes = 4096;

std::string readFile(const std::string &path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[mostFileBytes];
  const ssize_t got = file ? read(file.get(), text, sizeof text) : -1;
  return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : std::string();
}

bool writeFile(const std::string &path, const std::string &text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// A place where a group could be made, and of which version it is.
struct Place {
  std::string folder;
  int version;
};

/// cgroups(7): lines of /proc/self/cgroup are "hierarchy:controllers:path", hierarchy 0 is version
/// 2. Mounted where systemd and all distributions mount them.
llvm::SmallVector<Place, 2> places() {
  llvm::SmallVector<Place, 2> found;
  const std::string text = readFile("/proc/self/cgroup");
  llvm::SmallVector<llvm::StringRef, 16> lines;
  llvm::StringRef(text).split(lines, '\n', -1, false);
  for (const llvm::StringRef line : lines) {
    const auto [hierarchy, rest] = line.split(':');
    const auto [controllers, path] = rest.split(':');
    if (hierarchy == "0")
      found.insert(found.begin(), {"/sys/fs/cgroup" + path.rtrim('/').str(), 2});
    else if (controllers == "memory")
      found.push_back({"/sys/fs/cgroup/memory" + path.rtrim('/').str(), 1});
  }
  return found;
}

/// Version 2 has one tree for all controllers, of which a folder may have been left none.
bool hasMemory(const Place &place) {
  if (place.version == 1)
    return true;
  llvm::SmallVector<llvm::StringRef, 16> names;
  const std::string text = readFile(place.folder + "/cgroup.controllers");
  llvm::StringRef(text).trim().split(names, ' ');
  return llvm::is_contained(names, "memory");
}

/// Groups of supervisors that were killed: empty, and their name has the number of a dead process.
void sweep(const std::string &parent) {
  DIR *folder = opendir(parent.c_str());
  if (!folder)
    return;
  while (const dirent *entry = readdir(folder)) {
    llvm::StringRef name = entry->d_name;
    pid_t owner = 0;
    if (name.consume_front(prefix) && !name.consumeInteger(10, owner) && kill(owner, 0) != 0 &&
        errno == ESRCH)
      rmdir((parent + "/" + entry->d_name).c_str());
  }
  closedir(folder);
}

bool setLimit(const std::string &folder, int version, std::uint64_t bytes) {
  const std::string value = std::to_string(bytes);
  if (version == 1) {
    // The sum with swap is a second file, and only there if the kernel counts it. It may never be
    // the smaller one, so raising both takes a second try.
    const std::string memory = folder + "/memory.limit_in_bytes";
    const bool done = writeFile(memory, value);
    writeFile(folder + "/memory.memsw.limit_in_bytes", value);
    return done || writeFile(memory, value);
  }
  writeFile(folder + "/memory.swap.max", "0");
  return writeFile(folder + "/memory.max", value);
}

} // namespace

llvm::Expected<Cgroup> assay::Cgroup::create(std::uint64_t memoryBytes, bool allowVersion1) {
  static std::atomic<unsigned> count{0};
  std::string reason = "this host has no memory controller";
  for (const Place &place : places()) {
    if ((place.version == 1 && !allowVersion1) || !hasMemory(place))
      continue;
    sweep(place.folder);
    const std::string folder = place.folder + "/" + prefix.str() + std::to_string(getpid()) + "-" +
                               std::to_string(count.fetch_add(1));
    if (mkdir(folder.c_str(), 0755) != 0) {
      reason = "cannot make " + folder + ": " + llvm::sys::StrError(errno);
      continue;
    }
    if (setLimit(folder, place.version, memoryBytes))
      return Cgroup(folder, place.version, memoryBytes);
    reason = "cannot set a memory limit in " + folder + ": " + llvm::sys::StrError(errno);
    rmdir(folder.c_str());
  }
  return llvm::createStringError("cgroup: " + reason +
                                 "; run as root, or in a unit with Delegate=memory");
}

assay::Cgroup::Cgroup(Cgroup &&other) noexcept
    : folder_(std::exchange(other.folder_, "")), version_(other.version_),
      memoryBytes_(other.memoryBytes_) {}

assay::Cgroup::~Cgroup() {
  if (!folder_.empty())
    rmdir(folder_.c_str());
}

bool assay::Cgroup::setMemory(std::uint64_t bytes) {
  if (bytes != memoryBytes_ && !setLimit(folder_, version_, bytes))
    return false;
  memoryBytes_ = bytes;
  return true;
}

Descriptor assay::Cgroup::open() const {
  return Descriptor(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

llvm::Error assay::Cgroup::add(pid_t process) const {
  if (writeFile(folder_ + "/cgroup.procs", std::to_string(process)))
    return llvm::Error::success();
  return llvm::createStringError("cgroup: cannot enter " + folder_ + ": " +
                                 llvm::sys::StrError(errno));
}

std::uint64_t assay::Cgroup::peakBytes() const {
  std::uint64_t bytes = 0;
  const std::string text =
      readFile(folder_ + (version_ == 1 ? "/memory.max_usage_in_bytes" : "/memory.peak"));
  return llvm::StringRef(text).trim().getAsInteger(10, bytes) ? 0 : bytes;
}

bool assay::Cgroup::ranOut() const {
  const std::string text =
      readFile(folder_ + (version_ == 1 ? "/memory.oom_control" : "/memory.events"));
  llvm::SmallVector<llvm::StringRef, 8> lines;
  llvm::StringRef(text).split(lines, '\n', -1, false);
  for (llvm::StringRef line : lines)
    if (line.consume_front("oom_kill "))
      return line.trim() != "0";
  return false;
}
