#ifndef ASSAY_ANALYZER_FLOW_MODULES_H
#define ASSAY_ANALYZER_FLOW_MODULES_H

#include "grammars/language.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A module is a folder: its files see each other's names, and the first parts of a module's name
/// may stand for folders of other names ("example.com/app/shell").
bool areFolders(const ModuleNames &names);
/// A module is a class, and its file has the class's name. A class of the own folder is known by
/// its name alone, and the first parts of the name may stand for other folders ("App.Tools.Shell").
bool areClasses(const ModuleNames &names);

/// A file of a scan, by its place among the paths given.
using FileId = std::uint32_t;

/// Which file of a scan an imported module is, by names alone: it opens nothing. What each language
/// calls a module is in its language.yaml. Not a package manager: search paths, path mappings and
/// installed packages are not known, and such modules are just not found. Immutable, so threads may
/// share it.
class ModuleIndex {
public:
  /// A language may be null: nothing imports such a file. The paths must outlive the index.
  ModuleIndex(llvm::ArrayRef<llvm::StringRef> paths, llvm::ArrayRef<const Language *> languages);

  /// The module's file, in the importer's own language; the first of several. None if the scan does
  /// not have it.
  [[nodiscard]] std::optional<FileId> find(FileId importer, llvm::StringRef module) const;
  /// The file that stands for the module a file is of, and all files that are.
  [[nodiscard]] FileId moduleOf(FileId file) const { return moduleOf_[file]; }
  [[nodiscard]] llvm::ArrayRef<FileId> filesOf(FileId module) const;

  /// How the file's language names modules; null if it does not say.
  [[nodiscard]] const ModuleNames *namesFor(FileId file) const {
    const bool has = languages_[file] && !languages_[file]->modules.separator.empty();
    return has ? &languages_[file]->modules : nullptr;
  }
  /// The file's name without its suffix.
  [[nodiscard]] llvm::StringRef stemOf(FileId file) const;

private:
  /// Folders above the importer in which an absolute name is looked for; source trees are not that
  /// deep.
  static constexpr unsigned maxAncestors = 32;
  /// Files of one name: with more of them the name tells nothing.
  static constexpr std::size_t maxNamesakes = 64;

  [[nodiscard]] std::optional<FileId> at(llvm::StringRef base, const Language &language) const;
  void narrowRoot(llvm::StringRef folder);
  [[nodiscard]] bool isPackage(llvm::StringRef folder, const Language &language) const;
  [[nodiscard]] std::optional<FileId> findByPath(llvm::StringRef folder, llvm::StringRef module,
                                                 const Language &language) const;
  [[nodiscard]] std::optional<FileId> findByName(llvm::StringRef folder, llvm::StringRef module,
                                                 const Language &language) const;
  [[nodiscard]] std::optional<FileId> findAbove(llvm::StringRef folder, llvm::StringRef place,
                                                const Language &language) const;

  [[nodiscard]] std::optional<FileId> findAnywhere(llvm::StringRef place,
                                                   const Language &language) const;

  std::vector<llvm::StringRef> paths_;
  std::vector<const Language *> languages_;
  std::vector<FileId> moduleOf_;
  /// Of modules that are folders.
  llvm::DenseMap<FileId, std::vector<FileId>> filesOf_;
  /// The innermost folder that all files are in: nothing is to be found above.
  std::optional<std::string> root_;
  /// By path without dots; the first file stands for its folder.
  llvm::StringMap<FileId> files_, folders_;
  /// By the last part of the path, where names have prefixes.
  llvm::StringMap<std::vector<FileId>> namesakes_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_MODULES_H
