#ifndef ASSAY_TOOLS_ASSAY_BASELINE_H
#define ASSAY_TOOLS_ASSAY_BASELINE_H

#include "tools/report/report.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

// Findings that were there before: those of a baseline file, by which a project adopts assay
// without first clearing all its findings. Compared by fingerprints, so they are known wherever
// their lines move; a changed line is a new finding.

namespace assay {

struct BaselineEntry {
  std::string fingerprint;
  /// Below the root of the scan, as it was then.
  std::string path;
};

/// Reads a file that writeBaseline() wrote. Error: it cannot be read, or is anything else.
llvm::Expected<std::vector<BaselineEntry>> readBaseline(const std::string &file);

/// Writes all findings of a scan to a new file. Error: there is one already, or it cannot be
/// written. Sorted by path and place, so that a review sees what changes.
llvm::Error writeBaseline(const ScanResult &result, const std::string &file);

/// Moves the findings of `file` whose fingerprint is among `fingerprints` to its known ones, and
/// makes level and score those of the others.
void takeKnown(const llvm::StringSet<> &fingerprints, const RuleSet &rules,
               const AssessmentPolicy &policy, JudgedFile &file);

/// Does so for all files. What the baseline has of a file that was judged, or that is not below
/// `root` any more, and that was not found, counts as stale.
void applyBaseline(llvm::ArrayRef<BaselineEntry> baseline, llvm::StringRef root,
                   const RuleSet &rules, const AssessmentPolicy &policy, ScanResult &result);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_BASELINE_H
