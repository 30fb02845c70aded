#ifndef ASSAY_TOOLS_ASSAY_PRINT_ASSESSMENT_H
#define ASSAY_TOOLS_ASSAY_PRINT_ASSESSMENT_H

#include "analyzer/assessment.h"
#include "grammars/source_file.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// Prints the findings, made safe for a terminal, and a line with level and score.
void printAssessment(const SourceFile &program, const Assessment &assessment, bool all,
                     llvm::raw_fd_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PRINT_ASSESSMENT_H
