#ifndef ASSAY_TOOLS_ASSAY_FOLDER_WATCH_H
#define ASSAY_TOOLS_ASSAY_FOLDER_WATCH_H

#include "tools/assay/source_walk.h"
#include "llvm/Support/Error.h"
#include <atomic>
#include <string>

namespace assay {

/// Waits for changes of source files (inotify(7)). Tells that something changed, not what: a change
/// in one file can show in the findings of another.
class FolderWatch {
public:
  FolderWatch() = default;
  ~FolderWatch();
  FolderWatch(const FolderWatch &) = delete;
  FolderWatch &operator=(const FolderWatch &) = delete;

  /// Watches the folders of a walk, and those of its files that were named. What changes from then
  /// on is kept for wait(), so watch first and read then. Error: the system watches no more.
  llvm::Error follow(const SourceWalk &walk);

  /// Waits for a change, and then until there is none for a moment: saving and switching branches
  /// are many changes at once. Returns early when a signal comes that sets `stop`.
  llvm::Error wait(const std::atomic<bool> &stop);

private:
  llvm::Error add(const std::string &path);
  llvm::Expected<bool> readChanges(int patience);

  int file_ = -1;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_FOLDER_WATCH_H
