#ifndef ASSAY_TOOLS_ASSAY_FIX_FILES_H
#define ASSAY_TOOLS_ASSAY_FIX_FILES_H

#include "analyzer/assessment.h"
#include "tools/report/report.h"
#include "llvm/Support/raw_ostream.h"
#include <vector>

namespace assay {

struct FixOutcome {
  /// How many files were changed.
  unsigned changed = 0;
  /// Files that could not be written; they are as they were.
  std::vector<ScanError> failed;
};

/// Applies the fixes that rules offer to the files of a scan, and says on `out` what was changed
/// and what was left. A file is changed only if it is a regular file that still holds what was
/// judged, and is replaced whole, with its mode and owner but for set-uid and set-gid bits.
FixOutcome fixFiles(const ScanResult &result, const RuleSet &rules, const AssessmentPolicy &policy,
                    llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_FIX_FILES_H
