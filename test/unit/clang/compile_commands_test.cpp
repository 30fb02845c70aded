#include "tools/clang/compile_commands.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gmock/gmock.h"
#include <fstream>

using namespace assay;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

namespace {

class CompileCommands : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-commands", folder_));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder_); }

  std::string write(llvm::StringRef name, llvm::StringRef text) {
    llvm::SmallString<128> path(folder_);
    llvm::sys::path::append(path, name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    std::ofstream(path.c_str()) << text.str();
    return path.str().str();
  }

  std::string errorOf(llvm::StringRef text) {
    auto commands = readCompileCommands(write("compile_commands.json", text));
    return commands ? "" : llvm::toString(commands.takeError());
  }

  llvm::SmallString<128> folder_;
};

TEST_F(CompileCommands, AreSplitAsAShellWould) {
  auto commands = readCompileCommands(write("compile_commands.json", R"([
    {"directory": "/src", "file": "a/../b.c", "command": "cc -DNAME=\"a b\" '-I/x y' -c b.c"},
    {"directory": "/src", "file": "/src/c.c", "arguments": ["cc", "-c", "c.c"], "output": "c.o"},
    {"directory": "/src", "file": "b.c", "command": "cc -DSECOND b.c"}])"));
  ASSERT_TRUE(static_cast<bool>(commands));
  ASSERT_EQ(commands->size(), 2u);
  EXPECT_EQ((*commands)[0].file, "/src/b.c");
  EXPECT_THAT((*commands)[0].arguments, ElementsAre("-DNAME=a b", "-I/x y", "-c", "b.c"));
  EXPECT_EQ((*commands)[1].file, "/src/c.c");
}

TEST_F(CompileCommands, ErrorsSayWhere) {
  EXPECT_THAT(errorOf("{"), HasSubstr("compile_commands.json: is not JSON"));
  EXPECT_THAT(errorOf("{}"), EndsWith("is no compilation database: want an array of commands"));
  EXPECT_THAT(errorOf("[1]"), EndsWith("entry 0: want an object with \"directory\" and \"file\""));
  EXPECT_THAT(errorOf(R"([{"directory": "/", "file": "a.c"}])"),
              EndsWith("entry 0: want \"arguments\" or \"command\""));
  EXPECT_THAT(errorOf(std::string(100000, '[')), HasSubstr("is not JSON"));
}

TEST_F(CompileCommands, AreFoundUpwards) {
  const std::string source = write("src/deep/a.c", "");
  EXPECT_FALSE(findCompileCommands(source).has_value() &&
               llvm::StringRef(*findCompileCommands(source)).starts_with(folder_));
  const std::string database = write("build/compile_commands.json", "[]");
  EXPECT_EQ(findCompileCommands(source), database);
  const std::string nearer = write("src/compile_commands.json", "[]");
  EXPECT_EQ(findCompileCommands(source), nearer);
}

} // namespace
