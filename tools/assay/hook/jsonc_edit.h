#ifndef ASSAY_TOOLS_ASSAY_HOOK_JSONC_EDIT_H
#define ASSAY_TOOLS_ASSAY_HOOK_JSONC_EDIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

// Changes settings files that people write: JSON with comments and trailing commas. Everything that
// is not changed stays as it is, byte for byte.

namespace assay {

/// Adds `element`, JSON, to the list that the keys of `way` lead to; objects and the list are made
/// where they are missing. Error: `text` is no JSON object, or something else stands in the way.
llvm::Expected<std::string>
addElement(llvm::StringRef text, llvm::ArrayRef<llvm::StringLiteral> way, llvm::StringRef element);

/// Takes each element out of that list whose text contains `mark`. As it was if there is none.
llvm::Expected<std::string>
removeElements(llvm::StringRef text, llvm::ArrayRef<llvm::StringLiteral> way, llvm::StringRef mark);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HOOK_JSONC_EDIT_H
