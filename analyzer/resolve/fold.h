#ifndef ASSAY_ANALYZER_RESOLVE_FOLD_H
#define ASSAY_ANALYZER_RESOLVE_FOLD_H

#include "grammars/fact.h"
#include "grammars/language.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

// Bounded, pure evaluation of text transformations. Knows no language: a symbol's model says which
// Decoding it is. What exceeds a bound has no value; nothing is cut short.

namespace assay {

/// How a constant came about, as bits: evidence, since honest code has little reason to spell a
/// word in pieces or in base64.
enum Provenance : std::uint8_t {
  ProvenanceLiteral = 1,
  ProvenanceJoined = 2,
  ProvenanceDecoded = 4
};

struct Constant {
  /// Meaning of the constant; numbers, booleans as written.
  llvm::StringRef text;
  ValueDetail detail = ValueDetail::None;
  std::uint8_t provenance = 0;

  [[nodiscard]] bool isKnown() const { return detail != ValueDetail::None; }
  [[nodiscard]] bool isText() const {
    return detail == ValueDetail::String || detail == ValueDetail::Bytes;
  }
};

/// A folded text may be this long: far above any command line or payload stage worth judging as a
/// whole, and small enough that a file cannot make us hold much.
inline constexpr std::size_t maxFoldedBytes = 256u << 10;

/// What a decoding gives.
struct Decoded {
  /// Nothing if an argument is missing or is not what it claims to be, or if `isTooLong`.
  std::optional<std::string> text;
  /// The input or the output exceeds maxFoldedBytes.
  bool isTooLong = false;
  /// Bytes read and written: what it cost, whether or not there is a text.
  std::size_t work = 0;
};

/// Applies `decoding` to constant arguments.
Decoded decode(Decoding decoding, llvm::ArrayRef<Constant> arguments);

/// Whether the decoding is evidence that somebody hides something, as opposed to mere assembly.
bool isHiding(Decoding decoding);

/// The name of a decoding as people say it: "base64".
llvm::StringRef nameOf(Decoding decoding);

/// Joins path parts with '/'; an absolute part starts anew, as in os.path.join.
std::string joinPath(llvm::ArrayRef<Constant> parts);

/// Fills "%s" and "%d" of `format` with the values in order; nothing if they do not fit.
std::optional<std::string> formatPercent(llvm::StringRef format, llvm::ArrayRef<Constant> values);

/// Fills "{}" and "{0}"; nothing if there is another field. Stops when the text is longer than
/// maxFoldedBytes: a field may repeat its value any number of times.
std::optional<std::string> formatBraces(llvm::StringRef format, llvm::ArrayRef<Constant> values);

} // namespace assay

#endif // ASSAY_ANALYZER_RESOLVE_FOLD_H
