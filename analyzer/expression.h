#ifndef ASSAY_ANALYZER_EXPRESSION_H
#define ASSAY_ANALYZER_EXPRESSION_H

#include "llvm/ADT/StringRef.h"
#include <re2/re2.h>
#include <string>
#include <vector>

// What a regular expression of a rule is: RE2's syntax, searched for in bytes, in time linear in
// the text whatever the expression. Not how expressions are matched: see rule_index.h.

namespace assay {

/// How all of them are compiled.
RE2::Options expressionOptions();

/// What is wrong with an expression, as in "is longer than ..."; empty if nothing is.
std::string problemOf(llvm::StringRef expression);

/// Every text that matches contains one of these in upper, lower or mixed case; they are in lower
/// case, and two bytes or longer. Empty if there are none such: "[0-9]+" needs no certain text.
std::vector<std::string> textsNeededBy(llvm::StringRef expression);

} // namespace assay

#endif // ASSAY_ANALYZER_EXPRESSION_H
