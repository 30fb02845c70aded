#include "audit/folder.h"
#include "test/unit/audit/temporary_log.h"
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

// A log that cannot be used is refused with the reason; nothing is guessed and nothing is changed.

using namespace assay;

namespace {

/// Replaces `from` in the file once.
void edit(const std::string &file, llvm::StringRef from, llvm::StringRef to) {
  std::string text = readFile(file);
  std::size_t at = text.rfind(from.str());
  ASSERT_NE(at, std::string::npos);
  writeFile(file, text.replace(at, from.size(), to.str()));
}

bool contains(const std::string &text, llvm::StringRef part) {
  return llvm::StringRef(text).contains(part);
}

/// What fstatfs(2) says the file system is; 0: the truth.
long claimedFileSystem = 0;

} // namespace

// Stands in the place of the C library's, so that a file system that is not here can be claimed.
extern "C" int fstatfs(int fd, struct statfs *result) noexcept {
  if (::syscall(SYS_fstatfs, fd, result) != 0)
    return -1;
  if (claimedFileSystem != 0)
    result->f_type = claimedFileSystem;
  return 0;
}

TEST(BadInput, ANetworkFileSystemIsRefused) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  constexpr long cifs = 0xFF534D42, smb2 = 0xFE534D42, ceph = 0x00C36400;
  for (long magic :
       {long{NFS_SUPER_MAGIC}, long{SMB_SUPER_MAGIC}, long{AFS_SUPER_MAGIC}, cifs, smb2, ceph}) {
    claimedFileSystem = magic;
    EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "on a network file system"));
    EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.file("new"))), "keep each host's log"));
    EXPECT_TRUE(must(verifyLog(folder.log())).holds()) << "but anybody may verify it";
  }
  claimedFileSystem = 0;
  EXPECT_EQ(problemOf(AuditLog::open(folder.log())), "");
}

TEST(BadInput, AnUnknownVersionIsNamed) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3);
  edit(firstSegment(folder.log()), "\"v\":1}", "\"v\":2}");
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::Tampered);
  EXPECT_EQ(verdict.record, 3u);
  EXPECT_TRUE(contains(verdict.explanation, "its version is not 1")) << verdict.explanation;
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "its version is not 1"));
}

TEST(BadInput, AnotherLogsKeyDoesNotSign) {
  TemporaryFolder folder;
  appendTo(folder.log(), 3);
  appendTo(folder.file("other"), 3);
  std::string key = "/keys/00000000000000000000.key";
  std::string checkpoint = readFile(folder.log() + "/checkpoint");
  writeFile(folder.log() + key, readFile(folder.file("other") + key));
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "not the one that signed"));
  EXPECT_EQ(readFile(folder.log() + "/checkpoint"), checkpoint);
  writeFile(folder.log() + key, "not a key");
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "not a key of this log"));
  llvm::sys::fs::remove(folder.log() + key);
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "the signing key is gone"));
}

TEST(BadInput, AnotherHostsLogIsRefused) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  if (!llvm::sys::fs::exists(folder.log() + "/host"))
    GTEST_SKIP() << "this machine has no id";
  writeFile(folder.log() + "/host", std::string(64, '0') + "\n");
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "belongs to another host"));
  EXPECT_TRUE(must(verifyLog(folder.log())).holds()) << "but anybody may verify it";
}

TEST(BadInput, AFolderThatOthersMayChangeIsRefused) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  ASSERT_EQ(::chmod(folder.log().c_str(), 0777), 0);
  EXPECT_TRUE(contains(problemOf(AuditLog::open(folder.log())), "others may change this folder"));
}

TEST(BadInput, AFileInThePlaceOfTheFolderIsNoVerdict) {
  TemporaryFolder folder;
  writeFile(folder.log(), "x");
  EXPECT_NE(problemOf(AuditLog::open(folder.log())), "");
  EXPECT_NE(problemOf(verifyLog(folder.log())), "");
}

TEST(BadInput, AnUnreadableFolderIsNoVerdict) {
  TemporaryFolder folder;
  appendTo(folder.log(), 1);
  pid_t child = ::fork();
  if (child == 0) {
    // Nobody may look into it, and root, whom no mode keeps out, becomes nobody.
    bool isSet = ::chmod((folder.log() + "/segments").c_str(), 0) == 0;
    if (::geteuid() == 0)
      isSet = isSet && ::chmod(folder.log().c_str(), 0755) == 0 &&
              ::chmod((folder.log() + "/..").c_str(), 0755) == 0 && ::setuid(65534) == 0;
    std::string problem = problemOf(verifyLog(folder.log()));
    ::_exit(isSet && contains(problem, "Permission denied") ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  ::chmod((folder.log() + "/segments").c_str(), 0700);
}

TEST(BadInput, DamageInAMiddleSegmentIsNamed) {
  TemporaryFolder folder;
  appendTo(folder.log(), 40, {.segmentBytes = 2000});
  std::vector<std::string> names =
      must(must(LogFolder::open(folder.log(), Access::Read)).list("segments"));
  ASSERT_GT(names.size(), 4u);
  std::string middle = folder.log() + "/segments/" + names[names.size() / 2];
  std::uint64_t first = 0;
  ASSERT_FALSE(llvm::StringRef(names[names.size() / 2]).take_front(20).getAsInteger(10, first));
  std::string whole = readFile(middle);
  writeFile(middle, std::string(whole.size(), '\0'));
  Verification verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::Tampered);
  EXPECT_EQ(verdict.record, first);
  writeFile(middle, "");
  verdict = must(verifyLog(folder.log()));
  EXPECT_EQ(verdict.fault, Fault::Tampered);
  EXPECT_EQ(verdict.record, first);
}
