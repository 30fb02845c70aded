#ifndef ASSAY_GRAMMARS_TEXT_MAP_H
#define ASSAY_GRAMMARS_TEXT_MAP_H

#include "grammars/source_file.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace assay {

/// Where the bytes of a text (the inner one) stand in the text that holds it (the outer one): code
/// in a string, a cell of a notebook. A value; it keeps neither text alive.
class TextMap {
public:
  /// The inner text from `inner` on, up to where the next run starts.
  struct Run {
    std::uint32_t inner = 0;
    Span outer;
    /// Byte for byte. Otherwise each byte stands for all of `outer`, as an escape does.
    bool verbatim = false;
  };

  /// All of the inner text stands for `outer`: decoded text.
  static TextMap opaque(Span outer);

  /// Runs are added in the order of the inner text. `length` bytes from `inner` on are those from
  /// `outer` on.
  void addVerbatim(std::uint32_t inner, std::uint32_t outer, std::uint32_t length);
  void addOpaque(std::uint32_t inner, Span outer);
  /// Adds the runs of `part`, whose inner text starts at `inner` here.
  void append(std::uint32_t inner, const TextMap &part);

  /// What a stretch of the inner text is in the outer one. Requires at least one run.
  [[nodiscard]] Span outerOf(Span inner) const;
  [[nodiscard]] bool empty() const { return runs_.empty(); }
  /// From the first run to the end of the last.
  [[nodiscard]] Span extent() const;

private:
  [[nodiscard]] const Run &runAt(std::uint32_t inner) const;
  std::vector<Run> runs_;
};

/// Finds `text` in source[span], of which it is the meaning: as it stands, or with quotes,
/// prefixes, escapes, indentation, folded lines and line continuations taken out. Knows no
/// language: it walks both at once, in linear time. What it cannot place it maps to the nearest
/// place before.
TextMap alignText(llvm::StringRef source, Span span, llvm::StringRef text);

} // namespace assay

#endif // ASSAY_GRAMMARS_TEXT_MAP_H
