// Pid 1's half of filesystem.h: from a plan to a root.
#include "runtime/filesystem.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace assay;
using Kind = RootEntry::Kind;

namespace {

/// Where the new root is put together. Everything to be shown was opened before it covers this.
constexpr const char *stagingFolder = "/tmp";
constexpr unsigned long scratchFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/// A copy of the mount, read-only and harmless before it is anywhere; by descriptor from here on,
/// so that nothing can be put in its place.
int openTree(const RootEntry &entry) {
  const int tree =
      open_tree(AT_FDCWD, entry.source.c_str(),
                OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW);
  if (tree < 0)
    return -1;
  mount_attr attributes{};
  attributes.attr_set = entry.attributes;
  if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) == 0)
    return tree;
  const int error = errno;
  close(tree);
  errno = error;
  return -1;
}

bool writeFile(const RootEntry &entry) {
  const int file =
      open(entry.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, entry.mode);
  if (file < 0)
    return errno == EEXIST && entry.text.empty();
  std::size_t done = 0;
  while (done < entry.text.size()) {
    const ssize_t some = write(file, entry.text.data() + done, entry.text.size() - done);
    if (some <= 0)
      break;
    done += static_cast<std::size_t>(some);
  }
  const int error = errno;
  close(file);
  errno = error;
  return done == entry.text.size();
}

bool mountProcesses(const RootEntry &entry) {
  if (mount("proc", entry.path.c_str(), "proc", scratchFlags, entry.source.c_str()) != 0)
    return false;
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  return mount_setattr(AT_FDCWD, entry.path.c_str(), 0, &attributes, sizeof attributes) == 0;
}

bool make(const RootEntry &entry, int tree) {
  const char *path = entry.path.c_str();
  switch (entry.kind) {
  case Kind::Folder:
    return mkdir(path, entry.mode) == 0 || errno == EEXIST;
  case Kind::File:
    return writeFile(entry);
  case Kind::Link:
    return symlink(entry.source.c_str(), path) == 0;
  case Kind::Bind:
    return move_mount(tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) == 0;
  case Kind::Scratch:
    return mount("tmpfs", path, "tmpfs", scratchFlags, entry.source.c_str()) == 0;
  case Kind::Processes:
    return mountProcesses(entry);
  }
  return false;
}

bool makeAll(const std::vector<RootEntry> &entries, const std::vector<int> &trees, int firstNumber,
             RootFailure &failure) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!make(entries[i], trees[i])) {
      failure = {firstNumber + static_cast<int>(i), errno};
      return false;
    }
    if (trees[i] >= 0)
      close(trees[i]);
  }
  return true;
}

bool openTrees(const std::vector<RootEntry> &entries, std::vector<int> &trees,
               RootFailure &failure) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].kind != Kind::Bind)
      continue;
    trees[i] = openTree(entries[i]);
    if (trees[i] < 0) {
      failure = {static_cast<int>(i), errno};
      return false;
    }
  }
  return true;
}

/// The old root ends up on top of the new one and is then taken away with all that is below it.
bool pivot() {
  return syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 && chdir("/") == 0;
}

} // namespace

bool assay::enterRoot(const RootPlan &plan, RootFailure &failure) {
  // What is mounted here must not show up on the host.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    failure = {-1, errno};
    return false;
  }
  std::vector<int> trees(plan.room.size(), -1);
  if (!openTrees(plan.room, trees, failure))
    return false;
  umask(0);
  if (mount("tmpfs", stagingFolder, "tmpfs", MS_NOSUID | MS_NODEV, plan.options.c_str()) != 0 ||
      chdir(stagingFolder) != 0) {
    failure = {-1, errno};
    return false;
  }
  if (!makeAll(plan.room, trees, 0, failure))
    return false;
  if (pivot())
    return true;
  failure = {-1, errno};
  return false;
}

bool assay::finishRoot(const RootPlan &plan, RootFailure &failure) {
  constexpr unsigned long resize = MS_REMOUNT | MS_NOSUID | MS_NODEV;
  if (mount(nullptr, "/", nullptr, resize, plan.programOptions.c_str()) != 0) {
    failure = {-1, errno};
    return false;
  }
  // The old root is gone, so nothing of it can be shown any more.
  const std::vector<int> trees(plan.program.size(), -1);
  if (!makeAll(plan.program, trees, static_cast<int>(plan.room.size()), failure))
    return false;
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  if (mount_setattr(AT_FDCWD, "/", 0, &attributes, sizeof attributes) == 0)
    return true;
  failure = {-1, errno};
  return false;
}
