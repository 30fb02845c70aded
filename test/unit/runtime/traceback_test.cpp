#include "runtime/traceback.h"
#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Traceback, NamesThePythonLineOfTheProgramNotOfALibrary) {
  const auto refusal = readTraceback("Traceback (most recent call last):\n"
                                     "  File \"/program/main.py\", line 7, in <module>\n"
                                     "    start()\n"
                                     "  File \"/program/main.py\", line 4, in start\n"
                                     "    socket.create_connection(place)\n"
                                     "  File \"/usr/lib/python3.11/socket.py\", line 232, in x\n"
                                     "    _socket.socket.__init__(self, family)\n"
                                     "PermissionError: [Errno 13] Permission denied\n");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->file, "main.py");
  EXPECT_EQ(refusal->line, 4u);
  EXPECT_EQ(refusal->error, EACCES);
  EXPECT_EQ(refusal->path, "");
}

TEST(Traceback, NamesThePathThatPythonCouldNotWrite) {
  const auto refusal = readTraceback("noise\nTraceback (most recent call last):\n"
                                     "  File \"/program/main.py\", line 1, in <module>\n"
                                     "OSError: [Errno 30] Read-only file system: '/usr/x'\n");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->error, EROFS);
  EXPECT_EQ(refusal->path, "/usr/x");
}

TEST(Traceback, NamesTheFirstFrameOfNode) {
  const auto refusal = readTraceback("node:fs:601\n  handleErrorFromBinding(ctx);\n  ^\n\n"
                                     "Error: EROFS: read-only file system, open '/usr/x'\n"
                                     "    at Object.openSync (node:fs:601:3)\n"
                                     "    at save (/program/main.js:3:5)\n"
                                     "    at Object.<anonymous> (/program/main.js:9:1)\n");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->file, "main.js");
  EXPECT_EQ(refusal->line, 3u);
  EXPECT_EQ(refusal->error, EROFS);
  EXPECT_EQ(refusal->path, "/usr/x");
}

TEST(Traceback, ReadsWhatBashSays) {
  const auto refusal = readTraceback("/program/main.sh: line 12: /usr/x: Read-only file system\n");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->file, "main.sh");
  EXPECT_EQ(refusal->line, 12u);
  EXPECT_EQ(refusal->path, "/usr/x");
}

TEST(Traceback, MakesNothingOfOtherText) {
  for (const char *text :
       {"", "\n", "Error: ", "    at ", "  File \"", "  File \"/program/", "Error: [Errno ] x: '",
        "/program/main.sh: line : : Permission denied", ": line 1: Read-only file system",
        "KeyError: 'x'", "OSError: [Errno 0] no: 'x'", "OSError: [Errno -1] no: 'x'",
        "Error: [Errno 99999999999999999999] big"})
    EXPECT_FALSE(readTraceback(text).has_value()) << text;
}

Violation violation(const char *syscall, int error, std::uint64_t latest) {
  Violation made;
  made.code = "JAIL-net-connect";
  made.syscall = syscall;
  made.error = error;
  made.latest = latest;
  return made;
}

TEST(Reported, BelongsToTheLastViolationWithThatError) {
  ExecutionResult result;
  result.violations = {violation("a", EACCES, 3), violation("b", EACCES, 2),
                       violation("c", EPERM, 4)};
  tellReported({"main.py", 5, EACCES, ""}, result);
  EXPECT_EQ(result.violations[0].source, "main.py:5");
  EXPECT_EQ(result.violations[1].source, "");
  EXPECT_EQ(result.violations[2].source, "");
}

TEST(Reported, IsAViolationIfTheMountsRefusedAPath) {
  ExecutionResult result;
  result.violations = {violation("a", EACCES, 1)};
  tellReported({"main.py", 5, EROFS, "/usr/x"}, result);
  ASSERT_EQ(result.violations.size(), 2u);
  EXPECT_EQ(result.violations[0].code, "JAIL-fs-write");
  EXPECT_EQ(result.violations[0].target, "/usr/x");
  EXPECT_EQ(result.violations[0].source, "main.py:5");
}

TEST(Reported, IsNoViolationIfThePathIsNowhere) {
  ExecutionResult result;
  tellReported({"main.py", 5, ENOENT, "/no/such/file"}, result);
  EXPECT_TRUE(result.violations.empty());
  tellReported({"main.py", 5, ENOENT, "/proc/self/exe"}, result);
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].code, "JAIL-fs-read");
}

TEST(Reported, IsAViolationIfTheJailsUserMayNotUseAFile) {
  for (const char *path : {"/work/secret", "/tmp/program", "/etc/passwd"}) {
    ExecutionResult result;
    tellReported({"main.py", 5, EACCES, path}, result);
    ASSERT_EQ(result.violations.size(), 1u) << path;
    EXPECT_EQ(result.violations[0].code, "JAIL-fs-read");
    EXPECT_EQ(result.violations[0].target, path);
    EXPECT_EQ(result.violations[0].error, EACCES);
  }
  ExecutionResult result;
  tellReported({"main.py", 5, EACCES, "/no/such/file"}, result);
  EXPECT_TRUE(result.violations.empty());
}

} // namespace
} // namespace assay
