#ifndef ASSAY_TOOLS_ASSAY_WORKER_LINE_H
#define ASSAY_TOOLS_ASSAY_WORKER_LINE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstddef>
#include <optional>
#include <string>

// What `assay worker` is asked, a line at a time.

namespace assay {

/// One job: what to judge, and which part of it.
struct WorkerLine {
  /// Names the job in its answers; the path if none was given.
  std::string id;
  /// A folder, an archive or a file.
  std::string path;
  /// The part `shard` of `shards`, counted from 0: so many files of the sorted list.
  unsigned shard = 0;
  unsigned shards = 1;
  /// The judged code must not be able to leave parts of it out.
  bool honourIgnoreFiles = false;
};

/// More parts than this of one repository would be of less than a file each.
inline constexpr unsigned maxShards = 100'000;

/// Reads {"path", "id"?, "shard"?: [part, of], "ignoreFiles"?}. Error: it is not JSON of that form;
/// a name that is not known is an error as well, since a misspelt option is one that is lost.
llvm::Expected<WorkerLine> parseWorkerLine(llvm::StringRef text);

/// Lines of a file descriptor, each of which may be too long without an end to the others.
class LineReader {
public:
  /// Paths are 4 KiB at most; a line that is longer than this is no job.
  static constexpr std::size_t maxBytes = 64u << 10;

  struct Line {
    /// The first maxBytes of it, without the newline.
    std::string text;
    bool isTooLong = false;
  };

  explicit LineReader(int file) : file_(file) {}
  /// Waits for the next. Nothing at the end of input. Error: reading failed.
  llvm::Expected<std::optional<Line>> next();

private:
  int file_;
  std::string buffer_;
  std::size_t begin_ = 0;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_WORKER_LINE_H
