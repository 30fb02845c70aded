#include "runtime/workspace.h"
#include "llvm/Support/FileSystem.h"
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace assay {
namespace {

using Kind = TreeEntry::Kind;

TreeEntry file(std::string bytes, unsigned mode = 0644) {
  return {Kind::File, mode, std::move(bytes), ""};
}
TreeEntry link(std::string to) { return {Kind::Link, 0777, std::move(to), ""}; }
TreeEntry folder() { return {Kind::Folder, 0755, "", ""}; }

std::vector<std::string> told(const FolderTree &before, FolderTree after) {
  std::vector<std::string> lines;
  for (const WorkspaceChange &change : changesBetween(before, std::move(after)))
    lines.push_back(nameOf(change.kind).str() + " " + change.path);
  return lines;
}

TEST(WorkspaceChanges, NothingChangedIsNothingTold) {
  const FolderTree tree{{"a", file("x")}, {"b", folder()}, {"l", link("a")}};
  EXPECT_THAT(told(tree, tree), ElementsAre());
}

TEST(WorkspaceChanges, TellsEachKind) {
  const FolderTree before{{"a", file("x")}, {"d", folder()}, {"d/f", file("y")}, {"m", file("z")}};
  const FolderTree after{{"a", file("x2")}, {"m", file("z", 0755)}, {"n", file("new")}};
  EXPECT_THAT(told(before, after),
              ElementsAre("modified a", "mode m", "added n", "deleted d/f", "deleted d"));
}

TEST(WorkspaceChanges, LinksDevicesAndUnreadableFilesDoNotCross) {
  const FolderTree before{{"a", file("x")}, {"l", link("a")}, {"u", file("u")}};
  TreeEntry unreadable = file("");
  unreadable.problem = "Permission denied";
  const FolderTree after{{"a", link("/etc/shadow")},
                         {"l", link("/etc")},
                         {"p", {Kind::Special, 0644, "", ""}},
                         {"u", unreadable}};
  EXPECT_THAT(told(before, after), ElementsAre("refused a", "refused l", "refused p", "refused u"));
}

TEST(WorkspaceChanges, KnowsWhatOthersExecute) {
  EXPECT_EQ(executorOf(".git/hooks/pre-commit"), "git");
  EXPECT_EQ(executorOf("sub/.git/config"), "git");
  EXPECT_EQ(executorOf("lib/evil.pth"), "python, at every start");
  EXPECT_EQ(executorOf("a/b/Makefile"), "make");
  EXPECT_EQ(executorOf("package.json"), "npm");
  EXPECT_EQ(executorOf("Makefile.txt"), "");
  EXPECT_EQ(executorOf("src/main.py"), "");
}

/// A folder of its own, with a file `a` holding "old", and the change of it to "new".
class Commits : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<64> made;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-commit", made));
    host_ = made.str().str();
    write("a", "old");
    change_.kind = WorkspaceChange::Kind::Modified;
    change_.path = "a";
    change_.bytes = "new";
    change_.mode = 0644;
    change_.before = file("old");
  }
  void TearDown() override { fs::remove_all(host_); }

  void write(const std::string &path, const std::string &text) const {
    std::ofstream(host_ + "/" + path) << text;
  }
  [[nodiscard]] std::string read(const std::string &path) const {
    std::ifstream in(host_ + "/" + path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string errorOfCommit() {
    llvm::Error error = commitChange(host_, change_);
    return error ? llvm::toString(std::move(error)) : "";
  }

  std::string host_;
  WorkspaceChange change_;
};

TEST_F(Commits, ReplaceAFile) {
  fs::create_hard_link(host_ + "/a", host_ + "/other");
  EXPECT_EQ(errorOfCommit(), "");
  EXPECT_EQ(read("a"), "new");
  EXPECT_EQ(read("other"), "old") << "written through a hard link";
}

TEST_F(Commits, DoNotOverwriteWhatChangedMeanwhile) {
  write("a", "somebody else's");
  EXPECT_THAT(errorOfCommit(), HasSubstr("changed since the program was started"));
  EXPECT_EQ(read("a"), "somebody else's");
}

TEST_F(Commits, DoNotAddOverWhatIsThere) {
  change_.kind = WorkspaceChange::Kind::Added;
  change_.before.reset();
  EXPECT_THAT(errorOfCommit(), HasSubstr("there is one now"));
  EXPECT_EQ(read("a"), "old");
}

TEST_F(Commits, DoNotFollowALinkThatTookTheFilesPlace) {
  write("target", "old");
  fs::remove(host_ + "/a");
  fs::create_symlink("target", host_ + "/a");
  EXPECT_THAT(errorOfCommit(), HasSubstr("changed since"));
  EXPECT_EQ(read("target"), "old");
}

TEST_F(Commits, DoNotGoThroughALinkedFolder) {
  fs::create_directory(host_ + "/real");
  write("real/a", "old");
  fs::create_symlink("real", host_ + "/dir");
  change_.path = "dir/a";
  EXPECT_NE(errorOfCommit(), "");
  EXPECT_EQ(read("real/a"), "old");
}

TEST_F(Commits, DoNotLeaveTheFolder) {
  fs::create_directory(host_ + "/inner");
  const std::string whole = std::exchange(host_, host_ + "/inner");
  change_.path = "../a";
  EXPECT_NE(errorOfCommit(), "");
  host_ = whole;
  EXPECT_EQ(read("a"), "old");
}

TEST_F(Commits, HoldBackWhatOthersExecuteUnlessAskedFor) {
  write("Makefile", "old");
  change_.path = "Makefile";
  change_.executedBy = "make";
  std::vector<WorkspaceChange> changes{change_};
  EXPECT_EQ(commitChanges(host_, Commit::Harmless, changes), 1U);
  EXPECT_EQ(read("Makefile"), "old");
  EXPECT_EQ(commitChanges(host_, Commit::Everything, changes), 0U);
  EXPECT_EQ(read("Makefile"), "new");
  EXPECT_TRUE(changes[0].committed);
}

TEST(ReadWorkspace, TakesFilesFoldersAndLinksAsTheyAreAndNoPipes) {
  llvm::SmallString<64> made;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-read", made));
  const std::string host = made.str().str();
  fs::create_directory(host + "/d");
  std::ofstream(host + "/d/f") << "text";
  fs::create_symlink("/etc/passwd", host + "/l");
  ASSERT_EQ(::system(("mkfifo " + host + "/p").c_str()), 0);
  auto tree = readWorkspace(host);
  fs::remove_all(host);
  ASSERT_TRUE(static_cast<bool>(tree));
  EXPECT_EQ(tree->size(), 3U);
  EXPECT_EQ(tree->at("d/f").bytes, "text");
  EXPECT_EQ(tree->at("l").bytes, "/etc/passwd");
}

} // namespace
} // namespace assay
