#ifndef ASSAY_GRAMMARS_POWERSHELL_WORDS_H
#define ASSAY_GRAMMARS_POWERSHELL_WORDS_H

#include "grammars/lowering.h"

// What the files of PowerShell's lowering share: names and texts with backticks and holes.

namespace assay::powershell {

/// Marks on a child's name, for the command around it; no name of a program looks like this.
inline constexpr llvm::StringLiteral parameterMark = "<parameter>";
inline constexpr llvm::StringLiteral argumentsMark = "<arguments>";
inline constexpr llvm::StringLiteral redirectionMark = "<redirection>";

using Operands = llvm::SmallVector<Operand, 8>;

/// The children that have a value, marks and all.
Operands valuesOf(const Lowering &lowering);
/// The text of a literal; empty for anything else.
llvm::StringRef constantText(const Lowering &lowering, ValueId id);
TextId intern(Lowering &lowering, const llvm::Twine &text);
/// $name, ${name}, $script:name, $env:NAME; @name passes a collection.
ValueId variableNamed(Lowering &lowering, llvm::StringRef spelling, Span at);
/// [Net.WebClient] as a name: a path without generic arguments and the namespace that may be left
/// out.
ValueId typeNamed(Lowering &lowering, llvm::StringRef text, Span at);
/// The entries of a collection, or the value itself.
Operands entriesOf(const Lowering &lowering, ValueId id);
/// The scope that variables of a place belong to: script blocks have none of their own as far as
/// most of their callers go (ForEach-Object, Where-Object).
ScopeId variableScope(const Lowering &lowering);

} // namespace assay::powershell

#endif // ASSAY_GRAMMARS_POWERSHELL_WORDS_H
