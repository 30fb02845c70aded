#ifndef ASSAY_TOOLS_ASSAY_BUILD_ID_H
#define ASSAY_TOOLS_ASSAY_BUILD_ID_H

#include "llvm/ADT/StringRef.h"

namespace assay {

/// What tells this program from every other build of it: the bytes of the note that the linker puts
/// in (NT_GNU_BUILD_ID), a hash of all that was linked. Empty if there is none.
llvm::StringRef buildId();

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_BUILD_ID_H
