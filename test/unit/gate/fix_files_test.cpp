#include "analyzer/rule.h"
#include "analyzer/rule_fix.h"
#include "tools/assay/fix_files.h"
#include "tools/assay/scan.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

constexpr llvm::StringLiteral risky = "import yaml\nx = yaml.load(text)\n";
constexpr llvm::StringLiteral safe = "import yaml\nx = yaml.safe_load(text)\n";

/// A file in a folder of its own, and its scan.
class FixFiles : public testing::Test {
protected:
  FixFiles() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-fix", folder_));
    path_ = (folder_ + "/a.py").str();
    write(risky);
    request_.paths = {path_};
    result_ = scan(request_, rules_, {});
  }
  ~FixFiles() override { llvm::sys::fs::remove_directories(folder_); }

  void write(llvm::StringRef text) {
    std::error_code error;
    llvm::raw_fd_ostream(path_, error) << text;
    ASSERT_FALSE(error);
  }
  std::string text() { return (*llvm::MemoryBuffer::getFile(path_))->getBuffer().str(); }
  unsigned fix() {
    const FixOutcome outcome = fixFiles(result_, rules_, {}, out_);
    EXPECT_TRUE(outcome.failed.empty());
    return outcome.changed;
  }

  llvm::SmallString<128> folder_;
  std::string path_;
  RuleSet rules_;
  ScanRequest request_;
  ScanResult result_;
  std::string said_;
  llvm::raw_string_ostream out_{said_};
};

std::string fixed(llvm::StringRef text) {
  const RuleSet rules;
  Assessor assessor(rules, {});
  const auto file = llvm::cantFail(SourceFile::fromText("a.py", text));
  const auto result = fixText(file, *findLanguage("python"), assessor);
  return result ? result->text : "";
}

} // namespace

TEST_F(FixFiles, PutsTheFixInThePlace) {
  EXPECT_EQ(fix(), 1u);
  EXPECT_EQ(text(), safe);
  EXPECT_NE(said_.find(":2: fixed yaml-load-unsafe: yaml.safe_load(text)"), std::string::npos);
}

TEST_F(FixFiles, LeavesAFileThatChangedMeanwhile) {
  write((risky + "y = 1\n").str());
  EXPECT_EQ(fix(), 0u);
  EXPECT_EQ(text(), (risky + "y = 1\n").str());
  EXPECT_NE(said_.find("it has changed since it was judged"), std::string::npos);
}

TEST_F(FixFiles, WritesThroughNoLink) {
  const std::string target = (folder_ + "/b.py").str();
  ASSERT_FALSE(llvm::sys::fs::rename(path_, target));
  ASSERT_FALSE(llvm::sys::fs::create_link(target, path_));
  EXPECT_EQ(fix(), 0u);
  EXPECT_EQ(text(), risky);
}

TEST_F(FixFiles, SaysWhatCannotBeRead) {
  result_.files.front().assessment.path = (folder_ + "/gone.py").str();
  EXPECT_EQ(fix(), 0u);
  EXPECT_NE(said_.find("not a regular file"), std::string::npos);
}

TEST(FixText, FixesOnlyWhatIsSeenToGetBetter) {
  EXPECT_EQ(fixed(risky), safe);
  EXPECT_EQ(fixed("x = 1\n"), "");
  // What the edit is not meant for.
  EXPECT_EQ(fixed("import yaml\nx = yaml.load(text, Loader=chosen)\n"), "");
  EXPECT_EQ(fixed("import yaml as y\nx = y.load(text)\n"), "");
  // Code that is not the file's own, text that is not all read, and what is BLOCKED.
  EXPECT_EQ(fixed("exec('import yaml; yaml.load(text)')\n"), "");
  EXPECT_EQ(fixed((risky + ")))]]} ((( ]]] for for ))) {{{ %%% ???\n").str()), "");
  EXPECT_EQ(fixed((risky + "import shutil\nshutil.rmtree('/')\n").str()), "");
}

TEST(FixText, FixesSeveralPlacesAtOnce) {
  EXPECT_EQ(fixed("import yaml, requests\nyaml.load(a)\nrequests.get(b, verify=False)\n"),
            "import yaml, requests\nyaml.safe_load(a)\nrequests.get(b, verify=True)\n");
}
