#ifndef ASSAY_TOOLS_ASSAY_SOURCE_WALK_H
#define ASSAY_TOOLS_ASSAY_SOURCE_WALK_H

#include "grammars/language.h"
#include "tools/report/report.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What the file system says of a file; times in nanoseconds since 1970.
struct FileState {
  std::int64_t modified = 0;
  std::int64_t changed = 0;
  std::uint64_t bytes = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;

  bool operator==(const FileState &) const = default;
};

/// As it is now; none if there is no such file.
std::optional<FileState> stateOf(const std::string &path);

/// A file to judge.
struct SourcePath {
  std::string path;
  /// Null for a file that was named and whose language its text must tell.
  const Language *language = nullptr;
  std::uint64_t bytes = 0;
  /// Judged instead of what the file holds: standard input, what is staged in git.
  std::optional<std::string> text = std::nullopt;
  /// When the walk found it; none for a text.
  std::optional<FileState> state = std::nullopt;
};

struct SourceWalk {
  std::vector<SourcePath> files;
  /// Texts of an archive that say what is done with it (see package.h), in its order.
  std::vector<SourcePath> manifests;
  /// Those that were read.
  std::vector<std::string> folders;
  /// Folders that cannot be read, paths that do not exist.
  std::vector<ScanError> errors;
  /// Files and folders that a .gitignore leaves out.
  std::uint64_t ignored = 0;
};

/// A file of this name says what in its folder is left out: ".gitignore", ".assayignore".
bool isIgnoreFile(llvm::StringRef name);

/// The files to judge below `paths`, sorted by path, each once. A path that names a file stands for
/// itself whatever it is; one that is an archive for the sources in it, which are read at once. A
/// folder stands for the files in it whose language is known: .git and,
/// with `honourIgnoreFiles`, what a .gitignore names are left out, and so are symbolic links,
/// devices, FIFOs and archives; a link that is called a source and stands for what is in the
/// folder and not judged as one by its own name is an error. Reads each folder once, and of files
/// at most the "#!" line.
SourceWalk findSources(llvm::ArrayRef<std::string> paths, bool honourIgnoreFiles);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SOURCE_WALK_H
