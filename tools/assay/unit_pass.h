#ifndef ASSAY_TOOLS_ASSAY_UNIT_PASS_H
#define ASSAY_TOOLS_ASSAY_UNIT_PASS_H

#include "tools/assay/scan.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A file that Clang read, or could not read; neither for one that no unit has.
struct UnitOutcome {
  std::optional<JudgedFile> judged;
  /// Why not.
  std::string failure;
};

/// Judges through Clang those of `files` that the request's commands compile, and the headers among
/// `files` that these include, each header once: as the first unit that includes it compiles it.
/// The outcomes run parallel to `files`, or are none if there is nothing for Clang to read; they do
/// not depend on the number of threads.
std::vector<UnitOutcome> judgeUnits(llvm::ArrayRef<SourcePath> files, const ScanRequest &request,
                                    const RuleSet &rules, const AssessmentPolicy &policy);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_UNIT_PASS_H
