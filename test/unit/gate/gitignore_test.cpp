#include "tools/assay/gitignore.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

struct Row {
  const char *patterns;
  const char *path;
  bool folder;
  /// 'i' ignored, 't' taken back in, '-' nothing said.
  char says;
};

constexpr Row table[] = {
    // Names at any depth.
    {"a.py", "a.py", false, 'i'},
    {"a.py", "src/deep/a.py", false, 'i'},
    {"a.py", "a.pyc", false, '-'},
    {"*.log", "x/y.log", false, 'i'},
    {"*.log", "y.log.txt", false, '-'},
    // Comments, blanks, carriage returns.
    {"# a.py\n\n", "a.py", false, '-'},
    {"\\#a", "#a", false, 'i'},
    {"a.py\r\n", "a.py", false, 'i'},
    {"a.py   ", "a.py", false, 'i'},
    {"a\\ ", "a ", false, 'i'},
    // Anchors.
    {"/a.py", "a.py", false, 'i'},
    {"/a.py", "src/a.py", false, '-'},
    {"src/a.py", "src/a.py", false, 'i'},
    {"src/a.py", "x/src/a.py", false, '-'},
    // Folders only.
    {"build/", "build", true, 'i'},
    {"build/", "build", false, '-'},
    {"build/", "x/build", true, 'i'},
    {"/build/", "x/build", true, '-'},
    // Negation, the last pattern wins.
    {"*.py\n!keep.py", "keep.py", false, 't'},
    {"*.py\n!keep.py", "drop.py", false, 'i'},
    {"!keep.py\n*.py", "keep.py", false, 'i'},
    {"\\!a", "!a", false, 'i'},
    // One star does not cross a slash.
    {"/foo/*", "foo/test.json", false, 'i'},
    {"/foo/*", "foo/bar/hello.c", false, '-'},
    {"src/*.py", "src/sub/a.py", false, '-'},
    {"a*c*e", "abcde", false, 'i'},
    {"a*c*e", "abcdef", false, '-'},
    // Two stars.
    {"**/foo", "foo", false, 'i'},
    {"**/foo", "a/b/foo", false, 'i'},
    {"**/foo/bar", "x/foo/bar", false, 'i'},
    {"abc/**", "abc/x/y", false, 'i'},
    {"abc/**", "abc", true, '-'},
    {"a/**/b", "a/b", false, 'i'},
    {"a/**/b", "a/x/y/b", false, 'i'},
    {"a/**/b", "a/x/y/c", false, '-'},
    {"**", "anything", false, 'i'},
    // Question marks and classes.
    {"a?c", "abc", false, 'i'},
    {"a?c", "ac", false, '-'},
    {"[a-c].py", "b.py", false, 'i'},
    {"[a-c].py", "d.py", false, '-'},
    {"[!a-c].py", "d.py", false, 'i'},
    {"[^a-c].py", "b.py", false, '-'},
    {"[]].py", "].py", false, 'i'},
    {"[a-].py", "-.py", false, 'i'},
    {"[a", "[a", false, '-'},
    {"\\*.py", "*.py", false, 'i'},
    {"\\*.py", "a.py", false, '-'},
    // Nothing.
    {"/", "a", true, '-'},
    {"!", "a", false, '-'},
    {"\xef\xbb\xbf"
     "a.py",
     "a.py", false, 'i'},
};

char saysOf(const Row &row) {
  const auto ignored = IgnoreFile::parse(row.patterns).ignores(row.path, row.folder);
  return !ignored ? '-' : *ignored ? 'i' : 't';
}

} // namespace

TEST(IgnoreFile, ReadsPatternsAsGitDoes) {
  for (const Row &row : table)
    EXPECT_EQ(saysOf(row), row.says) << row.patterns << " on " << row.path;
}

TEST(IgnoreFile, MatchesHostilePatternsInTime) {
  std::string pattern, path;
  for (int i = 0; i < 2'000; ++i) {
    pattern += "**/a*";
    path += "aaaa/";
    pattern += "/";
  }
  pattern += "b";
  path += "c";
  EXPECT_FALSE(IgnoreFile::parse(pattern).ignores(path, false).has_value());
  const std::string stars = std::string(10'000, '*') + "b";
  EXPECT_FALSE(IgnoreFile::parse(stars).ignores(std::string(10'000, 'a'), false).has_value());
}
