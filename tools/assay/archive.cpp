#include "tools/assay/archive.h"
#include "grammars/source_file.h"
#include "tools/assay/archive_name.h"
#include "tools/assay/zip_directory.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <memory>

using namespace assay;

namespace {

constexpr llvm::StringLiteral suffixes[] = {".zip",  ".whl", ".egg", ".jar",    ".nupkg",
                                            ".vsix", ".tar", ".tgz", ".tar.gz", ".crate"};

/// A read of the file at a time.
constexpr std::size_t blockBytes = 64u << 10;

/// Of a program without an extension: enough for its "#!" line.
constexpr std::size_t lineBytes = 256;

struct CloseArchive {
  void operator()(archive *file) const { archive_read_free(file); }
};

/// libarchive gives names in the thread's locale; what is not in it is lost. This one is built into
/// the C library.
class Utf8Names {
public:
  Utf8Names() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_)
      before_ = ::uselocale(locale_);
  }
  ~Utf8Names() {
    if (!locale_)
      return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Names(const Utf8Names &) = delete;
  Utf8Names &operator=(const Utf8Names &) = delete;

private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

/// "package.json" and "package/package.json", not those of what a package has inside.
bool isTopManifest(llvm::StringRef name) {
  return name.count('/') <= 1 && isManifest(name.substr(name.rfind('/') + 1));
}

struct Link {
  std::string name;
  /// From the top of the archive; empty if that cannot be told.
  std::string target;
};

class ArchiveWalk {
public:
  ArchiveWalk(const std::string &path, SourceWalk &walk, const ArchiveLimits &limits)
      : path_(path), walk_(walk), limits_(limits), file_(archive_read_new()) {}

  void run();

private:
  bool open();
  bool readDirectory();
  void addEntry(archive_entry *entry);
  void addLink(archive_entry *entry, const std::string &name);
  void addFile(archive_entry *entry, const std::string &name);
  void finish();
  bool isSafe(llvm::StringRef name);
  bool take(std::string &text, std::size_t most);
  void complain(llvm::StringRef name, const llvm::Twine &message);
  void complainAsLibrary(llvm::StringRef name);
  [[nodiscard]] std::uint64_t unpacked() const {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(archive_filter_bytes(file_.get(), 0), 0));
  }

  const std::string &path_;
  SourceWalk &walk_;
  const ArchiveLimits &limits_;
  std::unique_ptr<archive, CloseArchive> file_;
  /// How often each was there, of files that are judged.
  llvm::StringMap<unsigned> names_;
  /// Names in a zip's directory that were not met yet, and how often.
  llvm::StringMap<unsigned> listed_;
  bool isZip_ = false;
  /// Called a source or a manifest.
  std::vector<Link> links_;
  std::uint64_t kept_ = 0;
  bool isOver_ = false;
};

void ArchiveWalk::complain(llvm::StringRef name, const llvm::Twine &message) {
  walk_.errors.push_back({name.empty() ? path_ : path_ + "/" + name.str(), message.str()});
}

void ArchiveWalk::complainAsLibrary(llvm::StringRef name) {
  const char *message = archive_error_string(file_.get());
  complain(name, message ? message : "cannot be read");
}

bool ArchiveWalk::open() {
  std::uint64_t bytes = 0;
  if (const std::error_code error = llvm::sys::fs::file_size(path_, bytes)) {
    complain("", error.message());
    return false;
  }
  if (bytes > limits_.fileBytes) {
    complain("", "larger than " + llvm::Twine(limits_.fileBytes >> 20) + " MiB");
    return false;
  }
  // By its directory alone: an installer does not go by what stands in front of the files.
  archive_read_support_format_zip_seekable(file_.get());
  archive_read_support_format_tar(file_.get());
  archive_read_support_filter_gzip(file_.get());
  if (archive_read_open_filename(file_.get(), path_.c_str(), blockBytes) == ARCHIVE_OK)
    return true;
  complainAsLibrary("");
  return false;
}

/// False: libarchive said what is wrong.
bool ArchiveWalk::readDirectory() {
  isZip_ = archive_format(file_.get()) == ARCHIVE_FORMAT_ZIP;
  if (!isZip_)
    return true;
  auto names = readZipDirectory(path_, limits_.entries);
  if (!names) {
    archive_set_error(file_.get(), EINVAL, "%s", llvm::toString(names.takeError()).c_str());
    return false;
  }
  for (const std::string &name : *names)
    ++listed_[name];
  return true;
}

/// What only all entries together tell.
void ArchiveWalk::finish() {
  for (const Link &link : links_) {
    const Language *byTarget = detectLanguage(link.target, "");
    if (!names_.contains(link.target) || (byTarget && byTarget != detectLanguage(link.name, "")))
      complain(link.name, "is a link to what is not judged as that");
  }
  std::vector<llvm::StringRef> missing;
  for (const auto &[name, times] : listed_)
    if (times)
      missing.push_back(name);
  llvm::sort(missing);
  for (const llvm::StringRef name : missing)
    complain(name, "is in the archive's directory, and not where that says");
}

