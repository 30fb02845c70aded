#ifndef ASSAY_GRAMMARS_TEXT_ESCAPE_H
#define ASSAY_GRAMMARS_TEXT_ESCAPE_H

#include "grammars/fact.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace assay {

enum class EscapeStyle : std::uint8_t {
  /// Backslash escapes as in C, Python, JavaScript, Java, Go: \n \x41 \u0041 \u{41} \U00000041
  /// \101, a
  /// backslash before a newline joins lines.
  C,
  /// A shell's double quotes: a backslash hides $ ` " \ and newline, and is itself otherwise.
  Shell,
};

/// The meaning of a literal's text. Without a backslash in it the text itself is the answer; else a
/// copy in the arena of `facts`. Unknown and broken escapes stay as they are.
llvm::StringRef unescape(FactSet &facts, llvm::StringRef text, EscapeStyle style);

/// The same, as a text of its own.
std::string unescaped(llvm::StringRef text, EscapeStyle style);

/// Appends the UTF-8 form of a code point; U+FFFD for a surrogate or one out of range.
void appendUtf8(std::string &out, std::uint32_t codePoint);

} // namespace assay

#endif // ASSAY_GRAMMARS_TEXT_ESCAPE_H
