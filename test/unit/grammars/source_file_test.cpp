#include "grammars/source_file.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace assay;

static std::string messageOf(llvm::Expected<SourceFile> file) {
  return file ? "" : llvm::toString(file.takeError());
}

static SourceFile text(llvm::StringRef content) {
  return llvm::cantFail(SourceFile::fromText("t", content));
}

TEST(SourceFile, CountsLinesAndColumnsFromOne) {
  const SourceFile file = text("ab\ncd\n");
  EXPECT_EQ(file.positionOf(0), (Position{1, 1}));
  EXPECT_EQ(file.positionOf(2), (Position{1, 3}));
  EXPECT_EQ(file.positionOf(3), (Position{2, 1}));
  EXPECT_EQ(file.positionOf(6), (Position{3, 1}));
  EXPECT_EQ(file.lineCount(), 2u);
  EXPECT_EQ(text("ab").lineCount(), 1u);
  EXPECT_EQ(text("").lineCount(), 0u);
}

TEST(SourceFile, HashesTheBytesAsRead) {
  // sha256sum of "abc", FIPS 180-2 appendix B.1.
  EXPECT_EQ(toHex(text("abc").digest()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(SourceFile, ReadsUtf16WithAByteOrderMarkAndSaysSo) {
  const SourceFile file = text(llvm::StringRef("\xff\xfe"
                                               "a\0b\0",
                                               6));
  EXPECT_EQ(file.text(), "ab");
  EXPECT_TRUE(file.transcoded());
  EXPECT_NE(toHex(file.digest()), toHex(text("ab").digest()));
}

TEST(SourceFile, RefusesBinaries) {
  EXPECT_EQ(messageOf(SourceFile::fromText("t", llvm::StringRef("a\0b", 3))),
            "is a binary file (it holds a NUL byte)");
}

TEST(SourceFile, RefusesWhatIsTooLong) {
  EXPECT_EQ(messageOf(SourceFile::fromText("t", std::string(SourceFile::maxBytes + 1, ' '))),
            "16777217 bytes is over the limit of 16 MiB for one file");
}

TEST(SourceFile, RefusesFoldersAndMissingFiles) {
  EXPECT_EQ(messageOf(SourceFile::open("/tmp")), "is a directory, not a file");
  EXPECT_EQ(messageOf(SourceFile::open("/nonexistent/a.py")),
            "cannot be read: No such file or directory");
}

TEST(SourceFile, DoesNotWaitForAWriterOfAFifo) {
  llvm::SmallString<64> path;
  llvm::sys::fs::createUniquePath("/tmp/assay-fifo-%%%%%%", path, false);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(messageOf(SourceFile::open(path)), "is not a regular file");
  ::unlink(path.c_str());
}
