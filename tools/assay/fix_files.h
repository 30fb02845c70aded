#ifndef ASSAY_TOOLS_ASSAY_FIX_FILES_H
#define ASSAY_TOOLS_ASSAY_FIX_FILES_H

#include "analyzer/assessment.h"
#include "tools/report/report.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// Applies the fixes that rules offer to the files of a scan, and says on `out` what was changed
/// and what was left. A file is changed only if it is a regular file that still holds what was
/// judged, and is replaced whole. Gives back how many were changed. Error: one could not be
/// written.
llvm::Expected<unsigned> fixFiles(const ScanResult &result, const RuleSet &rules,
                                  const AssessmentPolicy &policy, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_FIX_FILES_H
