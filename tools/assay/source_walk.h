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

/// A file to judge.
struct SourcePath {
  std::string path;
  /// Null for a file that was named and whose language its text must tell.
  const Language *language = nullptr;
  std::uint64_t bytes = 0;
  /// Judged instead of what the file holds: standard input, what is staged in git.
  std::optional<std::string> text = std::nullopt;
};

struct SourceWalk {
  std::vector<SourcePath> files;
  /// Folders that cannot be read, paths that do not exist.
  std::vector<ScanError> errors;
  /// Files and folders that a .gitignore leaves out.
  std::uint64_t ignored = 0;
};

/// The files to judge below `paths`, sorted by path, each once. A path that names a file stands for
/// itself whatever it is. A folder stands for the files in it whose language is known: .git and,
/// with `honourIgnoreFiles`, what a .gitignore names are left out, and so are symbolic links,
/// devices and FIFOs. Reads each folder once, and of files at most the "#!" line.
SourceWalk findSources(llvm::ArrayRef<std::string> paths, bool honourIgnoreFiles);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SOURCE_WALK_H
