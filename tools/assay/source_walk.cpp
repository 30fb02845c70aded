#include "tools/assay/source_walk.h"
#include "tools/assay/archive.h"
#include "tools/assay/gitignore.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

using namespace assay;

namespace {

/// More files than this in one scan are a mistake such as "/", and would fill the memory.
constexpr std::size_t maxFiles = 2'000'000;

/// An ignore file and where it holds: below `folder`, after the ones of `parent`.
struct IgnoreScope {
  IgnoreFile file;
  std::string folder;
  int parent = -1;
};

/// A folder still to be read. `scope` is the innermost .gitignore that holds in it, -1 for none.
struct Folder {
  /// As the report names it.
  std::string path;
  /// Without links, for matching. Empty if ignore files do not count.
  std::string absolute;
  int scope = -1;
};

/// Those of a folder; the last has the last word.
constexpr llvm::StringLiteral ignoreFiles[] = {".gitignore", ".assayignore"};

/// What a folder holds.
struct Entry {
  std::string name;
  unsigned char type = DT_UNKNOWN;
};

struct CloseFolder {
  void operator()(DIR *folder) const { ::closedir(folder); }
};
using FolderHandle = std::unique_ptr<DIR, CloseFolder>;

std::string join(llvm::StringRef folder, llvm::StringRef name) {
  if (folder == ".")
    return name.str();
  return folder.ends_with("/") ? (folder + name).str() : (folder + "/" + name).str();
}

/// The first bytes of a file, for its "#!" line. Empty if it cannot be read.
llvm::StringRef peek(int folder, const char *name, llvm::SmallVectorImpl<char> &buffer) {
  // The kernel itself reads no more than this of such a line.
  constexpr std::size_t lineBytes = 256;
  const int file = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0)
    return "";
  buffer.resize(lineBytes);
  const ssize_t length = ::read(file, buffer.data(), lineBytes);
  ::close(file);
  return length > 0 ? llvm::StringRef(buffer.data(), static_cast<std::size_t>(length)) : "";
}

FileState stateFrom(const struct stat &status) {
  constexpr std::int64_t second = 1'000'000'000;
  return {status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec,
          status.st_ctim.tv_sec * second + status.st_ctim.tv_nsec,
          static_cast<std::uint64_t>(status.st_size), status.st_ino, status.st_dev};
}

class Walk {
public:
  explicit Walk(bool honourIgnoreFiles) : honourIgnoreFiles_(honourIgnoreFiles) {}

  void add(const std::string &path);
  SourceWalk take();

private:
  void addFolder(llvm::StringRef path);
  int scopesAbove(llvm::StringRef absolute);
  int openScopes(const std::string &folder, int parent);
  int openScope(const std::string &folder, llvm::StringRef fileName, int parent);
  void read(const Folder &folder);
  void addEntry(const Folder &folder, int handle, const Entry &entry);
  void addFile(int handle, const char *name, std::string path, const struct stat &status);
  void addLink(int handle, const char *name, const std::string &path);
  bool isIgnored(llvm::StringRef path, bool isFolder, int scope) const;

  bool honourIgnoreFiles_;
  /// The folder that was named, without links and with a "/" at its end.
  std::string root_;
  std::vector<IgnoreScope> scopes_;
  std::vector<Folder> pending_;
  SourceWalk result_;
};

void Walk::add(const std::string &path) {
  struct stat status{};
  // What does not exist is reported when it is opened, with the same words as what cannot be read.
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    addFolder(path);
    return;
  }
  if (S_ISREG(status.st_mode) && isArchive(path))
    readArchive(path, result_);
  else
    result_.files.push_back({path, nullptr, static_cast<std::uint64_t>(status.st_size)});
}

void Walk::addFolder(llvm::StringRef path) {
  while (path.size() > 1 && path.ends_with("/"))
    path = path.drop_back();
  llvm::SmallString<256> absolute;
  const bool isThere = !llvm::sys::fs::real_path(path, absolute);
  root_ = join(absolute, "");
  if (honourIgnoreFiles_ && isThere)
    pending_.push_back({path.str(), absolute.str().str(), scopesAbove(absolute)});
  else
    pending_.push_back({path.str(), "", -1});
  while (!pending_.empty() && result_.files.size() < maxFiles) {
    const Folder folder = std::move(pending_.back());
    pending_.pop_back();
    read(folder);
  }
  if (!pending_.empty()) {
    result_.errors.push_back({path.str(), "holds more than " + std::to_string(maxFiles) +
                                              " files, scan a part of it at a time"});
    pending_.clear();
  }
}

/// The ignore files of the repository that a folder lies in, from its root down to above the
/// folder.
int Walk::scopesAbove(llvm::StringRef absolute) {
  std::vector<std::string> above;
  bool foundRepository = llvm::sys::fs::exists(llvm::Twine(absolute) + "/.git");
  for (llvm::StringRef folder = absolute; !foundRepository;) {
    folder = llvm::sys::path::parent_path(folder);
    if (folder.empty())
      return -1;
    above.push_back(folder.str());
    foundRepository = llvm::sys::fs::exists(folder + "/.git");
  }
  const std::string root = above.empty() ? absolute.str() : above.back();
  int scope = openScope(root, ".git/info/exclude", -1);
  for (std::size_t i = above.size(); i-- > 0;)
    scope = openScopes(above[i], scope);
  return scope;
}

/// Those of one folder. What is for assay alone has the last word.
int Walk::openScopes(const std::string &folder, int parent) {
  for (const llvm::StringRef name : ignoreFiles)
    parent = openScope(folder, name, parent);
  return parent;
}

