#include "runtime/workspace.h"
#include "runtime/descriptor.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>

using namespace assay;
using Kind = TreeEntry::Kind;
using Change = WorkspaceChange;

llvm::StringRef assay::nameOf(Change::Kind kind) {
  switch (kind) {
  case Change::Kind::Added:
    return "added";
  case Change::Kind::Modified:
    return "modified";
  case Change::Kind::Deleted:
    return "deleted";
  case Change::Kind::Mode:
    return "mode";
  case Change::Kind::Refused:
    return "refused";
  }
  return "";
}

llvm::Expected<FolderTree> assay::readWorkspace(const std::string &host) {
  const Descriptor folder(open(host.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder)
    return llvm::createStringError("workspace " + host + ": " + llvm::sys::StrError(errno));
  bool full = false;
  FolderTree tree = readFolder(folder.get(), mostWorkspace, full);
  if (full)
    return llvm::createStringError("workspace " + host + ": more than " +
                                   llvm::Twine(mostWorkspace.entries) +
                                   " files, which is too many to copy; use the mode read-only or "
                                   "direct");
  for (const auto &[path, entry] : tree)
    if (!entry.problem.empty())
      return llvm::createStringError("workspace " + host + ": cannot copy " + path + ": " +
                                     entry.problem + "; use the mode read-only or direct");
  std::erase_if(tree, [](const auto &item) { return item.second.kind == Kind::Special; });
  return tree;
}

static Change changeOf(const std::string &path, TreeEntry entry) {
  Change change;
  change.path = path;
  change.isFolder = entry.kind == Kind::Folder;
  change.mode = entry.mode;
  change.executedBy = executorOf(path).str();
  change.bytes = std::move(entry.bytes);
  change.reason = std::move(entry.problem);
  return change;
}

/// An entry that is there after the program ran, and was not there before or was something else.
static Change added(const std::string &path, TreeEntry entry) {
  const Kind kind = entry.kind;
  Change change = changeOf(path, std::move(entry));
  if (kind == Kind::Link)
    change.reason = "a link";
  else if (kind == Kind::Special)
    change.reason = "a device, a pipe or a socket";
  change.kind = change.reason.empty() ? Change::Kind::Added : Change::Kind::Refused;
  if (kind != Kind::File)
    change.bytes.clear();
  return change;
}

static std::optional<Change> compare(const std::string &path, const TreeEntry &before,
                                     TreeEntry after) {
  const bool sameBytes = before.bytes == after.bytes && after.problem.empty();
  if (before.kind == after.kind && sameBytes &&
      (before.mode == after.mode || before.kind == Kind::Link))
    return std::nullopt;
  Change change;
  if (before.kind != after.kind) {
    change = added(path, std::move(after));
    change.kind = Change::Kind::Refused;
    if (change.reason.empty())
      change.reason = "it became something else: a folder, a file";
  } else if (after.kind == Kind::Link || !after.problem.empty()) {
    change = added(path, std::move(after));
    change.kind = Change::Kind::Refused;
  } else {
    change = changeOf(path, std::move(after));
    change.kind = sameBytes ? Change::Kind::Mode : Change::Kind::Modified;
  }
  change.before = before;
  return change;
}

static Change deleted(const std::string &path, const TreeEntry &before) {
  Change change;
  change.kind = Change::Kind::Deleted;
  change.path = path;
  change.isFolder = before.kind == Kind::Folder;
  change.before = before;
  change.executedBy = executorOf(path).str();
  return change;
}

std::vector<Change> assay::changesBetween(const FolderTree &before, FolderTree after) {
  std::vector<Change> changes;
  for (auto &[path, entry] : after) {
    const auto old = before.find(path);
    if (old == before.end())
      changes.push_back(added(path, std::move(entry)));
    else if (auto change = compare(path, old->second, std::move(entry)))
      changes.push_back(std::move(*change));
  }
  // What was in a folder comes before the folder, so that it is empty when its turn comes.
  for (auto item = before.rbegin(); item != before.rend(); ++item)
    if (!after.contains(item->first))
      changes.push_back(deleted(item->first, item->second));
  return changes;
}

void assay::tellChanges(int folder, const FolderTree &before, std::uint64_t moreBytes,
                        std::vector<Change> &changes, std::string &incomplete) {
  if (folder < 0) {
    incomplete = "the copy was lost";
    return;
  }
  TreeBounds bounds{before.size() + mostWorkspace.entries, moreBytes};
  for (const auto &[path, entry] : before)
    bounds.bytes += entry.bytes.size();
  bool full = false;
  FolderTree after = readFolder(folder, bounds, full);
  if (full) {
    // What was not seen would look deleted.
    incomplete = "the program left more than " + std::to_string(bounds.entries) + " files";
    return;
  }
  changes = changesBetween(before, std::move(after));
}

llvm::json::Object assay::toJson(const Change &change) {
  namespace json = llvm::json;
  json::Object object{{"change", nameOf(change.kind)},
                      {"path", json::fixUTF8(change.path)},
                      {"folder", change.isFolder},
                      {"committed", change.committed}};
  if (change.kind != Change::Kind::Deleted) {
    object["bytes"] = static_cast<std::int64_t>(change.bytes.size());
    object["mode"] = static_cast<std::int64_t>(change.mode);
  }
  if (!change.reason.empty())
    object["reason"] = change.reason;
  if (!change.executedBy.empty())
    object["executedBy"] = change.executedBy;
  return object;
}
