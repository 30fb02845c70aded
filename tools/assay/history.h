#ifndef ASSAY_TOOLS_ASSAY_HISTORY_H
#define ASSAY_TOOLS_ASSAY_HISTORY_H

#include "tools/assay/git.h"
#include "tools/assay/scan.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <atomic>
#include <string>
#include <vector>

// How the risk of a repository came to be what it is: the last commits of a branch, each judged as
// a whole. A blob is judged once however many commits have it.

namespace assay {

struct HistoryRequest {
  /// The last so many commits of HEAD, first parents only: what the branch was, not what was tried.
  unsigned commits = 1;
  /// Below the top folder, with a slash at the end; empty for all. Only these files count.
  std::string below;
  /// As in ScanRequest.
  unsigned jobs = 0;
  const std::atomic<bool> *stop = nullptr;
};

/// What a commit adds up to.
struct CommitRisk {
  GitCommit commit;
  /// Files by level.
  std::array<std::uint64_t, riskLevelCount> files{};
  /// The highest of its files.
  unsigned score = 0;
  std::uint64_t findings = 0;
  /// Files that could not be judged: binary, or too large.
  std::uint64_t unjudged = 0;
};

/// Oldest first. Each file is judged by itself: data is not followed between files. Error: git has
/// no such commits, or an object cannot be read.
llvm::Expected<std::vector<CommitRisk>> historyOf(const GitRepository &repository,
                                                  const HistoryRequest &request,
                                                  const RuleSet &rules,
                                                  const AssessmentPolicy &policy);

/// A line of JSON for each commit: commit, time (seconds since 1970), subject, levels (files by
/// level), score, findings, files, unjudged.
void writeHistory(llvm::ArrayRef<CommitRisk> history, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HISTORY_H
