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

// For each other sink one function. Their input is text as it is, not what escaped() gave.

/// As the content or a double-quoted attribute of XML 1.0: without the characters that XML cannot
/// hold, which it shows as escaped() does.
std::string xmlText(llvm::StringRef text);

/// As the message of a GitHub workflow command, and as the value of one of its properties. A line
/// break or a "::" must not begin a command of its own.
std::string workflowMessage(llvm::StringRef text);
std::string workflowProperty(llvm::StringRef text);

/// As a cell of a table in GitHub's Markdown: no character that means something there stays. Text
/// of judged code belongs into code, where GitHub also leaves names of people (`@name`) and numbers
/// of issues alone.
std::string markdownText(llvm::StringRef text);
std::string markdownCode(llvm::StringRef text);

/// A path as the path of a URI (RFC 3986): slashes stay, what is not unreserved becomes %XX.
std::string uriPath(llvm::StringRef path);

/// Columns that `text`, which must come from escaped(), takes on a terminal.
unsigned columnsOf(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_ESCAPE_H
