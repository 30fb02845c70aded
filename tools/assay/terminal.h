#ifndef ASSAY_TOOLS_ASSAY_TERMINAL_H
#define ASSAY_TOOLS_ASSAY_TERMINAL_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// Colour is for people: a terminal that can show it, and NO_COLOR (no-color.org) not set.
bool wantsColour(llvm::raw_fd_ostream &out);

/// Asks the person at the controlling terminal, whatever standard input and output are: a program
/// must not be able to answer for its user. Nothing typed, no terminal, or anything but y: no.
bool askYesNo(llvm::StringRef question);

/// There is a person to ask.
bool hasTerminal();

/// Prints a JSON document to standard output.
void printDocument(llvm::json::Object document);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_TERMINAL_H
