#include "analyzer/flow/modules.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace assay;
namespace path = llvm::sys::path;

static llvm::SmallString<128> withoutDots(llvm::StringRef text) {
  llvm::SmallString<128> result(text);
  path::remove_dots(result, /*remove_dot_dot=*/true, path::Style::posix);
  return result;
}

static std::string joined(llvm::StringRef folder, llvm::StringRef name) {
  if (folder.empty() || name.empty())
    return (folder + name).str();
  return (folder + (folder.ends_with("/") ? "" : "/") + name).str();
}

ModuleIndex::ModuleIndex(llvm::ArrayRef<llvm::StringRef> paths,
                         llvm::ArrayRef<const Language *> languages)
    : paths_(paths.begin(), paths.end()), languages_(languages.begin(), languages.end()) {
  for (std::size_t id = 0; id < paths_.size(); ++id)
    if (languages_[id] && !languages_[id]->modules.separator.empty())
      files_.try_emplace(withoutDots(paths_[id]), static_cast<FileId>(id));
}

std::optional<FileId> ModuleIndex::find(FileId importer, llvm::StringRef module) const {
  const Language *language = languages_[importer];
  if (!language || language->modules.separator.empty() || module.empty())
    return std::nullopt;
  const llvm::SmallString<128> own = withoutDots(paths_[importer]);
  const llvm::StringRef folder = path::parent_path(own, path::Style::posix);
  const auto found = language->modules.separator == "/" ? findByPath(folder, module, *language)
                                                        : findByName(folder, module, *language);
  return found == importer ? std::nullopt : found;
}

/// "./name" and "../name"; any other name is an installed package.
std::optional<FileId> ModuleIndex::findByPath(llvm::StringRef folder, llvm::StringRef module,
                                              const Language &language) const {
  if (!module.starts_with("./") && !module.starts_with("../") && module != "." && module != "..")
    return std::nullopt;
  return at(withoutDots(joined(folder, module)), language);
}

/// "name.name", from a folder that is no package on outwards; ".name" in this package, "..name" in
/// the one around it.
std::optional<FileId> ModuleIndex::findByName(llvm::StringRef folder, llvm::StringRef module,
                                              const Language &language) const {
  const llvm::StringRef name = module.ltrim('.');
  std::string place = name.str();
  std::replace(place.begin(), place.end(), '.', '/');
  if (const std::size_t up = module.size() - name.size()) {
    for (std::size_t level = 1; level < up; ++level) {
      if (folder.empty())
        return std::nullopt;
      folder = path::parent_path(folder, path::Style::posix);
    }
    return at(joined(folder, place), language);
  }
  for (unsigned level = 0; level < maxAncestors; ++level) {
    if (!isPackage(folder, language))
      if (const auto found = at(joined(folder, place), language))
        return found;
    const llvm::StringRef outer = path::parent_path(folder, path::Style::posix);
    if (outer == folder)
      break;
    folder = outer;
  }
  return std::nullopt;
}

bool ModuleIndex::isPackage(llvm::StringRef folder, const Language &language) const {
  return llvm::any_of(language.modules.indexes,
                      [&](llvm::StringRef name) { return files_.contains(joined(folder, name)); });
}

std::optional<FileId> ModuleIndex::at(llvm::StringRef base, const Language &language) const {
  const auto look = [&](llvm::StringRef place) -> std::optional<FileId> {
    const auto found = files_.find(place);
    if (found == files_.end() || languages_[found->second] != &language)
      return std::nullopt;
    return found->second;
  };
  if (const auto found = look(base))
    return found;
  for (const llvm::StringRef suffix : language.modules.suffixes)
    if (const auto found = look((base + suffix).str()))
      return found;
  for (const llvm::StringRef name : language.modules.indexes)
    if (const auto found = look(joined(base, name)))
      return found;
  return std::nullopt;
}
