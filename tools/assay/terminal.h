#ifndef ASSAY_TOOLS_ASSAY_TERMINAL_H
#define ASSAY_TOOLS_ASSAY_TERMINAL_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// Whether to colour what goes to `out`. "always" and "never" decide by themselves; with "auto"
/// NO_COLOR and CLICOLOR=0 say no, CLICOLOR_FORCE says yes (no-color.org, bixense.com/clicolors),
/// and otherwise `out` must be a terminal that can show colours.
bool wantsColour(llvm::raw_fd_ostream &out, llvm::StringRef when = "auto");

/// Whether to make links of places (OSC 8). "auto": `out` is a terminal whose TERM is neither
/// "dumb" nor the console's.
bool wantsHyperlinks(llvm::raw_fd_ostream &out, llvm::StringRef when);

/// Asks the person at the controlling terminal, whatever standard input and output are: a program
/// must not be able to answer for its user. Nothing typed, no terminal, or anything but y: no.
bool askYesNo(llvm::StringRef question);

/// There is a person to ask.
bool hasTerminal();

/// Prints a JSON document to standard output.
void printDocument(llvm::json::Object document);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_TERMINAL_H
