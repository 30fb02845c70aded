#ifndef ASSAY_TOOLS_ASSAY_ARCHIVE_NAME_H
#define ASSAY_TOOLS_ASSAY_ARCHIVE_NAME_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace assay {

/// The name of an archive's entry as those who unpack it take it: "./a//b" is "a/b". Keeps what
/// leads out: a "/" in front, and "..".
std::string plainName(llvm::StringRef name);

/// Where in the archive a symbolic link leads, by its own name and what it holds. Empty if that is
/// out of the archive.
std::string followedFrom(llvm::StringRef link, llvm::StringRef target);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_ARCHIVE_NAME_H
