#include "grammars/text_map.h"
#include <gtest/gtest.h>

using namespace assay;

/// The offset in `source` of the byte that `text` has at `wanted`; the whole source is the literal.
static std::uint32_t placeOf(llvm::StringRef source, llvm::StringRef text, llvm::StringRef wanted) {
  const auto at = static_cast<std::uint32_t>(text.find(wanted));
  const TextMap map = alignText(source, {0, static_cast<std::uint32_t>(source.size())}, text);
  return map.outerOf({at, at + static_cast<std::uint32_t>(wanted.size())}).begin;
}

TEST(TextMap, PlacesWhatStandsThereAsItIs) {
  EXPECT_EQ(placeOf("'rm -rf /'", "rm -rf /", "-rf"), 4u);
  EXPECT_EQ(placeOf("r\"\"\"a\nb c\"\"\"", "a\nb c", "c"), 8u);
  EXPECT_EQ(placeOf("b'b c'", "b c", "b"), 2u);
}

TEST(TextMap, PlacesWhatStandsBehindEscapes) {
  EXPECT_EQ(placeOf(R"("a\nb")", "a\nb", "b"), 4u);
  EXPECT_EQ(placeOf(R"("a\\\\b")", R"(a\\b)", "b"), 6u);
  EXPECT_EQ(placeOf(R"("\u00e9\x41z")",
                    "\xC3\xA9"
                    "Az",
                    "z"),
            11u);
  EXPECT_EQ(placeOf(R"("\ud83d\ude00z")", "\xF0\x9F\x98\x80z", "z"), 13u);
  EXPECT_EQ(placeOf(R"("\u{1F600}z")", "\xF0\x9F\x98\x80z", "z"), 10u);
  EXPECT_EQ(placeOf(R"("\dx")", R"(\dx)", "x"), 3u);
}

TEST(TextMap, PlacesWhatStandsBehindContinuationsAndIndentation) {
  EXPECT_EQ(placeOf("\"ab\\\ncd\"", "abcd", "cd"), 5u);
  EXPECT_EQ(placeOf("  a\n    b\n  c", "a\n  b\nc", "b"), 8u);
  EXPECT_EQ(placeOf("  a\n    b\n  c", "a\n  b\nc", "c"), 12u);
  EXPECT_EQ(placeOf("a\n  b c", "a b c", "c"), 6u);
  EXPECT_EQ(placeOf("a\r\n  b", "a\nb", "b"), 5u);
}

TEST(TextMap, AnEscapeStandsForAllOfItself) {
  const TextMap map = alignText(R"("\x41b")", {0, 7}, "Ab");
  EXPECT_EQ(map.outerOf({0, 1}), (Span{1, 5}));
  EXPECT_EQ(map.outerOf({0, 2}), (Span{1, 6}));
}

TEST(TextMap, DecodedTextStandsForAllOfItsExpression) {
  EXPECT_EQ(TextMap::opaque({5, 9}).outerOf({100, 200}), (Span{5, 9}));
}

TEST(TextMap, WhatCannotBePlacedStaysInside) {
  const Span span = alignText("'xyz'", {0, 5}, std::string(1'000, 'q')).outerOf({500, 700});
  EXPECT_LE(span.end, 5u);
}

TEST(TextMap, IsLinearInHostileText) {
  const std::string source = "'" + std::string(1u << 20, 'a') + "'";
  const std::string text = std::string(1u << 19, 'a') + std::string(1u << 19, 'b');
  EXPECT_FALSE(alignText(source, {0, static_cast<std::uint32_t>(source.size())}, text).empty());
}
