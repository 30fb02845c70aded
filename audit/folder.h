#ifndef ASSAY_AUDIT_FOLDER_H
#define ASSAY_AUDIT_FOLDER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace assay {

/// A file descriptor that is closed when this goes.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

private:
  int fd_ = -1;
};

/// An exclusive flock(2), held until this goes. flock, not fcntl: record locks
/// belong to the process, so two of its threads would both "hold" one.
class FileLock {
public:
  static llvm::Expected<FileLock> take(int fd);
  /// Nothing if somebody else holds it.
  static llvm::Expected<std::optional<FileLock>> tryToTake(int fd);
  FileLock(FileLock &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock &operator=(FileLock &&) = delete;
  ~FileLock();

private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

enum class Access : std::uint8_t { Read, Write };

/// The folder of a log, held by a descriptor: a rename of the folder, or a link planted in it,
/// leads nowhere else. Names are relative to it and may have one folder ("segments/...").
class LogFolder {
public:
  /// Write: creates the folder (0700) and those in it if needed; refuses one that others may change
  /// or that is on a network file system, where locks and flushes do not mean what they say.
  static llvm::Expected<LogFolder> open(llvm::StringRef path, Access access);

  [[nodiscard]] const std::string &path() const { return path_; }
  [[nodiscard]] bool exists(llvm::StringRef name) const;

  /// Opens a regular file; never follows a link. Files opened for writing must have one name only.
  [[nodiscard]] llvm::Expected<Descriptor> openFile(llvm::StringRef name, int flags) const;
  /// The whole file. Error also if it is longer than `maxBytes`.
  [[nodiscard]] llvm::Expected<std::string> read(llvm::StringRef name, std::size_t maxBytes) const;
  /// The names in a folder, sorted; hidden ones are left out.
  [[nodiscard]] llvm::Expected<std::vector<std::string>> list(llvm::StringRef folder) const;

  /// Creates a folder in it (mode 0700), if there is none.
  [[nodiscard]] llvm::Error makeFolder(llvm::StringRef name) const;
  /// Writes a new file and puts it in the place of `name` (mode 0600): afterwards the disk holds
  /// the old or the new content, whole.
  [[nodiscard]] llvm::Error replace(llvm::StringRef name, llvm::StringRef content) const;
  [[nodiscard]] llvm::Error remove(llvm::StringRef name) const;
  /// Makes creations, renames and removals in the folder of `name` durable.
  [[nodiscard]] llvm::Error flushFolderOf(llvm::StringRef name) const;

private:
  std::string path_;
  Descriptor fd_;
};

/// Writes all of it, at the end of the file if it was opened so.
llvm::Error writeAll(int fd, llvm::StringRef bytes, const llvm::Twine &name);
/// Overwrites all of a file, opened for writing at its beginning, with zeros on the disk. What a
/// journaling or flash file system keeps of old blocks is beyond this.
llvm::Error wipe(int fd, const llvm::Twine &name);
/// fdatasync(2). An error is final: what the disk holds is then unknown.
llvm::Error flush(int fd, const llvm::Twine &name);
/// Fills `bytes` from `offset` on. Returns how many there were: fewer at the end of the file.
llvm::Expected<std::size_t> readInto(int fd, std::uint64_t offset,
                                     llvm::MutableArrayRef<char> bytes, const llvm::Twine &name);
/// Reads `length` bytes at `offset`, or fewer at the end of the file.
llvm::Expected<std::string> readAt(int fd, std::uint64_t offset, std::size_t length,
                                   const llvm::Twine &name);
llvm::Expected<std::uint64_t> sizeOf(int fd, const llvm::Twine &name);

/// "<name>: cannot <what>: <errno's text>".
llvm::Error systemError(const llvm::Twine &name, const char *what);

/// Whether an error is the file system's (no permission, no such file, broken disk) and says
/// nothing about what the files hold.
bool isSystemError(const std::error_code &code);

} // namespace assay

#endif // ASSAY_AUDIT_FOLDER_H
