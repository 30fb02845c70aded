#include "tools/report/fingerprint.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;

namespace {

SourceFile fileOf(llvm::StringRef text) {
  return llvm::cantFail(SourceFile::fromText("a.py", text));
}

Span spanOf(llvm::StringRef text, llvm::StringRef part) {
  const auto begin = static_cast<std::uint32_t>(text.find(part));
  return {begin, begin + static_cast<std::uint32_t>(part.size())};
}

/// Of the first occurrence of "call()" in `text`.
std::string fingerprintIn(llvm::StringRef text, llvm::StringRef path = "a.py",
                          llvm::StringRef rule = "rule") {
  const SourceFile file = fileOf(text);
  return Fingerprints(file, path).next(rule, spanOf(text, "call()"));
}

} // namespace

TEST(Fingerprint, StaysWhileLinesMoveAndAreIndented) {
  const std::string before = fingerprintIn("a = 1\nx = call()\n");
  EXPECT_EQ(before, fingerprintIn("x = call()"));
  EXPECT_EQ(before, fingerprintIn("# more\n# lines\nif a:\n\tx  =  call()\r\nb"));
  EXPECT_EQ(before.size(), 32u);
}

TEST(Fingerprint, ChangesWithRulePathAndCode) {
  const std::string before = fingerprintIn("x = call()\n");
  EXPECT_NE(before, fingerprintIn("y = call()\n"));
  EXPECT_NE(before, fingerprintIn("x = call()\n", "b.py"));
  EXPECT_NE(before, fingerprintIn("x = call()\n", "a.py", "other"));
}

TEST(Fingerprint, TellsEqualLinesApart) {
  const llvm::StringRef text = "call()\ncall()\n";
  const SourceFile file = fileOf(text);
  Fingerprints fingerprints(file, "a.py");
  const std::string first = fingerprints.next("rule", {0, 6});
  EXPECT_NE(first, fingerprints.next("rule", {7, 13}));
  EXPECT_EQ(first, fingerprintIn(text));
}

TEST(Fingerprint, DoesNotReadAMinifiedLineToItsEnd) {
  const std::string rest(100'000, 'x');
  const std::string near(2'000, ' ');
  EXPECT_EQ(fingerprintIn("call();" + near + "a" + rest), fingerprintIn("call();" + near + "b"));
}

// The values are those that the published algorithm gives, worked out by its definition: the number
// in base 37 that the next 100 UTF-16 units write, blanks aside, modulo 2^64.
TEST(LineHash, IsGithubs) {
  EXPECT_THAT(lineHashesOf(""), testing::ElementsAre("c129715d7a2bc9a3:1"));
  EXPECT_THAT(lineHashesOf("x"), testing::ElementsAre("638816509450efbf:1"));
  EXPECT_THAT(lineHashesOf("import os\n\nos.system('\xC3\xA9' + x)\r\n\tif a :\nend"),
              testing::ElementsAre("7026e4c38795f22d:1", "856c2d0e9e66493e:1", "50825d16e5a8038c:1",
                                   "da0c14f300738f76:1", "43b6461eda086fe2:1"));
}

TEST(LineHash, CountsEqualLinesAndIgnoresBlanks) {
  const std::vector<std::string> spaced = lineHashesOf("if  a :\r\n\tb\r\n");
  EXPECT_EQ(spaced, lineHashesOf("if a:\nb\n"));
  EXPECT_EQ(spaced.size(), 3u);
  const std::string filler(200, 'z');
  const std::vector<std::string> equal = lineHashesOf(filler + "\n" + filler + "\n" + filler);
  EXPECT_EQ(llvm::StringRef(equal[0]).split(':').first, llvm::StringRef(equal[1]).split(':').first);
  EXPECT_TRUE(llvm::StringRef(equal[1]).ends_with(":2"));
}
