#include "resolved.h"
#include "llvm/Support/Base64.h"
#include <gtest/gtest.h>

using namespace assay;

// Texts that are put together or decoded from constants: what they come to.

namespace {

struct Folding {
  const char *language;
  const char *code;
  const char *text;
};

void expectTexts(std::initializer_list<Folding> foldings) {
  for (const Folding &folding : foldings)
    EXPECT_EQ(Resolved(folding.language, folding.code).lastArgument(), folding.text)
        << folding.language << ": " << folding.code;
}

TEST(Fold, JoinsTexts) {
  expectTexts({{"python", "f('a' + 'b' 'c')", "abc"},
               {"python", "a = '-'.join(['a', 'b'])\nf(a)", "a-b"},
               {"lua", "f('a' .. 'b' .. 1)", "ab1"},
               {"lua", "local t = {'a', 'b'}\nlocal x = table.concat(t, '-')\nf(x)", "a-b"},
               {"lua", "local x = table.concat({'a', 'b'})\nf(x)", "ab"},
               {"lua", "local x = table.concat({'a', 'b'}, y)\nf(x)", "?"},
               {"cpp", "void g() { std::string s = \"ab\"; f(s + \"c\"); }", "abc"},
               {"powershell", "f ('a' + \"b$('c')\")", "abc"},
               {"powershell", "$x = 'b'\nf \"a$x`n\"", "ab\n"},
               {"bash", "x=a; f \"$x\"b'c'", "abc"}});
}

TEST(Fold, FormatsTexts) {
  expectTexts({{"powershell", "$x = '{1}{0}' -f 'a','b'\nf $x", "ba"},
               {"lua", "local x = string.format('%s-%s', 'a', 'b')\nf(x)", "a-b"}});
}

TEST(Fold, UndoesWhatHidesAText) {
  expectTexts({{"powershell",
                "$x = [Convert]::FromBase64String('YQBiAA==')\n"
                "$y = [Text.Encoding]::Unicode.GetString($x)\nf $y",
                "ab"},
               {"powershell", "$x = -join [char[]](97,98)\nf $x", "ab"},
               {"powershell", "$x = 'axb' -replace 'x','-'\nf $x", "a-b"},
               {"powershell", "$x = [char]0x61\nf $x", "a"},
               {"powershell", "$x = @('a','b')\nf $x[1]", "b"},
               {"lua", "local x = string.reverse('ba')\nf(x)", "ab"},
               {"lua", "f('\\97\\x62')", "ab"},
               {"cpp", "void g() { f(R\"x(a\"b)x\"); }", "a\"b"}});
}

TEST(Fold, LeavesAloneWhatItCannotDo) {
  expectTexts({{"powershell", "$x = 'axb' -replace '.','-'\nf $x", "?"},
               {"lua", "local x = string.char(97, y)\nf(x)", "?"}});
}

TEST(Fold, BoundsWhatDoublesWithEachLine) {
  std::string code = "a = 'xxxxxxxxxxxxxxxx'\n";
  for (int round = 0; round < 40; ++round)
    code += "a = a + a\n";
  EXPECT_EQ(Resolved("python", code + "f(a)").lastArgument(), "?");
}

TEST(Fold, StopsWhatRepeatsAText) {
  const std::string large(maxFoldedBytes / 2, 'x');
  std::string format;
  for (int i = 0; i < 1'000; ++i)
    format += "{0}";
  const Constant arguments[] = {{format, ValueDetail::String, ProvenanceLiteral},
                                {large, ValueDetail::String, ProvenanceLiteral}};
  EXPECT_LE(formatBraces(format, llvm::ArrayRef(arguments).drop_front())->size(),
            2 * maxFoldedBytes);
  EXPECT_TRUE(decode(Decoding::Format, arguments).isTooLong);
}

TEST(Fold, SaysWhatWasTooMuchForOneFile) {
  const std::string large(maxFoldedBytes / 4, '#');
  const std::string define = "import base64\nx = '" + llvm::encodeBase64(large) + "'\n";
  const std::string once = "f(base64.b64decode(x))\n";
  std::string often;
  for (int i = 0; i < 500; ++i)
    often += once;
  EXPECT_EQ(Resolved("python", define + once).lastArgument(), large);
  EXPECT_EQ(Resolved("python", define + often).lastArgument(), "?");
}

TEST(Fold, RefusesWhatIsNotWhatItClaimsToBe) {
  const Constant odd{"abc", ValueDetail::String, ProvenanceLiteral};
  EXPECT_EQ(decode(Decoding::Utf16, odd).text, std::nullopt);
  EXPECT_EQ(decode(Decoding::Hex, odd).text, std::nullopt);
  EXPECT_EQ(decode(Decoding::Base64, Constant{"*", ValueDetail::String, ProvenanceLiteral}).text,
            std::nullopt);
}

} // namespace
