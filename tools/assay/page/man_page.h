#ifndef ASSAY_TOOLS_ASSAY_PAGE_MAN_PAGE_H
#define ASSAY_TOOLS_ASSAY_PAGE_MAN_PAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

// The pieces of manual pages, in the macros of man(7), which mandoc and groff both read.

namespace assay {

/// Text that reads as written: nothing in it is a request or an escape of the formatter.
std::string manText(llvm::StringRef text);

/// "assay-audit-verify" of "audit verify", "assay" of nothing.
std::string manName(llvm::StringRef command);

/// The page's first lines, to the end of its NAME.
void printManTitle(llvm::StringRef command, llvm::StringRef summary, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PAGE_MAN_PAGE_H
