#ifndef ASSAY_ANALYZER_CLANG_JUDGE_UNIT_H
#define ASSAY_ANALYZER_CLANG_JUDGE_UNIT_H

#include "analyzer/assessment.h"
#include "analyzer/clang/unit.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/Support/Error.h"

namespace assay {

/// Judges the developer's own files of a unit in the compiler's process: what the plugins do. Each
/// file's assessment, or why there is none, goes to `report`, with the text that it is of.
void judgeUnit(
    clang::ASTContext &context, const UnitRecorder &recorder, Assessor &assessor,
    llvm::function_ref<void(clang::FileID, const SourceFile *, llvm::Expected<Assessment>)> report);

/// Where a position of a file is, in the compiler's terms.
clang::SourceLocation locationOf(const clang::ASTContext &context, clang::FileID file,
                                 Position position);

} // namespace assay

#endif // ASSAY_ANALYZER_CLANG_JUDGE_UNIT_H
