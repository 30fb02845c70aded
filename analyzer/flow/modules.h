#ifndef ASSAY_ANALYZER_FLOW_MODULES_H
#define ASSAY_ANALYZER_FLOW_MODULES_H

#include "grammars/language.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

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

  /// The module's file, in the importer's own language. None if the scan does not have it.
  [[nodiscard]] std::optional<FileId> find(FileId importer, llvm::StringRef module) const;

  /// The file's language says how it names modules.
  [[nodiscard]] bool hasModules(FileId file) const {
    return languages_[file] && !languages_[file]->modules.separator.empty();
  }
  /// A member of a module may be a module: names are dotted.
  [[nodiscard]] bool hasInnerModules(FileId file) const {
    return languages_[file] && languages_[file]->modules.separator == ".";
  }

private:
  /// Folders above the importer in which an absolute name is looked for; source trees are not that
  /// deep.
  static constexpr unsigned maxAncestors = 32;

  [[nodiscard]] std::optional<FileId> at(llvm::StringRef base, const Language &language) const;
  [[nodiscard]] bool isPackage(llvm::StringRef folder, const Language &language) const;
  [[nodiscard]] std::optional<FileId> findByPath(llvm::StringRef folder, llvm::StringRef module,
                                                 const Language &language) const;
  [[nodiscard]] std::optional<FileId> findByName(llvm::StringRef folder, llvm::StringRef module,
                                                 const Language &language) const;

  std::vector<llvm::StringRef> paths_;
  std::vector<const Language *> languages_;
  /// By path without dots.
  llvm::StringMap<FileId> files_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_MODULES_H
