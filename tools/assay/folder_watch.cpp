#include "tools/assay/folder_watch.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/Path.h"
#include <array>
#include <cerrno>
#include <chrono>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

using namespace assay;

/// Without a change for so long, in milliseconds, it is over. A person waits less than a quarter of
/// a second without noticing.
static constexpr int quiet = 100;
/// What never rests, such as a log with the name of a source, is not waited for.
static constexpr std::chrono::seconds longest{2};

static constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                         IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF;

FolderWatch::~FolderWatch() {
  if (file_ >= 0)
    ::close(file_);
}

static llvm::Error failure(const llvm::Twine &what) {
  const std::error_code error(errno, std::generic_category());
  if (errno == ENOSPC)
    return llvm::createStringError(
        error, what + ": the system watches no more folders; raise fs.inotify.max_user_watches");
  return llvm::createStringError(error, what + ": " + error.message());
}

llvm::Error FolderWatch::add(const std::string &path) {
  // What went away since is noticed by its folder.
  if (::inotify_add_watch(file_, path.c_str(), changes) < 0 && errno != ENOENT && errno != EACCES)
    return failure("cannot watch " + path);
  return llvm::Error::success();
}

llvm::Error FolderWatch::follow(const SourceWalk &walk) {
  if (file_ < 0)
    file_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (file_ < 0)
    return failure("cannot watch folders");
  for (const std::string &folder : walk.folders)
    if (llvm::Error error = add(folder))
      return error;
  // An editor that saves puts a new file in the place of the old one, so a file's folder is
  // watched.
  for (const SourcePath &source : walk.files)
    if (!source.language)
      if (llvm::Error error = add(std::string(llvm::sys::path::parent_path(source.path).empty()
                                                  ? "."
                                                  : llvm::sys::path::parent_path(source.path))))
        return error;
  return llvm::Error::success();
}

/// A change that may be one of a source file, or of what is one. A file without an extension tells
/// its language on its first line.
static bool counts(const inotify_event &event) {
  const llvm::StringRef name = event.len ? event.name : "";
  return (event.mask & (IN_ISDIR | IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF)) ||
         !name.contains('.') || isIgnoreFile(name) || detectLanguage(name, "");
}

/// Waits so long at most, forever if negative. True if there was a change that counts.
llvm::Expected<bool> FolderWatch::readChanges(int patience) {
  pollfd ready{file_, POLLIN, 0};
  if (::poll(&ready, 1, patience) < 0 && errno != EINTR)
    return failure("cannot wait for changes");
  alignas(inotify_event) std::array<char, 16 << 10> buffer;
  bool changed = false;
  for (ssize_t got = 0; (got = ::read(file_, buffer.data(), buffer.size())) > 0;)
    for (ssize_t at = 0; at < got;) {
      const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
      changed = changed || counts(*event);
      at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
    }
  return changed;
}

llvm::Error FolderWatch::wait(const std::atomic<bool> &stop) {
  std::chrono::steady_clock::time_point until;
  for (bool changed = false; !changed || std::chrono::steady_clock::now() < until;) {
    auto more = readChanges(changed ? quiet : -1);
    if (!more)
      return more.takeError();
    if (stop || (changed && !*more))
      break;
    if (!changed && *more)
      until = std::chrono::steady_clock::now() + longest;
    changed = changed || *more;
  }
  return llvm::Error::success();
}
