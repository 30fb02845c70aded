#include "runtime/folder_tree.h"
#include "runtime/descriptor.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <vector>

using namespace assay;

namespace {

constexpr unsigned permissionBits = 0777;

/// Below `folder`, through no link and into no other file system, whatever the path says.
Descriptor openBelow(int folder, const std::string &path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NOFOLLOW);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return Descriptor(static_cast<int>(
      syscall(SYS_openat2, folder, path.empty() ? "." : path.c_str(), &how, sizeof how)));
}

/// One walk. Folders that were seen and not yet listed are `pending_`, so depth costs no stack.
class Walk {
public:
  Walk(int folder, const TreeBounds &bounds) : folder_(folder), bounds_(bounds) {}

  bool run();
  FolderTree take() { return std::move(tree_); }

private:
  bool list(const std::string &path);
  void look(int parent, const char *name, const std::string &path);
  void readFile(int parent, const char *name, std::uint64_t size, TreeEntry &entry);
  void readLink(int parent, const char *name, TreeEntry &entry);

  int folder_;
  TreeBounds bounds_;
  std::uint64_t read_ = 0;
  FolderTree tree_;
  std::vector<std::string> pending_{""};
};

void Walk::readFile(int parent, const char *name, std::uint64_t size, TreeEntry &entry) {
  if (size > bounds_.bytes - read_) {
    entry.problem = "larger than what may cross";
    return;
  }
  // It may have become something that blocks when it is opened.
  const Descriptor file(openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status{};
  if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    entry.problem = file ? "it changed while it was read" : llvm::sys::StrError(errno);
    return;
  }
  entry.bytes.resize(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t some = read(file.get(), entry.bytes.data() + done, size - done);
    if (some <= 0)
      break;
    done += static_cast<std::size_t>(some);
  }
  entry.bytes.resize(done);
  read_ += done;
  if (done < size)
    entry.problem = "it could not be read to its end";
}

void Walk::readLink(int parent, const char *name, TreeEntry &entry) {
  entry.bytes.resize(PATH_MAX);
  const ssize_t length = readlinkat(parent, name, entry.bytes.data(), entry.bytes.size());
  if (length < 0)
    entry.problem = llvm::sys::StrError(errno);
  entry.bytes.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
}

void Walk::look(int parent, const char *name, const std::string &path) {
  TreeEntry entry;
  struct stat status{};
  if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    entry.problem = llvm::sys::StrError(errno);
  } else if (S_ISREG(status.st_mode)) {
    entry.kind = TreeEntry::Kind::File;
    readFile(parent, name, static_cast<std::uint64_t>(status.st_size), entry);
  } else if (S_ISLNK(status.st_mode)) {
    entry.kind = TreeEntry::Kind::Link;
    readLink(parent, name, entry);
  } else if (S_ISDIR(status.st_mode)) {
    entry.kind = TreeEntry::Kind::Folder;
    pending_.push_back(path);
  }
  entry.mode = status.st_mode & permissionBits;
  tree_.emplace(path, std::move(entry));
}

/// False: there are too many entries.
bool Walk::list(const std::string &path) {
  Descriptor opened = openBelow(folder_, path, O_RDONLY | O_DIRECTORY);
  DIR *entries = opened ? fdopendir(dup(opened.get())) : nullptr;
  if (!entries) {
    if (!path.empty())
      tree_[path].problem = llvm::sys::StrError(errno);
    return true;
  }
  bool fits = true;
  while (const dirent *entry = readdir(entries)) {
    const llvm::StringRef name = entry->d_name;
    if (name == "." || name == "..")
      continue;
    fits = tree_.size() < bounds_.entries;
    if (!fits)
      break;
    look(opened.get(), entry->d_name, path.empty() ? name.str() : path + "/" + name.str());
  }
  closedir(entries);
  return fits;
}

bool Walk::run() {
  while (!pending_.empty()) {
    const std::string path = std::move(pending_.back());
    pending_.pop_back();
    if (!list(path))
      return false;
  }
  return true;
}

} // namespace

FolderTree assay::readFolder(int folder, const TreeBounds &bounds, bool &full) {
  Walk walk(folder, bounds);
  full = !walk.run();
  return walk.take();
}
