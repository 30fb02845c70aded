#ifndef ASSAY_TOOLS_REPORT_ESCAPE_H
#define ASSAY_TOOLS_REPORT_ESCAPE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace assay {

/// The one function that makes text of judged code (and names of files, messages that quote either)
/// safe to print on one line of a terminal. Not an encoding: it cannot be undone, and JSON output
/// does not use it.
///
/// Printable text stays as it is. What could move the cursor, hide or reorder text becomes visible:
/// newline and tab as \n and \t, other control characters and bytes that are not UTF-8 as \xNN,
/// and marks that a terminal does not show (bidirectional controls, zero-width characters, line
/// separators, tags, noncharacters) as \u{NNNN}. A backslash stays alone, so that paths read well.
std::string escaped(llvm::StringRef text);

/// Columns that `text`, which must come from escaped(), takes on a terminal.
unsigned columnsOf(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_ESCAPE_H
