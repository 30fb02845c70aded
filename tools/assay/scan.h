#ifndef ASSAY_TOOLS_ASSAY_SCAN_H
#define ASSAY_TOOLS_ASSAY_SCAN_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "tools/report/report.h"
#include <string>
#include <vector>

namespace assay {

struct ScanRequest {
  std::vector<std::string> paths;
  bool honourIgnoreFiles = true;
  /// Take the source lines of findings.
  bool excerpts = false;
  /// Threads to judge with; 0 for as many as there are processors to run on.
  unsigned jobs = 0;
};

/// Judges files and folders. What cannot be judged is an entry in `errors`; it stops nothing. The
/// result does not depend on the number of threads. Holds one source per thread at a time.
ScanResult scan(const ScanRequest &request, const RuleSet &rules, const AssessmentPolicy &policy);

/// Judges one file with an Assessor that is at hand. A null language is told by the text.
llvm::Expected<JudgedFile> judge(const SourceFile &file, const Language *language,
                                 Assessor &assessor, bool excerpts);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_H
