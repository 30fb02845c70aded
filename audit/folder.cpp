#include "audit/folder.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <memory>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace assay {

Descriptor::~Descriptor() {
  if (fd_ >= 0)
    ::close(fd_);
}

llvm::Error systemError(const llvm::Twine &name, const char *what) {
  std::error_code code(errno, std::generic_category());
  return llvm::createStringError(code, name.str() + ": cannot " + what + ": " + code.message());
}

llvm::Expected<FileLock> FileLock::take(int fd) {
  // The holder is done in some ten microseconds, sooner than a sleeper is woken.
  constexpr int turns = 50;
  for (int turn = 0; turn < turns; ++turn) {
    llvm::Expected<std::optional<FileLock>> lock = tryToTake(fd);
    if (!lock)
      return lock.takeError();
    if (*lock)
      return std::move(**lock);
    ::sched_yield();
  }
  while (::flock(fd, LOCK_EX) != 0)
    if (errno != EINTR)
      return systemError("the log's lock", "lock");
  return FileLock(fd);
}

llvm::Expected<std::optional<FileLock>> FileLock::tryToTake(int fd) {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return std::nullopt;
    if (errno != EINTR)
      return systemError("the log's lock", "lock");
  }
  return FileLock(fd);
}

FileLock::~FileLock() {
  if (fd_ >= 0)
    ::flock(fd_, LOCK_UN);
}

/// openat2(2) below `folder`, without following any link.
static int openBelow(int folder, const std::string &name, int flags, mode_t mode) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  long fd = 0;
  do
    fd = ::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof(how));
  while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  return static_cast<int>(fd);
}

/// File systems whose flock(2) may hold on one host only, or whose flushes may lie.
static bool isNetworkFileSystem(int fd) {
  constexpr unsigned cifsMagic = 0xFF534D42, smb2Magic = 0xFE534D42, cephMagic = 0x00C36400;
  struct statfs info = {};
  if (::fstatfs(fd, &info) != 0)
    return true;
  auto type = static_cast<unsigned>(info.f_type);
  return type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == AFS_SUPER_MAGIC ||
         type == cifsMagic || type == smb2Magic || type == cephMagic;
}

static llvm::Error checkWritable(int fd, const std::string &path) {
  struct stat info = {};
  if (::fstat(fd, &info) != 0)
    return systemError(path, "inspect");
  if (info.st_uid != ::geteuid() || (info.st_mode & (S_IWGRP | S_IWOTH)))
    return llvm::createStringError("%s: others may change this folder; it must belong to the user "
                                   "who writes the log, mode 0700",
                                   path.c_str());
  if (isNetworkFileSystem(fd))
    return llvm::createStringError(
        "%s: on a network file system; keep each host's log on a disk of "
        "its own and export checkpoints",
        path.c_str());
  return llvm::Error::success();
}

