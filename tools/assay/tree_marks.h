#ifndef ASSAY_TOOLS_ASSAY_TREE_MARKS_H
#define ASSAY_TOOLS_ASSAY_TREE_MARKS_H

#include "tools/assay/scan_cache.h"
#include "tools/assay/source_walk.h"

// What the files of a folder held when they were last read, by what the file system says of them:
// as git's index does it. A file whose size, times of change (mtime and ctime, to the nanosecond),
// inode and device are what they were holds what it held. ctime is what makes that safe: the kernel
// sets it at every change of bytes, name or attributes, and no call sets it to something else. What
// changed less than two seconds before it was read is not believed, for clocks of file systems
// tick.

namespace assay {

struct ScanRequest;

class TreeMarks {
public:
  /// Reads the marks that an earlier scan of the same paths left. All must outlive it.
  TreeMarks(ScanCache &cache, const ScanRequest &request, const std::vector<SourcePath> &files);

  /// What the file holds, if that is known without reading it.
  [[nodiscard]] std::optional<Digest> digestOf(std::size_t file) const { return known_[file]; }
  /// What was read of a file after the walk found it.
  void note(std::size_t file, const Digest &digest) { noted_[file] = digest; }
  /// Keeps what is known and noted for the next scan, if that is anything new.
  void save();

private:
  [[nodiscard]] bool isSettled(const SourcePath &file) const;

  ScanCache &cache_;
  const std::vector<SourcePath> &files_;
  /// In nanoseconds since 1970.
  std::int64_t began_;
  /// Of the place and the paths asked for.
  CacheKey key_{};
  std::vector<std::optional<Digest>> known_;
  std::vector<std::optional<Digest>> noted_;
  /// Marks that were kept.
  std::size_t savedCount_ = 0;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_TREE_MARKS_H
