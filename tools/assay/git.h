#ifndef ASSAY_TOOLS_ASSAY_GIT_H
#define ASSAY_TOOLS_ASSAY_GIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

// What a scan asks of git, by the git on the PATH and its plumbing commands: nothing that runs
// filters, drivers or programs that a repository's configuration names, and nothing that fetches.

namespace assay {

/// One difference between a commit and the index or the work tree.
struct GitChange {
  /// 'A' added, 'D' deleted, 'M' modified, 'R' renamed, 'T' another type, 'U' unmerged.
  char status = 'U';
  /// Neither a symbolic link, a submodule nor a folder.
  bool isFile = false;
  /// Name of the blob in the index; all zeros if git has not read the file.
  std::string blob;
  /// Below the top folder. `oldPath` is the same but for a rename.
  std::string oldPath;
  std::string path;
};

/// A file of a commit.
struct GitFile {
  std::string blob;
  std::string path;
};

struct GitCommit {
  std::string name;
  /// When it was committed, in seconds since 1970.
  std::int64_t time = 0;
  /// The first line of its message; text of whoever wrote it.
  std::string subject;
};

/// Reads what `git diff-index --raw -z` prints. Error: it is in another form.
llvm::Expected<std::vector<GitChange>> parseRawDiff(llvm::StringRef text);

/// A repository with a work tree. Thread-safe: each call is a process of its own.
class GitRepository {
public:
  /// The one that `folder` is in. Error: there is none, or no git; git's own words.
  static llvm::Expected<GitRepository> open(llvm::StringRef folder);

  /// The top folder of the work tree, absolute.
  [[nodiscard]] const std::string &top() const { return top_; }

  /// The full name of a commit. Error: `revision` names none here.
  [[nodiscard]] llvm::Expected<std::string> commitOf(llvm::StringRef revision) const;
  /// The name of the tree without files: what a first commit is compared with.
  [[nodiscard]] llvm::Expected<std::string> emptyTree() const;
  /// Differences of the index (`staged`) or the work tree from a commit or tree, renames found.
  [[nodiscard]] llvm::Expected<std::vector<GitChange>> changesSince(llvm::StringRef tree,
                                                                    bool staged) const;
  /// The last so many of HEAD, first parents only, the latest first.
  [[nodiscard]] llvm::Expected<std::vector<GitCommit>> lastCommits(unsigned count) const;
  [[nodiscard]] llvm::Expected<std::vector<GitFile>> filesOf(llvm::StringRef commit) const;
  /// The contents of blobs, in the order asked for.
  [[nodiscard]] llvm::Expected<std::vector<std::string>>
  contentsOf(llvm::ArrayRef<std::string> blobs) const;
  /// The folder that git takes hooks from, absolute.
  [[nodiscard]] llvm::Expected<std::string> hooksFolder() const;

private:
  explicit GitRepository(std::string top) : top_(std::move(top)) {}
  [[nodiscard]] llvm::Expected<std::string> run(llvm::ArrayRef<llvm::StringRef> arguments,
                                                llvm::StringRef input = "") const;
  std::string top_;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_GIT_H
