#include "analyzer/flow/modules.h"
#include "analyzer/flow/rounds.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

/// The path of the module that the first of the files means by a name; empty if there is none.
std::string found(llvm::StringRef language, llvm::ArrayRef<llvm::StringRef> paths,
                  llvm::StringRef module) {
  const std::vector<const Language *> languages(paths.size(), findLanguage(language));
  const ModuleIndex index(paths, languages);
  const auto file = index.find(0, module);
  return file ? paths[*file].str() : "";
}

TEST(ModuleIndex, FindsDottedNamesFromTheFolderOutwards) {
  EXPECT_EQ(found("python", {"a/main.py", "a/pkg/__init__.py"}, "pkg"), "a/pkg/__init__.py");
  EXPECT_EQ(found("python", {"a/b/main.py", "a/tool.py"}, "tool"), "a/tool.py");
  EXPECT_EQ(found("python", {"a/main.py", "b/tool.py"}, "tool"), "");
}

TEST(ModuleIndex, DoesNotLookInsideAPackageForAnAbsoluteName) {
  EXPECT_EQ(found("python", {"pkg/main.py", "pkg/__init__.py", "pkg/os.py"}, "os"), "");
  EXPECT_EQ(found("python", {"pkg/main.py", "pkg/__init__.py", "pkg/os.py"}, ".os"), "pkg/os.py");
}

TEST(ModuleIndex, FindsPathsRelativeToTheImporterOnly) {
  EXPECT_EQ(found("javascript", {"src/a.js", "src/lib/index.js"}, "./lib"), "src/lib/index.js");
  EXPECT_EQ(found("javascript", {"src/a.js", "b.js"}, "../b"), "b.js");
  EXPECT_EQ(found("javascript", {"src/a.js", "src/b.js"}, "b"), "");
}

TEST(ModuleIndex, DropsFirstPartsThatNameNoFolder) {
  EXPECT_EQ(found("csharp", {"a.cs", "src/Tools/Shell.cs"}, "App.Tools.Shell"),
            "src/Tools/Shell.cs");
  EXPECT_EQ(found("csharp", {"a.cs", "a/Tools/Shell.cs", "b/Tools/Shell.cs"}, "X.Tools.Shell"), "");
  EXPECT_EQ(found("python", {"main.py", "b.py"}, "a.b"), "");
}

TEST(ModuleIndex, TakesAFolderForAPackageOfGo) {
  EXPECT_EQ(found("go", {"main.go", "shell/b.go", "shell/a.go"}, "example.com/app/shell"),
            "shell/b.go");
}

TEST(ModuleIndex, FindsNothingForAFileOfAnotherLanguageOrNone) {
  const std::vector<llvm::StringRef> paths = {"a.py", "b.js", "c"};
  const std::vector<const Language *> languages = {findLanguage("python"),
                                                   findLanguage("javascript"), nullptr};
  const ModuleIndex index(paths, languages);
  EXPECT_FALSE(index.find(0, "b"));
  EXPECT_FALSE(index.find(2, "a"));
}

TEST(FlowRounds, EndsWhenFilesPassNamesOnToEachOther) {
  const std::vector<llvm::StringRef> paths = {"a.py", "b.py", "c.py"};
  const std::vector<const Language *> languages(3, findLanguage("python"));
  FlowRounds rounds(paths, languages);
  const ForeignName run = ForeignName::of(0, "run");
  for (FileId file = 0; file < 2; ++file) {
    FileFlow &flow = *rounds.exchangeFor(file).learned;
    flow.aliases = {{run.head, 1 - file, run.head}};
  }
  rounds.exchangeFor(2).learned->uses = {{.name = run, .given = 1}};
  EXPECT_TRUE(rounds.next().empty());
}

TEST(FlowRounds, JudgesAgainOnlyWhoGivesWhatTheSinkTakes) {
  const std::vector<llvm::StringRef> paths = {"sink.py", "gives.py", "other.py"};
  const std::vector<const Language *> languages(3, findLanguage("python"));
  FlowRounds rounds(paths, languages);
  const ForeignName run = ForeignName::of(0, "run");
  ForeignFunction function;
  function.sinks = {{.parameter = 0, .capabilities = CapabilitySet(1), .wanted = 2, .steps = {}}};
  rounds.exchangeFor(0).learned->exports = {{"run", function}};
  FileFlow &gives = *rounds.exchangeFor(1).learned;
  gives.sources = 2;
  gives.uses = {{.name = run, .given = 2}};
  FileFlow &other = *rounds.exchangeFor(2).learned;
  other.sources = 4;
  other.uses = {{.name = run, .given = 4}};
  EXPECT_EQ(rounds.next(), std::vector<FileId>{1});
}

} // namespace
