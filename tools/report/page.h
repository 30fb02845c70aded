#ifndef ASSAY_TOOLS_REPORT_PAGE_H
#define ASSAY_TOOLS_REPORT_PAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

// The frame of our HTML pages: one file that needs nothing else, neither network nor server. What
// differs between pages is the data, which stands in it as JSON, and the scripts that draw it.
//
// The browser is told to run and apply nothing but what we wrote: a content security policy names
// the hashes of the script and the style sheet. Data is never markup: scripts only ever set text.

namespace assay {

/// A file of tools/report/html/, compiled in. Requires that there is one of that name.
llvm::StringRef pageFile(llvm::StringRef name);

struct Page {
  /// Text of any origin; made safe here.
  llvm::StringRef title;
  /// Files of tools/report/html/ that draw this page, after page.js.
  llvm::ArrayRef<llvm::StringLiteral> scripts;
};

/// `writeData` writes one JSON value.
void writePage(const Page &page, llvm::function_ref<void(llvm::json::OStream &)> writeData,
               llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_PAGE_H
