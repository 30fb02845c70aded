#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "grammars/source_file.h"
#include <chrono>
#include <gtest/gtest.h>

using namespace assay;

// Whether data of the parameter `tainted` reaches a command, seen through the front door: one rule,
// one file.

namespace {

constexpr llvm::StringLiteral rule = R"(
id: tainted-parameter
title: Data of the parameter reaches a sink
message: "reaches {symbol}"
dimension: behaviour
level: HIGH
confidence: high
any:
  - flow: {symbol: [tainted], to: [process.shell]}
why: >
  For this test.
fix: >
  None.
misses: >
  None.
flagged:
  python: |
    import os
    def f(tainted):
        os.system(tainted)   # assay: expect
clean:
  python: |
    import os
    def f(tainted):
        os.system("ls")
)";

Assessment assess(llvm::StringRef language, const std::string &code) {
  static const RuleSet rules = [] {
    RuleSet set;
    llvm::cantFail(set.add("test.yaml", rule));
    return set;
  }();
  Assessor assessor(rules, {});
  return assessor.assess(llvm::cantFail(SourceFile::fromText("test", code)),
                         *findLanguage(language));
}

bool flows(llvm::StringRef language, const std::string &code) {
  for (const Finding &finding : assess(language, code).findings)
    if (finding.rule->id == "tainted-parameter")
      return true;
  return false;
}

/// The body of a function whose parameter is tainted.
bool inPython(const std::string &body) {
  return flows("python", "import os\ndef f(tainted):\n" + body);
}
bool inJavaScript(const std::string &body) {
  return flows("javascript",
               "const {execSync} = require('child_process');\nfunction f(tainted) {\n" + body +
                   "}\n");
}

TEST(Taint, KeepsTheEntriesOfACollectionApart) {
  EXPECT_TRUE(inPython("  d = {'a': tainted, 'b': 'ls'}\n  os.system(d['a'])\n"));
  EXPECT_FALSE(inPython("  d = {'a': tainted, 'b': 'ls'}\n  os.system(d['b'])\n"));
  EXPECT_TRUE(inPython("  d = {'a': tainted}\n  os.system(str(d))\n"));
  EXPECT_TRUE(inJavaScript("  const [a, b] = [tainted, 'ls']; execSync(a);\n"));
  EXPECT_FALSE(inJavaScript("  const [a, b] = [tainted, 'ls']; execSync(b);\n"));
}

TEST(Taint, ForgetsWhatIsOverwrittenOrDeleted) {
  EXPECT_FALSE(inPython("  d = {'a': tainted}\n  d['a'] = 'ls'\n  os.system(d['a'])\n"));
  EXPECT_FALSE(inPython("  d = {'a': tainted}\n  del d['a']\n  os.system(str(d))\n"));
  EXPECT_TRUE(inPython("  d = {'a': tainted}\n  if f:\n    d['a'] = 'ls'\n  os.system(d['a'])\n"));
}

TEST(Taint, SeesOneObjectThroughTwoNames) {
  EXPECT_TRUE(inJavaScript("  let a = {v: 'ls'}; let b = a; b.v = tainted; execSync(a.v);\n"));
  EXPECT_FALSE(inJavaScript("  let a = {v: tainted}; let b = a; b.v = 'ls'; execSync(a.v);\n"));
}

TEST(Taint, KeepsInstancesApart) {
  const std::string type =
      "  class A {\n    constructor(v) { this.v = v; }\n    get() { return this.v; }\n  }\n"
      "  const a = new A(tainted); const b = new A('ls');\n";
  EXPECT_TRUE(inJavaScript(type + "  execSync(a.get());\n"));
  EXPECT_FALSE(inJavaScript(type + "  execSync(b.get());\n"));
}

TEST(Taint, RunsTheConstructorOfTheBaseClass) {
  const std::string types =
      "  class A:\n    def __init__(self, v):\n      self.v = v\n"
      "  class B(A):\n    def __init__(self, v):\n      super().__init__(v)\n";
  EXPECT_TRUE(inPython(types + "  os.system(B(tainted).v)\n"));
  EXPECT_FALSE(inPython(types + "  os.system(B('ls').v)\n"));
}

TEST(Taint, GivesCallbacksWhatTheirCallerHas) {
  EXPECT_TRUE(inJavaScript("  [tainted].forEach(item => { execSync(item); });\n"));
  EXPECT_FALSE(inJavaScript("  ['ls'].forEach(item => { execSync(item); });\n"));
  EXPECT_TRUE(
      inJavaScript("  new Promise((done, fail) => done(tainted)).then(v => execSync(v));\n"));
  EXPECT_FALSE(inJavaScript("  new Promise((done, fail) => done('ls')).then(v => execSync(v));\n"));
}

TEST(Taint, IgnoresCodeThatCannotRun) {
  EXPECT_FALSE(inPython("  if 1 + 1 == 3:\n    os.system(tainted)\n"));
  EXPECT_TRUE(inPython("  if 1 + 1 == 2:\n    os.system(tainted)\n"));
  EXPECT_FALSE(inPython("  v = tainted\n  if True:\n    v = 'ls'\n  os.system(v)\n"));
  EXPECT_TRUE(inPython(
      "  n = 0\n  for x in f:\n    n = n + 1\n    if n == 3:\n      os.system(tainted)\n"));
}

TEST(Taint, DoesNotTrustAConditionThatOthersMaySet) {
  EXPECT_TRUE(
      flows("python",
            "import os\nDEBUG = False\ndef f(tainted):\n  if DEBUG:\n    os.system(tainted)\n"));
  EXPECT_TRUE(
      flows("python",
            "import os\ndef f(tainted, n):\n  if n == 3:\n    os.system(tainted)\nf('a', 1)\n"));
}

TEST(Taint, RunsALoopThatTestsAtItsEndOnce) {
  EXPECT_TRUE(inJavaScript("  do { execSync(tainted); } while (false);\n"));
}

TEST(Taint, CostsNoMoreThanLinearTimeInAssignments) {
  // One name, one collection and one list, each written 20,000 times in one function.
  std::string body;
  for (unsigned line = 0; line < 20000; ++line)
    body += "  v = v + tainted\n  d['k" + std::to_string(line) + "'] = v\n";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(inPython("  d = {}\n  v = ''\n" + body + "  os.system(v)\n"));
  // A hundred times what it takes; quadratic work takes minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

} // namespace