/// Reads one ignore file of an absolute folder; gives `parent` if there is none.
int Walk::openScope(const std::string &folder, llvm::StringRef fileName, int parent) {
  const std::string path = join(folder, fileName);
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return parent;
  if (static_cast<std::size_t>(status.st_size) > IgnoreFile::maxBytes) {
    result_.errors.push_back(
        {path, "larger than " + std::to_string(IgnoreFile::maxBytes >> 10) + " KiB, not applied"});
    return parent;
  }
  auto text = llvm::MemoryBuffer::getFile(path);
  if (!text)
    return parent;
  IgnoreFile file = IgnoreFile::parse((*text)->getBuffer());
  if (file.empty())
    return parent;
  scopes_.push_back({std::move(file), join(folder, ""), parent});
  return static_cast<int>(scopes_.size()) - 1;
}

bool Walk::isIgnored(llvm::StringRef path, bool isFolder, int scope) const {
  for (; scope >= 0; scope = scopes_[static_cast<std::size_t>(scope)].parent) {
    const IgnoreScope &here = scopes_[static_cast<std::size_t>(scope)];
    if (auto ignored = here.file.ignores(path.drop_front(here.folder.size()), isFolder))
      return *ignored;
  }
  return false;
}

void Walk::read(const Folder &folder) {
  const FolderHandle handle(::opendir(folder.path.c_str()));
  if (!handle) {
    result_.errors.push_back(
        {folder.path,
         "cannot read the folder: " + std::error_code(errno, std::generic_category()).message()});
    return;
  }
  result_.folders.push_back(folder.path);
  std::vector<Entry> entries;
  bool hasIgnoreFile = false;
  while (const dirent *entry = ::readdir(handle.get())) {
    entries.push_back({entry->d_name, entry->d_type});
    hasIgnoreFile = hasIgnoreFile || isIgnoreFile(entries.back().name);
  }
  Folder here = folder;
  if (!here.absolute.empty() && hasIgnoreFile)
    here.scope = openScopes(here.absolute, folder.scope);
  for (const Entry &entry : entries)
    addEntry(here, ::dirfd(handle.get()), entry);
}

void Walk::addEntry(const Folder &folder, int handle, const Entry &entry) {
  const llvm::StringRef name = entry.name;
  if (name == "." || name == ".." || name == ".git")
    return;
  constexpr unsigned char taken[] = {DT_DIR, DT_REG, DT_LNK, DT_UNKNOWN};
  if (!llvm::is_contained(taken, entry.type))
    return;
  struct stat status{};
  if (::fstatat(handle, entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return;
  const bool isFolder = S_ISDIR(status.st_mode);
  if (!isFolder && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
    return;
  std::string path = join(folder.path, name);
  std::string absolute = folder.absolute.empty() ? "" : join(folder.absolute, name);
  if (isIgnored(absolute, isFolder, folder.scope)) {
    ++result_.ignored;
    return;
  }
  if (isFolder)
    pending_.push_back({std::move(path), std::move(absolute), folder.scope});
  else if (S_ISLNK(status.st_mode))
    addLink(handle, entry.name.c_str(), path);
  else
    addFile(handle, entry.name.c_str(), std::move(path), status);
}

/// Null for what is no source.
const Language *languageOf(int folder, const char *name, llvm::StringRef path,
                           const struct stat &status) {
  const Language *language = detectLanguage(path, "");
  // Programs without an extension tell their language on their first line.
  const bool mayHaveLine =
      !llvm::sys::path::filename(path).contains('.') || (status.st_mode & S_IXUSR) != 0;
  if (language || !mayHaveLine || status.st_size == 0)
    return language;
  llvm::SmallString<256> buffer;
  const llvm::StringRef start = peek(folder, name, buffer);
  return start.starts_with("#!") ? detectLanguage(path, start) : nullptr;
}

void Walk::addFile(int handle, const char *name, std::string path, const struct stat &status) {
  if (const Language *language = languageOf(handle, name, path, status))
    result_.files.push_back({std::move(path), language, static_cast<std::uint64_t>(status.st_size),
                             std::nullopt, stateFrom(status)});
}

/// What a link stands for is judged by its own name, or not at all: a program that has none of a
/// program but by a link would be missed. What lies elsewhere is not of this tree's making.
void Walk::addLink(int handle, const char *name, const std::string &path) {
  const Language *language = detectLanguage(path, "");
  struct stat status{};
  llvm::SmallString<256> target;
  if (!language || ::fstatat(handle, name, &status, 0) != 0 || !S_ISREG(status.st_mode) ||
      llvm::sys::fs::real_path(path, target))
    return;
  if (target.starts_with(root_) && languageOf(AT_FDCWD, target.c_str(), target, status) != language)
    result_.errors.push_back(
        {path, "is a link to what is not judged as " + language->name.str() + " by its own name"});
}

SourceWalk Walk::take() {
  // Of two mentions of one file the named one, whose language is not known yet, comes first.
  std::sort(result_.files.begin(), result_.files.end(),
            [](const SourcePath &a, const SourcePath &b) {
              return std::pair(std::string_view(a.path), a.language != nullptr) <
                     std::pair(std::string_view(b.path), b.language != nullptr);
            });
  const auto same = [](const SourcePath &a, const SourcePath &b) { return a.path == b.path; };
  result_.files.erase(std::unique(result_.files.begin(), result_.files.end(), same),
                      result_.files.end());
  return std::move(result_);
}

} // namespace

bool assay::isIgnoreFile(llvm::StringRef name) { return llvm::is_contained(ignoreFiles, name); }

std::optional<FileState> assay::stateOf(const std::string &path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0)
    return std::nullopt;
  return stateFrom(status);
}

SourceWalk assay::findSources(llvm::ArrayRef<std::string> paths, bool honourIgnoreFiles) {
  Walk walk(honourIgnoreFiles);
  for (const std::string &path : paths)
    walk.add(path);
  return walk.take();
}
