// From a program's copy back to the host. The host's folder may be somebody's home, and the paths
// are the program's: everything goes through a descriptor of the folder that holds the file, which
// was reached through no link.
#include "runtime/descriptor.h"
#include "runtime/workspace.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

using namespace assay;
using Change = WorkspaceChange;

namespace {

llvm::Error failure(const Change &change, const llvm::Twine &what) {
  return llvm::createStringError("cannot commit " + change.path + ": " + what);
}
llvm::Error systemFailure(const Change &change) {
  return failure(change, llvm::sys::StrError(errno));
}

/// A place on the host: an open folder and a name in it.
struct Place {
  Descriptor folder;
  std::string name;
};

llvm::Expected<Place> placeOf(const std::string &host, const Change &change) {
  const Descriptor root(open(host.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root)
    return systemFailure(change);
  const std::size_t slash = change.path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : change.path.substr(0, slash);
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  Descriptor folder(
      static_cast<int>(syscall(SYS_openat2, root.get(), parent.c_str(), &how, sizeof how)));
  if (!folder)
    return systemFailure(change);
  return Place{std::move(folder),
               slash == std::string::npos ? change.path : change.path.substr(slash + 1)};
}

std::optional<std::string> contentOf(const Place &place, std::size_t expected) {
  const Descriptor file(openat(place.folder.get(), place.name.c_str(),
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  // One byte more than expected, so that a longer file is not taken for the same.
  std::string text(expected + 1, '\0');
  std::size_t done = 0;
  while (file && done < text.size()) {
    const ssize_t some = read(file.get(), text.data() + done, text.size() - done);
    if (some <= 0)
      break;
    done += static_cast<std::size_t>(some);
  }
  if (!file)
    return std::nullopt;
  text.resize(done);
  return text;
}

/// The host's file is still the one that the program was given.
llvm::Error checkUnchanged(const Place &place, const Change &change) {
  struct stat status{};
  const bool exists =
      fstatat(place.folder.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (!exists && errno != ENOENT)
    return systemFailure(change);
  if (!change.before)
    return exists ? failure(change, "there is one now, made since the program was started")
                  : llvm::Error::success();
  const bool isFile = exists && S_ISREG(status.st_mode);
  const bool isFolder = exists && S_ISDIR(status.st_mode);
  bool same = change.before->kind == TreeEntry::Kind::Folder ? isFolder : isFile;
  if (change.before->kind == TreeEntry::Kind::Link)
    same = exists && S_ISLNK(status.st_mode);
  if (same && isFile)
    same = contentOf(place, change.before->bytes.size()) == change.before->bytes;
  return same ? llvm::Error::success()
              : failure(change, "it was changed since the program was started");
}

bool writeAll(int file, const std::string &bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t some = write(file, bytes.data() + done, bytes.size() - done);
    if (some <= 0)
      return false;
    done += static_cast<std::size_t>(some);
  }
  return true;
}

/// A whole new file takes the name at once, so nobody ever reads half of one.
llvm::Error replaceFile(const Place &place, const Change &change) {
  const std::string temporary = ".assay-commit-" + std::to_string(getpid());
  const int folder = place.folder.get();
  const Descriptor file(openat(folder, temporary.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file)
    return systemFailure(change);
  if (writeAll(file.get(), change.bytes) && fchmod(file.get(), change.mode) == 0 &&
      renameat(folder, temporary.c_str(), folder, place.name.c_str()) == 0)
    return llvm::Error::success();
  llvm::Error error = systemFailure(change);
  unlinkat(folder, temporary.c_str(), 0);
  return error;
}

/// Through a descriptor: chmod(2) by path would follow a link.
llvm::Error changeMode(const Place &place, const Change &change) {
  const Descriptor file(openat(place.folder.get(), place.name.c_str(),
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file || fchmod(file.get(), change.mode) != 0)
    return systemFailure(change);
  return llvm::Error::success();
}

} // namespace

llvm::Error assay::commitChange(const std::string &host, const Change &change) {
  auto place = placeOf(host, change);
  if (!place)
    return place.takeError();
  if (auto error = checkUnchanged(*place, change))
    return error;
  const int folder = place->folder.get();
  const char *name = place->name.c_str();
  switch (change.kind) {
  case Change::Kind::Added:
    if (change.isFolder)
      return mkdirat(folder, name, change.mode) == 0 ? llvm::Error::success()
                                                     : systemFailure(change);
    return replaceFile(*place, change);
  case Change::Kind::Modified:
    return replaceFile(*place, change);
  case Change::Kind::Deleted:
    return unlinkat(folder, name, change.isFolder ? AT_REMOVEDIR : 0) == 0 ? llvm::Error::success()
                                                                           : systemFailure(change);
  case Change::Kind::Mode:
    return changeMode(*place, change);
  case Change::Kind::Refused:
    break;
  }
  return failure(change, change.reason);
}

std::size_t assay::commitChanges(const std::string &host, Commit which,
                                 std::vector<Change> &changes) {
  std::size_t left = 0;
  for (Change &change : changes) {
    if (which == Commit::Nothing || change.kind == Change::Kind::Refused) {
      ++left;
    } else if (which == Commit::Harmless && !change.executedBy.empty()) {
      change.reason = "it may be executed by " + change.executedBy;
      ++left;
    } else if (auto error = commitChange(host, change)) {
      change.reason = llvm::toString(std::move(error));
      ++left;
    } else {
      change.committed = true;
    }
  }
  return left;
}
