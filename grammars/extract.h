#ifndef ASSAY_GRAMMARS_EXTRACT_H
#define ASSAY_GRAMMARS_EXTRACT_H

#include "grammars/fact.h"
#include "grammars/language.h"
#include "grammars/syntax_tree.h"

namespace assay {

/// Lowers `text`, of which `tree` is the tree, to facts: one iterative walk over the tree, whose
/// cost is linear in the nodes. Clears `facts` first; they borrow `text`.
///
/// Syntax nested deeper than maxDepth is left out and said so in FactSet::cut.
void extract(const SyntaxTree &tree, llvm::StringRef text, const Language &language,
             FactSet &facts);

/// Hand-written code stays below 100, generated code below 1,000; what is deeper wants to exhaust
/// somebody's stack.
inline constexpr unsigned maxSyntaxDepth = 2'000;

} // namespace assay

#endif // ASSAY_GRAMMARS_EXTRACT_H
