#ifndef ASSAY_ANALYZER_NESTED_MADE_TEXT_H
#define ASSAY_ANALYZER_NESTED_MADE_TEXT_H

#include "analyzer/resolve/resolution.h"
#include "grammars/text_map.h"
#include <optional>
#include <string>

// Texts that are run, put together from values: with a hole where a part is known only at run time,
// and from the words of a command. Looks and never guesses: a hole is an expression of the text's
// language that no rule knows anything of.

namespace assay {

/// What the values of one file are, and where. Borrows all three.
struct FileValues {
  const FactSet &facts;
  const Resolution &resolution;
  llvm::StringRef source;
};

struct MadeText {
  std::string text;
  /// Where its parts stand in the file.
  TextMap map;
  /// Of the constant parts; see Provenance.
  std::uint8_t provenance = 0;
};

/// Where the bytes of the constant `text`, the meaning of `value`, stand: a literal, and what is
/// put together from literals, byte by byte; of anything else it is all of `fallback`.
TextMap placesOf(const FileValues &file, ValueId value, llvm::StringRef text, Span fallback);

/// The text that `value` becomes, with `hole` for each part that is not constant. Nothing if no
/// part says anything (no letter is constant) or it is longer than we fold.
std::optional<MadeText> withHoles(const FileValues &file, ValueId value, llvm::StringRef hole);

/// The texts that `parts` become, joined by spaces; with an empty `hole`, nothing if one of them is
/// not constant.
std::optional<MadeText> lineOf(const FileValues &file, llvm::ArrayRef<ValueId> parts,
                               llvm::StringRef hole);

/// The command in `language` whose words a call is given, as SymbolRow::words has it. Nothing if
/// none of them is constant or the language has no commands. One word alone is a whole command
/// line: that is how the functions that take either see it.
std::optional<MadeText> commandOf(const FileValues &file, ValueId call,
                                  const ArgumentSelector &words, const Language &language);

} // namespace assay

#endif // ASSAY_ANALYZER_NESTED_MADE_TEXT_H