void ArchiveWalk::run() {
  if (!open())
    return;
  for (std::size_t count = 0; !isOver_; ++count) {
    archive_entry *entry = nullptr;
    const int status = archive_read_next_header(file_.get(), &entry);
    if (status == ARCHIVE_EOF)
      return finish();
    if (status < ARCHIVE_WARN || (count == 0 && !readDirectory()))
      return complainAsLibrary("");
    if (count == limits_.entries)
      return complain("", "holds more than " + llvm::Twine(limits_.entries) + " files");
    addEntry(entry);
  }
}

/// An archive tool would write it where the archive is unpacked, and nowhere else.
bool ArchiveWalk::isSafe(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> parts;
  name.split(parts, '/');
  const bool leads =
      name.starts_with("/") || name.contains('\\') || llvm::is_contained(parts, "..");
  if (leads)
    complain(name, "its name leads out of the archive, or may be read as if it did");
  return !leads;
}

void ArchiveWalk::addEntry(archive_entry *entry) {
  const char *name = archive_entry_pathname(entry);
  if (!name)
    name = archive_entry_pathname_utf8(entry);
  if (!name || !*name)
    return complain("", "holds a file whose name cannot be read");
  const llvm::StringRef given(name);
  if (given.size() > limits_.nameBytes)
    return complain(given.take_front(64), "its name is too long");
  const std::int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
  // To pass over it takes as long as to unpack it.
  if (size < 0 || unpacked() + static_cast<std::uint64_t>(size) > limits_.unpackedBytes) {
    isOver_ = true;
    return complain(given, "with it the archive is larger than " +
                               llvm::Twine(limits_.unpackedBytes >> 20) +
                               " MiB unpacked; the rest is not judged");
  }
  if (const auto listed = listed_.find(given); listed != listed_.end() && listed->second)
    --listed->second;
  else if (isZip_)
    complain(given, "is not in the archive's directory");
  const bool isLink = archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry);
  if (isLink)
    return addLink(entry, plainName(given));
  if (archive_entry_filetype(entry) == AE_IFREG && isSafe(given))
    addFile(entry, plainName(given));
}

/// It is a second name of a file; what that is may come later.
void ArchiveWalk::addLink(archive_entry *entry, const std::string &name) {
  if (!detectLanguage(name, "") && !isTopManifest(name))
    return;
  std::string target;
  if (const char *hard = archive_entry_hardlink(entry))
    target = plainName(hard);
  else if (const char *symbolic = archive_entry_symlink(entry))
    target = followedFrom(name, symbolic);
  links_.push_back({name, std::move(target)});
}

/// Reads up to `most` bytes of the entry more.
bool ArchiveWalk::take(std::string &text, std::size_t most) {
  while (most) {
    const std::size_t step = std::min(most, blockBytes);
    const std::size_t had = text.size();
    text.resize(had + step);
    const la_ssize_t got = archive_read_data(file_.get(), text.data() + had, step);
    text.resize(had + static_cast<std::size_t>(std::max<la_ssize_t>(got, 0)));
    if (got < 0)
      return false;
    if (got == 0)
      return true;
    most -= static_cast<std::size_t>(got);
  }
  return true;
}

void ArchiveWalk::addFile(archive_entry *entry, const std::string &name) {
  std::string path = path_ + "/" + name;
  const Language *language = detectLanguage(path, "");
  const bool mayHaveLine = !llvm::StringRef(name).rsplit('/').second.contains('.') ||
                           (archive_entry_perm(entry) & 0100) != 0;
  const bool isManifest = isTopManifest(name);
  if (!language && !mayHaveLine && !isManifest)
    return;
  std::string text;
  if (!take(text, lineBytes))
    return complainAsLibrary(name);
  if (!language && llvm::StringRef(text).starts_with("#!"))
    language = detectLanguage(path, text);
  if (!language && !isManifest)
    return;
  if (const unsigned times = ++names_[name]; times > 1) {
    complain(name, "is there more than once: which one is used depends on who unpacks it");
    path += " (" + std::to_string(times) + ")";
  }
  // One byte more tells that there is more.
  if (!take(text, SourceFile::maxBytes + 1 - text.size()))
    return complainAsLibrary(name);
  kept_ += text.size();
  if (kept_ > limits_.keptBytes) {
    isOver_ = true;
    return complain(name, "with it the archive has more than " +
                              llvm::Twine(limits_.keptBytes >> 20) +
                              " MiB of source; the rest is not judged");
  }
  if (text.size() > SourceFile::maxBytes)
    return complain(name, "larger than " + llvm::Twine(SourceFile::maxBytes >> 20) + " MiB");
  const std::uint64_t bytes = text.size();
  if (isManifest)
    walk_.manifests.push_back({path, nullptr, bytes, text, std::nullopt});
  if (language)
    walk_.files.push_back({std::move(path), language, bytes, std::move(text), std::nullopt});
}

} // namespace

bool assay::isManifest(llvm::StringRef name) {
  return name == "package.json" || name == "binding.gyp" || name.ends_with(".pth");
}

bool assay::isArchive(llvm::StringRef path) {
  return llvm::any_of(suffixes,
                      [&](llvm::StringRef suffix) { return path.ends_with_insensitive(suffix); });
}

void assay::readArchive(const std::string &path, SourceWalk &walk, const ArchiveLimits &limits) {
  const Utf8Names names;
  ArchiveWalk(path, walk, limits).run();
}
