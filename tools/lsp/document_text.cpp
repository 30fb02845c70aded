#include "tools/lsp/document_text.h"
#include <algorithm>

using namespace assay;

namespace {

/// Bytes of the character that begins at the front of a text that is UTF-8 and
/// not empty.
std::size_t lengthOfFirst(llvm::StringRef text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

/// What a character of so many bytes counts. Beyond four bytes' worth UTF-16
/// takes a pair.
std::uint32_t unitsOf(std::size_t bytes, PositionEncoding encoding) {
  switch (encoding) {
  case PositionEncoding::Utf8:
    return static_cast<std::uint32_t>(bytes);
  case PositionEncoding::Utf16:
    return bytes == 4 ? 2 : 1;
  case PositionEncoding::Utf32:
    return 1;
  }
  return 1;
}

} // namespace

llvm::StringRef assay::nameOf(PositionEncoding encoding) {
  switch (encoding) {
  case PositionEncoding::Utf8:
    return "utf-8";
  case PositionEncoding::Utf16:
    return "utf-16";
  case PositionEncoding::Utf32:
    return "utf-32";
  }
  return "utf-16";
}

DocumentText::DocumentText(std::string text) : text_(std::move(text)), editorLines_{0}, lines_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n')
      lines_.push_back(i + 1);
    if (text_[i] == '\n' || (text_[i] == '\r' && text_[i + 1] != '\n'))
      editorLines_.push_back(i + 1);
  }
}

std::size_t DocumentText::offsetOf(EditorPosition position, PositionEncoding encoding) const {
  if (position.line >= editorLines_.size())
    return text_.size();
  std::size_t at = editorLines_[position.line];
  const std::size_t next =
      position.line + 1 < editorLines_.size() ? editorLines_[position.line + 1] : text_.size();
  llvm::StringRef line = llvm::StringRef(text_).slice(at, next).rtrim("\r\n");
  for (std::uint32_t counted = 0; !line.empty();) {
    const std::size_t bytes = lengthOfFirst(line);
    counted += unitsOf(bytes, encoding);
    if (counted > position.character)
      break;
    at += bytes;
    line = line.drop_front(bytes);
  }
  return at;
}

EditorPosition DocumentText::positionOf(std::size_t offset, PositionEncoding encoding) const {
  const auto after = std::upper_bound(editorLines_.begin(), editorLines_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - editorLines_.begin() - 1);
  std::uint32_t character = 0;
  for (std::size_t at = *(after - 1); at < offset;) {
    const std::size_t bytes = lengthOfFirst(llvm::StringRef(text_).drop_front(at));
    at += bytes;
    if (at <= offset)
      character += unitsOf(bytes, encoding);
  }
  return {line, character};
}

EditorPosition DocumentText::positionOf(Position position, PositionEncoding encoding) const {
  const std::size_t line = std::clamp<std::size_t>(position.line, 1, lines_.size()) - 1;
  return positionOf(std::min(lines_[line] + position.column - 1, text_.size()), encoding);
}
