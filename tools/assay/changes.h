#ifndef ASSAY_TOOLS_ASSAY_CHANGES_H
#define ASSAY_TOOLS_ASSAY_CHANGES_H

#include "tools/assay/git.h"
#include "tools/assay/scan.h"
#include "llvm/Support/Error.h"

// A scan of what changes: what is staged for the next commit, and what is new since a revision.

namespace assay {

/// What the next commit adds or changes, as it is staged and not as it is in the work tree.
/// Symbolic links and submodules are no code of this repository. Error: git fails, or a merge is
/// unfinished.
llvm::Expected<std::vector<SourcePath>> stagedTexts(const GitRepository &repository);

/// Moves findings that the file had at `revision`, under its name there, to the known ones. The
/// scan's root must be the top of `repository`; `staged` says that the scan is of what is staged.
/// Error: it cannot be told what was there; then the result is as it was, and all findings count.
llvm::Error takeKnownAt(llvm::StringRef revision, const GitRepository &repository, bool staged,
                        const ScanRequest &request, const RuleSet &rules,
                        const AssessmentPolicy &policy, ScanResult &result);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_CHANGES_H
