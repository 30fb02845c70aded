#ifndef ASSAY_GRAMMARS_CONTAINER_H
#define ASSAY_GRAMMARS_CONTAINER_H

#include "grammars/language.h"
#include "grammars/lowering.h"
#include <string>

// Containers: files that are no code but hold code, such as notebooks and build files. Such a
// language has no grammar; its lower.cpp has one function, `void split(Lowering &)`, that reads the
// text of the whole file and adds facts: each part as EmbeddedCode, and what the file itself says
// that a rule may speak of as a call of a made-up symbol. What it cannot read it says in
// FactSet::cut, so that the file counts as not fully analysed. A part's value is a literal with the
// part's meaning and the span of its spelling; who judges it finds the exact places with
// alignText().

namespace assay {

/// Lowers `text`, a file of the container `language`, to facts. Clears `facts` first; they borrow
/// `text`. Requires language.split.
void extractContainer(llvm::StringRef text, const Language &language, FactSet &facts);

/// Parts of one file beyond this number are not told apart: a build file has some thousands.
inline constexpr std::size_t maxParts = 20'000;

/// Adds a part that stands in the text as it is. Returns its value, 0 if it is blank.
ValueId embedSpan(Lowering &lowering, llvm::StringRef language, Span span);

/// Adds a part with the meaning `text`, which is copied.
ValueId embedText(Lowering &lowering, llvm::StringRef language, llvm::StringRef text, Span span);

/// Adds parts, each added before, that run one after another as one program: a name that one
/// defines is known in the next. Where the whole has broken syntax each is judged by itself as
/// well, so that an open quote in one part hides nothing in the others.
void embedTogether(Lowering &lowering, llvm::StringRef language, llvm::ArrayRef<ValueId> parts);

/// Adds a call of `symbol` with constant arguments: what the container itself does.
void addCall(Lowering &lowering, llvm::StringRef symbol, llvm::ArrayRef<ValueId> arguments,
             Span span);

/// A command given as words, as a line of shell: each word means itself.
std::string shellLine(llvm::ArrayRef<std::string> words);

/// Says why the file was not split whole. Only the first reason is kept.
void cutShort(Lowering &lowering, const llvm::Twine &reason);

} // namespace assay

#endif // ASSAY_GRAMMARS_CONTAINER_H
