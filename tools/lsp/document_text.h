#ifndef ASSAY_TOOLS_LSP_DOCUMENT_TEXT_H
#define ASSAY_TOOLS_LSP_DOCUMENT_TEXT_H

#include "grammars/source_file.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace assay {

/// What a character of a position counts. UTF-16 is the protocol's default; the
/// others are agreed on at the start.
enum class PositionEncoding : std::uint8_t { Utf8, Utf16, Utf32 };

/// "utf-8", "utf-16", "utf-32".
llvm::StringRef nameOf(PositionEncoding encoding);

/// A place as editors count it: both from 0.
struct EditorPosition {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  auto operator<=>(const EditorPosition &) const = default;
};

struct EditorRange {
  EditorPosition begin;
  EditorPosition end;
};

/// The text of a document, with the places of its lines. Immutable, so that
/// threads share it.
///
/// Editors end lines at "\n", "\r\n" and a lone "\r"; assay ends them at "\n"
/// alone.
class DocumentText {
public:
  explicit DocumentText(std::string text);

  [[nodiscard]] const std::string &text() const { return text_; }

  /// Byte offset of a place; the nearest one if there is none such, as the
  /// protocol wants it.
  [[nodiscard]] std::size_t offsetOf(EditorPosition position, PositionEncoding encoding) const;
  /// Requires offset <= text().size(); inside a character it stands for its
  /// beginning.
  [[nodiscard]] EditorPosition positionOf(std::size_t offset, PositionEncoding encoding) const;
  /// The same for a place of an assessment of this text.
  [[nodiscard]] EditorPosition positionOf(Position position, PositionEncoding encoding) const;

private:
  std::string text_;
  /// Where lines begin, as editors and as assay count them.
  std::vector<std::size_t> editorLines_;
  std::vector<std::size_t> lines_;
};

} // namespace assay

#endif // ASSAY_TOOLS_LSP_DOCUMENT_TEXT_H
