#ifndef ASSAY_TOOLS_ASSAY_OVERVIEW_H
#define ASSAY_TOOLS_ASSAY_OVERVIEW_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace assay {

/// What `assay` alone prints: the commands, one line each.
void printOverview(llvm::raw_ostream &out);

/// Runs the subcommand `name`. An unknown name is an error with a suggestion.
int dispatch(llvm::StringRef name, llvm::ArrayRef<std::string> arguments);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_OVERVIEW_H