llvm::Expected<LogFolder> LogFolder::open(llvm::StringRef path, Access access) {
  LogFolder folder;
  folder.path_ = path.str();
  if (access == Access::Write)
    if (std::error_code code =
            llvm::sys::fs::create_directories(path, true, llvm::sys::fs::perms::owner_all))
      return llvm::createStringError(code,
                                     path + ": cannot create the log's folder: " + code.message());
  folder.fd_ =
      Descriptor(::open(folder.path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.fd_)
    return systemError(path, "open the log's folder");
  if (access == Access::Read)
    return folder;
  if (llvm::Error error = checkWritable(folder.fd_.get(), folder.path_))
    return error;
  for (const char *name : {"segments", "epochs", "keys"})
    if (llvm::Error error = folder.makeFolder(name))
      return error;
  return folder;
}

llvm::Error LogFolder::makeFolder(llvm::StringRef name) const {
  if (exists(name))
    return llvm::Error::success();
  if (::mkdirat(fd_.get(), name.str().c_str(), 0700) != 0 && errno != EEXIST)
    return systemError(path_ + "/" + name, "create");
  return flushFolderOf(".");
}

bool LogFolder::exists(llvm::StringRef name) const {
  return ::faccessat(fd_.get(), name.str().c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

llvm::Expected<Descriptor> LogFolder::openFile(llvm::StringRef name, int flags) const {
  Descriptor fd(openBelow(fd_.get(), name.str(), flags, 0600));
  if (!fd)
    return systemError(path_ + "/" + name, (flags & O_CREAT) ? "create or open" : "open");
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0)
    return systemError(path_ + "/" + name, "inspect");
  bool isForWriting = (flags & O_ACCMODE) != O_RDONLY;
  if (!S_ISREG(info.st_mode) || (isForWriting && info.st_nlink != 1))
    return llvm::createStringError("%s/%s: not a regular file with one name", path_.c_str(),
                                   name.str().c_str());
  return fd;
}

llvm::Expected<std::string> LogFolder::read(llvm::StringRef name, std::size_t maxBytes) const {
  llvm::Expected<Descriptor> fd = openFile(name, O_RDONLY);
  if (!fd)
    return fd.takeError();
  llvm::Expected<std::string> content = readAt(fd->get(), 0, maxBytes + 1, path_ + "/" + name);
  if (content && content->size() > maxBytes)
    return llvm::createStringError("%s/%s: longer than %zu bytes", path_.c_str(),
                                   name.str().c_str(), maxBytes);
  return content;
}

llvm::Expected<std::vector<std::string>> LogFolder::list(llvm::StringRef folder) const {
  int fd = openBelow(fd_.get(), folder.str(), O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0)
    return systemError(path_ + "/" + folder, "open");
  std::unique_ptr<DIR, int (*)(DIR *)> stream(::fdopendir(fd), ::closedir);
  if (!stream)
    return systemError(path_ + "/" + folder, "read");
  std::vector<std::string> names;
  while (const dirent *entry = ::readdir(stream.get()))
    if (entry->d_name[0] != '.')
      names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

llvm::Error LogFolder::replace(llvm::StringRef name, llvm::StringRef content) const {
  // Blobs are written without a lock: the name must be this thread's own.
  std::string temporary = (name + "." + llvm::Twine(::gettid()) + ".new").str();
  ::unlinkat(fd_.get(), temporary.c_str(), 0);
  llvm::Expected<Descriptor> fd = openFile(temporary, O_WRONLY | O_CREAT | O_EXCL);
  if (!fd)
    return fd.takeError();
  if (llvm::Error error = writeAll(fd->get(), content, path_ + "/" + temporary))
    return error;
  if (llvm::Error error = flush(fd->get(), path_ + "/" + temporary))
    return error;
  if (::renameat(fd_.get(), temporary.c_str(), fd_.get(), name.str().c_str()) != 0)
    return systemError(path_ + "/" + name, "replace");
  return flushFolderOf(name);
}

llvm::Error LogFolder::remove(llvm::StringRef name) const {
  if (::unlinkat(fd_.get(), name.str().c_str(), 0) != 0)
    return systemError(path_ + "/" + name, "remove");
  return flushFolderOf(name);
}

llvm::Error LogFolder::flushFolderOf(llvm::StringRef name) const {
  llvm::StringRef folder = name.contains('/') ? name.split('/').first : ".";
  Descriptor fd(openBelow(fd_.get(), folder.str(), O_RDONLY | O_DIRECTORY, 0));
  if (!fd)
    return systemError(path_ + "/" + folder, "open");
  while (::fsync(fd.get()) != 0)
    if (errno != EINTR)
      return systemError(path_ + "/" + folder, "flush");
  return llvm::Error::success();
}

llvm::Error writeAll(int fd, llvm::StringRef bytes, const llvm::Twine &name) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return systemError(name, "write");
    bytes = bytes.drop_front(static_cast<std::size_t>(written));
  }
  return llvm::Error::success();
}

llvm::Error wipe(int fd, const llvm::Twine &name) {
  llvm::Expected<std::uint64_t> bytes = sizeOf(fd, name);
  if (!bytes)
    return bytes.takeError();
  if (llvm::Error error = writeAll(fd, std::string(*bytes, '\0'), name))
    return error;
  return flush(fd, name);
}

llvm::Error flush(int fd, const llvm::Twine &name) {
  while (::fdatasync(fd) != 0)
    if (errno != EINTR)
      return systemError(name, "flush");
  return llvm::Error::success();
}

llvm::Expected<std::size_t> readInto(int fd, std::uint64_t offset,
                                     llvm::MutableArrayRef<char> bytes, const llvm::Twine &name) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t got =
        ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return systemError(name, "read");
    if (got == 0)
      break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

llvm::Expected<std::string> readAt(int fd, std::uint64_t offset, std::size_t length,
                                   const llvm::Twine &name) {
  llvm::Expected<std::uint64_t> size = sizeOf(fd, name);
  if (!size)
    return size.takeError();
  std::string bytes(std::min<std::uint64_t>(length, *size > offset ? *size - offset : 0), '\0');
  llvm::Expected<std::size_t> done =
      readInto(fd, offset, llvm::MutableArrayRef(bytes.data(), bytes.size()), name);
  if (!done)
    return done.takeError();
  bytes.resize(*done);
  return bytes;
}

llvm::Expected<std::uint64_t> sizeOf(int fd, const llvm::Twine &name) {
  struct stat info = {};
  if (::fstat(fd, &info) != 0)
    return systemError(name, "inspect");
  return static_cast<std::uint64_t>(info.st_size);
}

bool isSystemError(const std::error_code &code) {
  return code == std::errc::permission_denied || code == std::errc::io_error ||
         code == std::errc::no_such_file_or_directory || code == std::errc::too_many_files_open ||
         code == std::errc::not_enough_memory;
}

} // namespace assay
