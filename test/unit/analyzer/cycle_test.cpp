#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include <ctime>
#include <gtest/gtest.h>

using namespace assay;

// Programs that go round in circles: aliases, calls, classes, objects, texts. Each is judged in the
// end, and what comes out of the circle is still seen.

namespace {

Assessment judge(llvm::StringRef language, llvm::StringRef text) {
  static const RuleSet rules;
  Assessor assessor(rules, {});
  return assessor.assess(llvm::cantFail(SourceFile::fromText("t", text)), *findLanguage(language));
}

/// What a person typed, or was told to, reaches a shell.
bool isUntrusted(const Assessment &assessment) {
  return llvm::any_of(assessment.findings, [](const Finding &finding) {
    return finding.rule->id == "shell-untrusted-command";
  });
}

} // namespace

TEST(Cycle, OfAliases) {
  EXPECT_TRUE(isUntrusted(judge("python", R"(
import os
a = b
b = c
c = a
for i in range(3):
    a = b
    b = c
    c = input()
os.system("ls " + a)
)")));
  EXPECT_TRUE(isUntrusted(judge("javascript", R"(
const cp = require("child_process");
let a, b, c;
for (;;) { a = b; b = c; c = process.argv[2]; cp.exec("ls " + a); }
)")));
}

TEST(Cycle, OfNamesThatAreImported) {
  const Assessment assessment = judge("python", R"(
import os as system
system = system.system
system = system
from t import *
from t import system as other
system("rm -rf /")
)");
  EXPECT_TRUE(assessment.degraded.empty());
}

TEST(Cycle, OfCalls) {
  EXPECT_TRUE(isUntrusted(judge("python", R"(
import os
def even(n):
    return odd(n) if n else n
def odd(n):
    return even(n)
def itself(n):
    return itself(itself(even(n)))
os.system("ls " + odd(input()))
os.system(itself(itself))
)")));
  EXPECT_TRUE(isUntrusted(judge("go", R"(
package main
import ("os"; "os/exec")
func even(s string) string { if s == "" { return s }; return odd(s) }
func odd(s string) string { return s + even(s) }
func main() { exec.Command("sh", "-c", odd(os.Args[1])).Run() }
)")));
}

TEST(Cycle, OfClasses) {
  EXPECT_TRUE(isUntrusted(judge("python", R"(
import os
class A(B):
    def get(self):
        return self.value
class B(C):
    def set(self, value):
        self.value = value
class C(A, C):
    pass
a = C()
a.set(input())
os.system("ls " + a.get())
)")));
}

TEST(Cycle, OfObjects) {
  EXPECT_TRUE(isUntrusted(judge("javascript", R"(
const cp = require("child_process");
const a = {}, b = {a}, c = [];
a.b = b; c.push(c, a); a.c = c; a.self = a;
b.a.self.b.command = process.argv[2];
cp.exec("ls " + b.command);
cp.exec(c[0][0][0][0][1].self.self.b);
)")));
}

TEST(Cycle, OfTexts) {
  // Each line doubles the text: 2^64 bytes in the end.
  std::string doubled = "import os\ns = 'rm -rf /; '\n";
  for (int i = 0; i < 64; ++i)
    doubled += "s = s + s\n";
  EXPECT_GE(judge("python", doubled + "os.system(s)\n").level, RiskLevel::Medium);
  EXPECT_GE(judge("python", "s = 'eval(s)'\neval(s)\neval(eval(eval(s)))\n").level,
            RiskLevel::Medium);
  EXPECT_GE(
      judge("bash", "a=$b; b=$a; a='eval \"$a\"'; eval \"$a\"\nf() { g; }; g() { f; }; f\n").level,
      RiskLevel::Medium);
}

TEST(Cycle, LongOnesCostNoMoreThanTheirLength) {
  // Quadratic work over this many names would take minutes.
  constexpr int count = 20'000;
  std::string aliases = "import os\n";
  std::string calls = "import os\n";
  for (int i = 0; i < count; ++i) {
    const std::string here = std::to_string(i);
    const std::string next = std::to_string((i + 1) % count);
    aliases += "n" + here + " = n" + next + "\n";
    calls += "def f" + here + "(x):\n    return f" + next + "(x)\n";
  }
  EXPECT_TRUE(judge("python", aliases + "os.system(n0)\n").degraded.empty());
  EXPECT_TRUE(judge("python", calls + "os.system(f0(input()))\n").degraded.empty());
}

namespace {

/// A notebook all on one line, each cell with a finding.
std::string notebookOf(int cells) {
  std::string text = R"({"nbformat":4,"cells":[)";
  for (int i = 0; i < cells; ++i)
    text += (i ? "," : "") + std::string(R"-({"cell_type":"code","source":"eval(x + 'a')"})-");
  return text + "]}";
}

double cpuSecondsOf(const std::string &notebook) {
  timespec begin{}, end{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  EXPECT_FALSE(judge("notebook", notebook).findings.empty());
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  return double(end.tv_sec - begin.tv_sec) + double(end.tv_nsec - begin.tv_nsec) * 1e-9;
}

} // namespace

TEST(Cost, OfFindingsInsideGrowsWithTheirNumber) {
  cpuSecondsOf(notebookOf(10));
  const double few = cpuSecondsOf(notebookOf(2'000));
  // Eight times as many: linear work takes 8 times as long, quadratic work 64 times.
  EXPECT_LT(cpuSecondsOf(notebookOf(16'000)), 16 * few);
}
