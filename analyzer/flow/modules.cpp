#include "analyzer/flow/modules.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace assay;
namespace path = llvm::sys::path;

bool assay::areFolders(const ModuleNames &names) { return llvm::is_contained(names.indexes, "*"); }

bool assay::areClasses(const ModuleNames &names) { return llvm::is_contained(names.exports, "*"); }

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

static llvm::StringRef folderOf(llvm::StringRef place) {
  return path::parent_path(place, path::Style::posix);
}

static bool isWithin(llvm::StringRef folder, llvm::StringRef root) {
  return root.empty() || root == "/" ||
         (folder.consume_front(root) && (folder.empty() || folder.front() == '/'));
}

ModuleIndex::ModuleIndex(llvm::ArrayRef<llvm::StringRef> paths,
                         llvm::ArrayRef<const Language *> languages)
    : paths_(paths.begin(), paths.end()), languages_(languages.begin(), languages.end()) {
  for (FileId id = 0; id < paths_.size(); ++id) {
    moduleOf_.push_back(id);
    const ModuleNames *names = namesFor(id);
    if (!names)
      continue;
    const llvm::SmallString<128> place = withoutDots(paths_[id]);
    files_.try_emplace(place, id);
    narrowRoot(folderOf(place));
    if (areClasses(*names))
      namesakes_[path::filename(place, path::Style::posix)].push_back(id);
    if (!areFolders(*names))
      continue;
    moduleOf_[id] = folders_.try_emplace(folderOf(place), id).first->second;
    filesOf_[moduleOf_[id]].push_back(id);
  }
}

void ModuleIndex::narrowRoot(llvm::StringRef folder) {
  if (!root_)
    root_ = folder.str();
  while (!isWithin(folder, *root_))
    root_ = folderOf(*root_).str();
}

llvm::ArrayRef<FileId> ModuleIndex::filesOf(FileId module) const {
  const auto at = filesOf_.find(module);
  return at == filesOf_.end() ? llvm::ArrayRef(moduleOf_[module]) : llvm::ArrayRef(at->second);
}

llvm::StringRef ModuleIndex::stemOf(FileId file) const {
  return path::stem(paths_[file], path::Style::posix);
}

std::optional<FileId> ModuleIndex::find(FileId importer, llvm::StringRef module) const {
  const ModuleNames *names = namesFor(importer);
  if (!names || module.empty())
    return std::nullopt;
  const Language &language = *languages_[importer];
  const llvm::SmallString<128> own = withoutDots(paths_[importer]);
  const llvm::StringRef folder = folderOf(own);
  const auto found = names->separator == "." ? findByName(folder, module, language)
                     : areFolders(*names)    ? findAbove(folder, module, language)
                                             : findByPath(folder, module, language);
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
      folder = folderOf(folder);
    }
    return at(joined(folder, place), language);
  }
  return findAbove(folder, place, language);
}

/// In the folder and those around it; without its first parts if these may stand for others.
std::optional<FileId> ModuleIndex::findAbove(llvm::StringRef folder, llvm::StringRef place,
                                             const Language &language) const {
  for (llvm::StringRef left = place; !left.empty(); left = left.split('/').second) {
    llvm::StringRef within = folder;
    for (unsigned level = 0; level < maxAncestors; ++level) {
      if (const auto found = at(joined(within, left), language);
          found && !isPackage(within, language))
        return found;
      if (within.size() <= root_->size())
        break;
      within = folderOf(within);
    }
    if (!areFolders(language.modules) && !areClasses(language.modules))
      break;
  }
  return findAnywhere(place, language);
}

/// The one file whose path ends like the name, or like the most of it that any path ends like.
std::optional<FileId> ModuleIndex::findAnywhere(llvm::StringRef place,
                                                const Language &language) const {
  for (llvm::StringRef left = place; !left.empty(); left = left.split('/').second) {
    llvm::SmallVector<FileId, 2> matches;
    for (const llvm::StringRef suffix : language.modules.suffixes) {
      const auto at = namesakes_.find((path::filename(left, path::Style::posix) + suffix).str());
      if (at == namesakes_.end() || at->second.size() > maxNamesakes)
        continue;
      const std::string end = ("/" + left + suffix).str();
      for (const FileId id : at->second)
        if (languages_[id] == &language && ("/" + paths_[id]).str().ends_with(end))
          matches.push_back(id);
    }
    if (!matches.empty())
      return matches.size() == 1 ? std::optional(matches.front()) : std::nullopt;
  }
  return std::nullopt;
}

bool ModuleIndex::isPackage(llvm::StringRef folder, const Language &language) const {
  return llvm::any_of(language.modules.indexes,
                      [&](llvm::StringRef name) { return files_.contains(joined(folder, name)); });
}

std::optional<FileId> ModuleIndex::at(llvm::StringRef base, const Language &language) const {
  if (areFolders(language.modules)) {
    const auto found = folders_.find(base);
    const bool isIt = found != folders_.end() && languages_[found->second] == &language;
    return isIt ? std::optional(found->second) : std::nullopt;
  }
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
