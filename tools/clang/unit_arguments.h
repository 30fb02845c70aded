#ifndef ASSAY_TOOLS_CLANG_UNIT_ARGUMENTS_H
#define ASSAY_TOOLS_CLANG_UNIT_ARGUMENTS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace assay {

/// What of a compile command tells how the source is to be read: include paths, macros, the
/// language and its dialect, the target. The command comes from a file of the judged repository, so
/// this is a list of what is let through: a command can load plugins, write files and run programs.
/// `command` is without the compiler's own name.
std::vector<std::string> readingArguments(llvm::ArrayRef<std::string> command);

} // namespace assay

#endif // ASSAY_TOOLS_CLANG_UNIT_ARGUMENTS_H
