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
bool inPhp(const std::string &body) {
  return flows("php", "<?php\nfunction f($tainted) {\n" + body + "}\n");
}

bool inC(const std::string &body) {
  return flows("c", "#include <stdlib.h>\nvoid f(char *tainted) {\n" + body + "}\n");
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

TEST(Taint, StopsAtAJump) {
  EXPECT_FALSE(inPython("  v = 'ls'\n  while f:\n    break\n    v = tainted\n  os.system(v)\n"));
  EXPECT_FALSE(
      inPython("  v = 'ls'\n  for i in f:\n    continue\n    v = tainted\n  os.system(v)\n"));
  EXPECT_FALSE(inPython(
      "  if f:\n    tainted = g(tainted)\n    return\n  tainted = 'ls'\n  os.system(tainted)\n"));
  EXPECT_FALSE(inPython("  v = 'ls'\n  if f:\n    v = tainted\n    return\n  os.system(v)\n"));
  EXPECT_TRUE(inPython("  try:\n    v = tainted\n    raise E\n  except E:\n    os.system(v)\n"));
  EXPECT_TRUE(inJavaScript("  execSync(g()); return 1; function g() { return tainted; }\n"));
}

TEST(Taint, IsNotCarriedOutOfARoundThatIsTheLast) {
  EXPECT_FALSE(inPython(
      "  v = 'ls'\n  for i in f:\n    os.system(v)\n    if g:\n      v = tainted\n      break\n"));
  EXPECT_TRUE(inPython("  v = 'ls'\n  for i in f:\n    os.system(v)\n    if g:\n      v = "
                       "tainted\n      continue\n"));
  EXPECT_TRUE(inJavaScript(
      "  let v = 'ls'; for (;;) { execSync(v); switch (g) { case 1: v = tainted; break; } }\n"));
}

TEST(Taint, LetsALoopRunWhoseConditionHoldsAtFirst) {
  EXPECT_FALSE(
      inJavaScript("  let v = tainted; for (let i = 0; i < 2; i++) { v = 'ls'; } execSync(v);\n"));
  EXPECT_TRUE(
      inJavaScript("  let v = tainted; for (let i = 0; i < g; i++) { v = 'ls'; } execSync(v);\n"));
  EXPECT_TRUE(inJavaScript(
      "  let v = tainted; for (let i = 0; i < 2; i++) { if (g) break; v = 'ls'; } execSync(v);\n"));
  EXPECT_FALSE(inPython("  v = 'ls'\n  for i in []:\n    v = tainted\n  os.system(v)\n"));
}

TEST(Taint, ComparesTextsAndNamedConstants) {
  EXPECT_FALSE(inPython("  a = 'x'\n  if a != 'x':\n    os.system(tainted)\n"));
  EXPECT_FALSE(inPython("  a = 1\n  b = 1\n  c = a != b\n  if c:\n    os.system(tainted)\n"));
  EXPECT_TRUE(inPython("  a = 'x'\n  if a != g:\n    os.system(tainted)\n"));
}

TEST(Taint, GoesThroughOuterNames) {
  EXPECT_TRUE(flows("python", "import os\nv = 'ls'\ndef s(x):\n  global v\n  v = x\ndef "
                              "f(tainted):\n  s(tainted)\n  os.system(v)\n"));
  EXPECT_FALSE(flows(
      "python",
      "import os\nv = 'ls'\ndef s(x):\n  v = x\ndef f(tainted):\n  s(tainted)\n  os.system(v)\n"));
  EXPECT_TRUE(
      inPython("  v = 'ls'\n  def g():\n    nonlocal v\n    v = tainted\n  g()\n  os.system(v)\n"));
  EXPECT_TRUE(inPhp(
      "  $v = 'ls'; $g = function() use (&$v, $tainted) { $v = $tainted; }; $g(); system($v);\n"));
  EXPECT_FALSE(inPhp(
      "  $v = 'ls'; $g = function() use ($v, $tainted) { $v = $tainted; }; $g(); system($v);\n"));
  EXPECT_TRUE(inPhp("  $a = 'ls'; $b = &$a; $b = $tainted; system($a);\n"));
  EXPECT_FALSE(inPhp("  $a = $tainted; $b = &$a; $b = 'ls'; system($a);\n"));
}

TEST(Taint, ComesOutOfAnError) {
  EXPECT_TRUE(inPython("  try:\n    raise E(tainted)\n  except E as e:\n    os.system(str(e))\n"));
  EXPECT_FALSE(inPython("  try:\n    raise E('ls')\n  except E as e:\n    os.system(str(e))\n"));
  EXPECT_TRUE(inJavaScript("  const g = x => { throw new Error(x); };\n"
                           "  try { g(tainted); } catch (e) { execSync(e.message); }\n"));
  EXPECT_FALSE(inJavaScript("  const g = x => { throw new Error(x); };\n"
                            "  try { g('ls'); } catch (e) { execSync(e.message); }\n"));
}

TEST(Taint, CountsTheRestOfTheArguments) {
  const std::string rest = "  def g(a, *rest):\n    os.system(rest[0])\n";
  EXPECT_TRUE(inPython(rest + "  g('ls', tainted, 'ls')\n"));
  EXPECT_FALSE(inPython(rest + "  g('ls', 'ls', tainted)\n"));
}

TEST(Taint, TakesWhatATraitHas) {
  const std::string type = "trait T { public function keep($v) { $this->v = $v; } "
                           "public function give() { return $this->v; } }\n"
                           "class C { use T; }\n";
  EXPECT_TRUE(flows(
      "php",
      "<?php\n" + type +
          "function f($tainted) { $c = new C(); $c->keep($tainted); system($c->give()); }\n"));
  EXPECT_FALSE(flows(
      "php", "<?php\n" + type +
                 "function f($tainted) { $c = new C(); $c->keep('ls'); system($c->give()); }\n"));
}

TEST(Taint, WritesWhatAModelSaysThatACallWrites) {
  EXPECT_TRUE(inC("  char b[64];\n  snprintf(b, sizeof b, \"ls %s\", tainted);\n  system(b);\n"));
  EXPECT_FALSE(inC("  char b[64];\n  snprintf(b, sizeof b, \"ls %s\", \"x\");\n  system(b);\n"));
  EXPECT_TRUE(inC("  char b[64];\n  strcpy(b, \"ls \");\n  strcat(b, tainted);\n  system(b);\n"));
  EXPECT_FALSE(inC("  char b[64];\n  memset(b, 0, strlen(tainted));\n  system(b);\n"));
}

TEST(Taint, CountsTheEntriesThatAreAdded) {
  EXPECT_TRUE(inPython("  l = ['ls']\n  l.append(tainted)\n  l.append('ls')\n  os.system(l[1])\n"));
  EXPECT_FALSE(
      inPython("  l = ['ls']\n  l.append(tainted)\n  l.append('ls')\n  os.system(l[2])\n"));
  EXPECT_TRUE(inPython("  l = []\n  for i in f:\n    l.append(tainted)\n  os.system(l[7])\n"));
  EXPECT_FALSE(inPython("  l = []\n  l.append(tainted)\n  l.clear()\n  os.system(l[0])\n"));
}

TEST(Taint, TellsKeysFromEntries) {
  EXPECT_FALSE(inPython("  d = {}\n  d['a'] = tainted\n  os.system(str(d.keys()))\n"));
  EXPECT_TRUE(inPython("  d = {}\n  d[tainted] = 'ls'\n  os.system(str(d.keys()))\n"));
  EXPECT_FALSE(inPython("  d = {}\n  d[tainted] = 'ls'\n  os.system(str(d.values()))\n"));
  EXPECT_TRUE(inPython("  d = {i: tainted for i in f}\n  os.system(d[0])\n"));
}

TEST(Taint, TakesFromACallbackWhatMapsGiveBack) {
  EXPECT_FALSE(inJavaScript("  execSync([tainted].map(x => 'ls')[0]);\n"));
  EXPECT_TRUE(inJavaScript("  execSync(['ls'].map(x => tainted)[0]);\n"));
}

TEST(Taint, StaysInWhatIsUpdated) {
  EXPECT_TRUE(inPython("  v = tainted\n  v += 'x'\n  os.system(v)\n"));
  EXPECT_TRUE(inJavaScript("  let v = tainted; v += 'x'; execSync(v);\n"));
  EXPECT_TRUE(inPhp("  $v = $tainted; $v .= 'x'; system($v);\n"));
  EXPECT_TRUE(flows("go",
                    "package m\nimport \"os/exec\"\nfunc f(tainted string) {\n  v := tainted\n"
                    "  v += \"x\"\n  exec.Command(\"sh\", \"-c\", v).Run()\n}\n"));
  EXPECT_FALSE(inPython("  v = 'ls'\n  v += 'x'\n  os.system(v)\n"));
}

TEST(Taint, IsWrittenThroughReferences) {
  const std::string set = "function set(&$to, $from) { $to = $from; }\n";
  EXPECT_TRUE(
      flows("php", "<?php\n" + set +
                       "function f($tainted) { $v = 'ls'; set($v, $tainted); system($v); }\n"));
  EXPECT_FALSE(flows("php", "<?php\n" + set +
                                "function f($tainted) { $v = 'ls'; set($v, 'x'); system($v); }\n"));
}

TEST(Taint, StaysInAStaticVariable) {
  const std::string keep =
      "function keep($v = null) { static $kept = ''; if ($v) { $kept = $v; } return $kept; }\n";
  EXPECT_TRUE(flows("php", "<?php\n" + keep +
                               "function f($tainted) { keep($tainted); system(keep()); }\n"));
  EXPECT_FALSE(
      flows("php", "<?php\n" + keep + "function f($tainted) { keep('x'); system(keep()); }\n"));
}

TEST(Taint, MakesTheObjectsThatAStoreGoesThrough) {
  const auto inGo = [](const std::string &body) {
    return flows("go", "package m\nimport \"os/exec\"\nfunc f(tainted string) {\n" + body + "}\n");
  };
  EXPECT_TRUE(inGo("  var a A\n  a.b.c = tainted\n  exec.Command(\"sh\", \"-c\", a.b.c).Run()\n"));
  EXPECT_FALSE(inGo("  var a A\n  a.b.c = tainted\n  exec.Command(\"sh\", \"-c\", a.b.d).Run()\n"));
  EXPECT_TRUE(inGo("  var a A\n  a.c = tainted\n  var b B\n  b.a = a\n"
                   "  exec.Command(\"sh\", \"-c\", b.a.c).Run()\n"));
}

} // namespace
