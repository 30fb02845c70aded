#ifndef ASSAY_TOOLS_ASSAY_SCAN_ROOT_H
#define ASSAY_TOOLS_ASSAY_SCAN_ROOT_H

#include "llvm/ADT/StringRef.h"
#include <string>

// What paths in reports and fingerprints are relative to, so that they are the same wherever the
// scan was started from.

namespace assay {

/// The folder at or above `path` that holds `.git`; without one the current folder. Absolute,
/// without symbolic links.
std::string scanRootOf(llvm::StringRef path);

/// `path`, which may be relative to the current folder, below `root`; absolute if it is not below,
/// as it is if `root` is empty.
std::string pathBelow(llvm::StringRef root, llvm::StringRef path);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_ROOT_H
