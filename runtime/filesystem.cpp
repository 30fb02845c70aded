#include "runtime/filesystem.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;
using Kind = RootEntry::Kind;

namespace {

/// Nothing shown can be changed, gain privileges by being run, or be a device.
constexpr unsigned long readOnly = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
/// What can be written cannot be run.
constexpr unsigned long writable = MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
constexpr unsigned long device = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;

/// The smallest file in memory takes a page; so many files fit into the room for their content.
constexpr std::uint64_t bytesPerFile = 4096;
constexpr std::uint64_t leastFiles = 64;
/// For the root's folders, links and small files, besides the program.
constexpr std::uint64_t rootBytes = 1u << 20;
constexpr std::uint64_t sharedMemoryBytes = 16u << 20;

constexpr llvm::StringLiteral passwd = "jail:x:1000:1000:jail:/tmp:/bin/sh\n"
                                       "nobody:x:65534:65534:nobody:/:/bin/false\n";
constexpr llvm::StringLiteral group = "jail:x:1000:\nnogroup:x:65534:\n";

/// Of merged-/usr systems these are links, elsewhere folders.
constexpr const char *systemFolders[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
/// What the loader and Debian's alternatives need.
constexpr const char *configuration[] = {"etc/ld.so.cache", "etc/alternatives"};
/// What a resolver and TLS need.
constexpr const char *networkConfiguration[] = {
    "etc/resolv.conf", "etc/hosts", "etc/nsswitch.conf",  "etc/gai.conf",
    "etc/services",    "etc/ssl",   "etc/ca-certificates"};
constexpr const char *devices[] = {"dev/null", "dev/zero", "dev/full", "dev/random", "dev/urandom"};
/// Of a whole /proc: keys, kernel memory, other jails' timers.
constexpr const char *maskedFiles[] = {"proc/kcore",      "proc/keys",          "proc/key-users",
                                       "proc/timer_list", "proc/sysrq-trigger", "proc/kmsg",
                                       "proc/kallsyms"};

bool isFolder(const std::string &path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool exists(const std::string &path) { return access(path.c_str(), F_OK) == 0; }

std::string linkTarget(const std::string &path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

/// Shows `source` at `path`, for which a place of the same kind is made.
void showAt(RootPlan &plan, const std::string &path, const std::string &source,
            unsigned long attributes) {
  plan.room.push_back({isFolder(source) ? Kind::Folder : Kind::File, path});
  plan.room.push_back({Kind::Bind, path, source, "", 0755, attributes});
}

/// A link of the host stays one: bound, it would show the file under the link's own path only.
void showHost(RootPlan &plan, const char *path) {
  const std::string source = std::string("/") + path;
  const std::string target = linkTarget(source);
  if (!target.empty() && (target[0] != '/' || target.starts_with("/usr/")))
    plan.room.push_back({Kind::Link, path, target});
  else if (exists(source))
    showAt(plan, path, source, readOnly);
}

void planSystem(RootPlan &plan, const Permissions &permissions) {
  showAt(plan, "usr", "/usr", readOnly);
  for (const char *folder : systemFolders)
    showHost(plan, folder);
  plan.room.push_back({Kind::Folder, "etc"});
  plan.room.push_back({Kind::File, "etc/passwd", "", passwd, 0444});
  plan.room.push_back({Kind::File, "etc/group", "", group, 0444});
  showHost(plan, "etc/localtime");
  for (const char *path : configuration)
    showHost(plan, path);
  if (permissions.network())
    for (const char *path : networkConfiguration)
      if (exists(std::string("/") + path))
        showAt(plan, path, std::string("/") + path, readOnly);
}

void planDevices(RootPlan &plan) {
  plan.room.push_back({Kind::Folder, "dev"});
  for (const char *path : devices)
    showAt(plan, path, std::string("/") + path, device);
  plan.room.push_back({Kind::Link, "dev/fd", "/proc/self/fd"});
  plan.room.push_back({Kind::Link, "dev/stdin", "/proc/self/fd/0"});
  plan.room.push_back({Kind::Link, "dev/stdout", "/proc/self/fd/1"});
  plan.room.push_back({Kind::Link, "dev/stderr", "/proc/self/fd/2"});
  plan.room.push_back({Kind::Folder, "dev/shm"});
  plan.room.push_back(
      {Kind::Scratch, "dev/shm", "mode=777,size=" + std::to_string(sharedMemoryBytes)});
}

void planProcesses(RootPlan &plan, const Permissions &permissions) {
  plan.room.push_back({Kind::Folder, "proc"});
  plan.room.push_back({Kind::Processes, "proc", permissions.systemFiles ? "" : "subset=pid"});
  if (permissions.systemFiles)
    for (const char *path : maskedFiles)
      if (exists(std::string("/") + path))
        plan.room.push_back({Kind::Bind, path, "/dev/null", "", 0, device});
}

llvm::Error planMount(RootPlan &plan, const Mount &mount, const Permissions &permissions) {
  char resolved[PATH_MAX];
  if (!realpath(mount.host.c_str(), resolved))
    return llvm::createStringError("mount of " + mount.host + ": " + llvm::sys::StrError(errno));
  const bool canWrite = mount.writable && permissions.writeFiles;
  const std::string inside = mount.inside.substr(1);
  for (std::size_t slash = inside.find('/'); slash != std::string::npos;
       slash = inside.find('/', slash + 1))
    plan.room.push_back({Kind::Folder, inside.substr(0, slash)});
  showAt(plan, inside, resolved, canWrite ? writable : readOnly);
  return llvm::Error::success();
}

std::uint64_t wholePages(std::uint64_t bytes) {
  return (bytes + bytesPerFile - 1) / bytesPerFile * bytesPerFile;
}

/// As much room as the files take, and once more what a program may write anyway.
std::string copyOptions(const FolderTree &tree, const ResourceLimits &limits) {
  std::uint64_t bytes = limits.fileBytes;
  for (const auto &[path, entry] : tree)
    bytes += wholePages(entry.bytes.size());
  const std::uint64_t files = tree.size() + std::max(leastFiles, limits.fileBytes / bytesPerFile);
  return "mode=755,size=" + std::to_string(bytes) + ",nr_inodes=" + std::to_string(files);
}

void planCopy(RootPlan &plan, const FolderTree &tree, const ResourceLimits &limits) {
  plan.program.push_back({Kind::Folder, "work"});
  plan.program.push_back({Kind::Scratch, "work", copyOptions(tree, limits)});
  for (const auto &[path, entry] : tree) {
    const std::string inside = "work/" + path;
    if (entry.kind == TreeEntry::Kind::Folder)
      plan.program.push_back({Kind::Folder, inside, "", "", entry.mode});
    else if (entry.kind == TreeEntry::Kind::Link)
      plan.program.push_back({Kind::Link, inside, entry.bytes});
    else
      plan.program.push_back({Kind::File, inside, "", entry.bytes, entry.mode});
  }
}

llvm::Error planWorkspace(RootPlan &plan, const JailSpec &spec, const Permissions &permissions,
                          const FolderTree &tree) {
  if (!spec.workspace)
    return llvm::Error::success();
  if (spec.workspace->mode == WorkspaceMode::Copy) {
    planCopy(plan, tree, spec.limits);
    return llvm::Error::success();
  }
  if (exists(spec.workspace->host) && !isFolder(spec.workspace->host))
    return llvm::createStringError("workspace " + spec.workspace->host +
                                   ": it is not a folder; give the folder that it is in");
  const bool isDirect = spec.workspace->mode == WorkspaceMode::Direct;
  return planMount(plan, {spec.workspace->host, "/work", isDirect}, permissions);
}

} // namespace

std::string assay::scratchOptions(const ResourceLimits &limits) {
  const std::uint64_t files = std::max(leastFiles, limits.fileBytes / bytesPerFile);
  return "mode=777,size=" + std::to_string(limits.fileBytes) +
         ",nr_inodes=" + std::to_string(files);
}

llvm::Expected<RootPlan> assay::planRoot(const JailSpec &spec, const Permissions &permissions,
                                         llvm::StringRef programName, llvm::StringRef program,
                                         const FolderTree &workspace) {
  RootPlan plan;
  plan.options = "mode=755,size=" + std::to_string(rootBytes);
  plan.programOptions = "size=" + std::to_string(program.size() + rootBytes);
  planSystem(plan, permissions);
  planDevices(plan);
  planProcesses(plan, permissions);
  plan.room.push_back({Kind::Folder, "tmp"});
  plan.room.push_back({Kind::Folder, "program"});
  plan.program.push_back({Kind::Scratch, "tmp", scratchOptions(spec.limits)});
  if (!programName.empty())
    plan.program.push_back({Kind::File, ("program/" + programName).str(), "", program, 0555});
  if (auto error = planWorkspace(plan, spec, permissions, workspace))
    return error;
  for (const Mount &mount : spec.mounts)
    if (auto error = planMount(plan, mount, permissions))
      return error;
  return plan;
}
