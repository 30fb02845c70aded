#include "tools/lsp/document_text.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

constexpr PositionEncoding encodings[] = {PositionEncoding::Utf8, PositionEncoding::Utf16,
                                          PositionEncoding::Utf32};

/// An accented letter, a character of three bytes, one of four; all kinds of line end.
DocumentText mixed() {
  return DocumentText("a\xC3\xA9"
                      "b\r\n\xE6\xBC\xA2\xF0\x9F\x98\x80"
                      "c\rlast\n");
}

} // namespace

TEST(DocumentText, CountsCharactersAsAgreed) {
  const DocumentText text = mixed();
  const std::size_t c = text.text().find('c');
  EXPECT_EQ(text.positionOf(c, PositionEncoding::Utf8), (EditorPosition{1, 7}));
  EXPECT_EQ(text.positionOf(c, PositionEncoding::Utf16), (EditorPosition{1, 3}));
  EXPECT_EQ(text.positionOf(c, PositionEncoding::Utf32), (EditorPosition{1, 2}));
}

TEST(DocumentText, FindsEachCharacterAgain) {
  const DocumentText text = mixed();
  for (const PositionEncoding encoding : encodings)
    for (std::size_t at = 0; at <= text.text().size(); ++at) {
      const bool isInside = at < text.text().size() &&
                            ((text.text()[at] & 0xC0) == 0x80 ||
                             (at > 0 && text.text()[at - 1] == '\r' && text.text()[at] == '\n'));
      if (!isInside) {
        EXPECT_EQ(text.offsetOf(text.positionOf(at, encoding), encoding), at);
      }
    }
}

TEST(DocumentText, TakesTheNearestPlaceForOneThatIsNot) {
  const DocumentText text = mixed();
  for (const PositionEncoding encoding : encodings) {
    EXPECT_EQ(text.offsetOf({0, 1'000}, encoding), text.text().find('\r'));
    EXPECT_EQ(text.offsetOf({1'000, 0}, encoding), text.text().size());
  }
  // In the middle of a pair.
  EXPECT_EQ(text.offsetOf({1, 2}, PositionEncoding::Utf16), text.text().find('\xF0'));
}

TEST(DocumentText, HasALoneReturnForALineEndWhereAssayHasNone) {
  const DocumentText text("a\rb = 1\n");
  EXPECT_EQ(text.positionOf(Position{1, 3}, PositionEncoding::Utf16), (EditorPosition{1, 0}));
}
