#include "tools/report/escape.h"
#include "tools/report/report.h"
#include <ctime>
#include <gtest/gtest.h>

using namespace assay;

TEST(Escape, LeavesPrintableTextAlone) {
  EXPECT_EQ(escaped("os.system(\"ls\") # C:\\temp"), "os.system(\"ls\") # C:\\temp");
  EXPECT_EQ(escaped("gr\xc3\xbc\xc3\x9f \xe6\x97\xa5\xe6\x9c\xac"),
            "gr\xc3\xbc\xc3\x9f \xe6\x97\xa5\xe6\x9c\xac");
}

TEST(Escape, ShowsWhatATerminalWouldActOn) {
  const struct {
    llvm::StringRef text, shown;
  } rows[] = {
      {"a\nb", "a\\nb"},
      {"a\rb", "a\\rb"},
      {"a\tb", "a\\tb"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {llvm::StringRef("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\u{9b}31m"},
      {"\xe2\x80\xae", "\\u{202e}"},
      {"\xe2\x81\xa6", "\\u{2066}"},
      {"\xe2\x80\x8b", "\\u{200b}"},
      {"\xe2\x80\xa8", "\\u{2028}"},
      {"\xef\xbb\xbf", "\\u{feff}"},
      {"\xf3\xa0\x81\xa1", "\\u{e0061}"},
      {"\xe3\x85\xa4", "\\u{3164}"},
  };
  for (const auto &row : rows)
    EXPECT_EQ(escaped(row.text), row.shown);
}

TEST(Escape, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(escaped("a\xff"
                    "b"),
            "a\\xffb");
  EXPECT_EQ(escaped("\xc3"), "\\xc3");
  EXPECT_EQ(escaped("\xc0\x80"), "\\xc0\\x80");
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80");
}

TEST(Escape, LeavesNothingThatMovesTheCursorWhateverTheInput) {
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      const char bytes[] = {static_cast<char>(a), static_cast<char>(b), 'x'};
      for (unsigned char c : escaped(llvm::StringRef(bytes, 3)))
        ASSERT_TRUE(c >= 0x20 && c != 0x7f) << a << ' ' << b;
    }
}

static Excerpt excerptIn(llvm::StringRef text, std::uint32_t begin, std::uint32_t end) {
  auto file = SourceFile::fromText("t", text);
  return excerptOf(*file, {begin, end});
}

TEST(Excerpt, PutsTheMarkUnderTheFinding) {
  const Excerpt excerpt = excerptIn("first\n\t  eval(x)\nlast\n", 9, 16);
  EXPECT_EQ(excerpt.line, "eval(x)");
  EXPECT_EQ(excerpt.markBegin, 0u);
  EXPECT_EQ(excerpt.markLength, 7u);
}

TEST(Excerpt, CountsEscapedTextAsWideAsItIsShown) {
  const Excerpt excerpt = excerptIn("\x1b"
                                    "a eval(x)",
                                    3, 10);
  EXPECT_EQ(excerpt.line, "\\x1ba eval(x)");
  EXPECT_EQ(excerpt.markBegin, 6u);
}

TEST(Excerpt, StopsTheMarkAtTheEndOfTheLine) {
  const Excerpt excerpt = excerptIn("f(\n1,\n2)", 0, 8);
  EXPECT_EQ(excerpt.line, "f(");
  EXPECT_EQ(excerpt.markLength, 2u);
}

TEST(Excerpt, CutsALongLineAroundTheFinding) {
  const std::string text = std::string(100'000, 'a') + "eval" + std::string(100'000, 'b');
  const Excerpt excerpt = excerptIn(text, 100'000, 100'004);
  EXPECT_LT(excerpt.line.size(), 200u);
  EXPECT_EQ(excerpt.line.substr(excerpt.markBegin, 4), "eval");
}

TEST(Excerpt, TakesAnyPlaceInAnyText) {
  const std::string text = "\xe6\x97\xa5\xe6\x9c\xac\r\n\xff\n";
  for (std::uint32_t begin = 0; begin <= text.size(); ++begin)
    for (std::uint32_t end = begin; end <= text.size(); ++end)
      EXPECT_GE(excerptIn(text, begin, end).markLength, 1u);
}

TEST(Excerpt, CostsNoMoreInALongLine) {
  const std::string line(8u << 20, 'x');
  const SourceFile file = llvm::cantFail(SourceFile::fromText("t", line));
  const std::clock_t begin = std::clock();
  for (std::uint32_t place = 0; place < 5'000; ++place)
    EXPECT_FALSE(excerptOf(file, {place, place + 1}).line.empty());
  // To look through the whole line each time takes a hundred times as long.
  EXPECT_LT(double(std::clock() - begin) / CLOCKS_PER_SEC, 2.0);
}
