#include "analyzer/memory/memory.h"
#include "resolved.h"
#include "llvm/ADT/StringExtras.h"
#include <gtest/gtest.h>

using namespace assay;

// Faults as "fault text", in the order of the text.

namespace {

std::string faults(const std::string &code) {
  const Resolved resolved("c", code);
  MemoryCheck check;
  std::vector<std::string> found;
  for (const MemoryFinding &finding : check.run(resolved.facts, resolved.resolution))
    found.push_back((nameOf(finding.fault) + " " +
                     llvm::StringRef(resolved.source)
                         .slice(finding.span.begin, finding.span.end)
                         .take_until([](char c) { return c == '\n'; }))
                        .str());
  return llvm::join(found, "; ");
}

TEST(Memory, AJumpOutOfABranchTakesItsFreeAlong) {
  EXPECT_EQ(faults("void f(char *p, int e) { if (e) { free(p); return; } p[0] = 1; }"), "");
  EXPECT_EQ(faults("void f(char *p, int e) { if (e) { free(p); exit(1); } p[0] = 1; }"), "");
  EXPECT_EQ(faults("void f(char *p, int e) { if (e) free(p); p[0] = 1; }"),
            "use-after-possible-free p[0]");
}

TEST(Memory, WhatStandsBehindAReturnIsReachedByAGoto) {
  EXPECT_EQ(faults("int f(char *p, int e) { if (e) goto fail; free(p); return 0;\n"
                   "fail: free(p); return 1; }"),
            "");
}

TEST(Memory, WhatBreaksOutOfALoopIsAllThatComesBehindIt) {
  EXPECT_EQ(faults("int f(char *p, int e) { do { if (e) break; free(p); return 0; } while (0);\n"
                   "free(p); return 1; }"),
            "");
}

TEST(Memory, WhatMayBeNullIsNotLost) {
  EXPECT_EQ(faults("int f(int e) { char *p = 0; if (e || (p = malloc(4)) == NULL) return 1;\n"
                   "free(p); return 0; }"),
            "");
}

TEST(Memory, ANewValueForgetsTheOld) {
  EXPECT_EQ(faults("void f(char *p) { free(p); p = g(); p[0] = 1; }"), "");
  EXPECT_EQ(faults("void f(struct s *n) { free(n->p); n->p = 0; free(n->p); }"), "");
}

TEST(Memory, AnyFunctionMayChangeWhatItIsGivenAndWhatIsShared) {
  EXPECT_EQ(faults("void f(struct s *n) { free(n->p); renew(n); free(n->p); }"), "");
}

TEST(Memory, ALoopMayRunOnTheEnd) {
  EXPECT_EQ(faults("void f(void) { int a[4]; for (int i = 0; i <= 4; i++) a[i] = 0; }"),
            "index-outside a[i]");
  EXPECT_EQ(faults("void f(void) { int a[4]; for (int i = 0; i < 4; i++) a[i] = 0; }"), "");
  EXPECT_EQ(faults("void f(int n) { int a[4]; for (int i = 0; i <= 4 && i < n; i++) a[i] = 0; }"),
            "");
}

TEST(Memory, ThePlaceBehindTheLastMayBePointedAt) {
  EXPECT_EQ(faults("int *f(void) { static int a[4]; return &a[4]; }"), "");
  EXPECT_EQ(faults("int f(void) { static int a[4]; return a[4]; }"), "index-outside a[4]");
}

TEST(Memory, SizesAreThoseOfTheDeclaration) {
  EXPECT_EQ(faults("#define N 4\nvoid f(void) { short a[N]; memset(a, 0, 9); }"),
            "write-outside memset(a, 0, 9)");
  EXPECT_EQ(faults("void f(void) { char *a[4]; memset(a, 0, sizeof a); }"), "");
  EXPECT_EQ(faults("void f(void) { char a[] = \"abc\"; memset(a, 0, 5); }"),
            "write-outside memset(a, 0, 5)");
  EXPECT_EQ(faults("void f(void) { struct s a[4]; memset(a, 0, 4000); }"), "");
}

TEST(Memory, ANameInAnExtentIsNoPlaceOfTheArray) {
  EXPECT_EQ(
      faults("#define N 4\nvoid f(void) { int a[N]; int i; for (i = 1; i <= N; ++i) a[i] = 0; }"),
      "index-outside a[i]");
}

TEST(Memory, ACheckOnTheWayCounts) {
  EXPECT_EQ(faults("int f(char *t) { int a[4], i = atoi(t); return a[i]; }"),
            "index-unchecked a[i]");
  EXPECT_EQ(faults("int f(char *t) { int a[4], i = atoi(t);\n"
                   "if (i < 0 || i >= 4) return 0; return a[i]; }"),
            "");
  EXPECT_EQ(
      faults("int f(char *t) { int a[4], i = atoi(t); if (!valid(i)) return 0; return a[i]; }"),
      "");
}

TEST(Memory, NullIsAskedForInsideAnExpression) {
  EXPECT_EQ(faults("int f(void) { char *h = getenv(\"A\"); return h && h[0]; }"), "");
  EXPECT_EQ(faults("int f(void) { char *h = getenv(\"A\"); return !h || h[0]; }"), "");
  EXPECT_EQ(faults("int f(void) { char *h = getenv(\"A\"); return h ? h[0] : 0; }"), "");
  EXPECT_EQ(
      faults("int f(void) { char *h; if ((h = getenv(\"A\")) == NULL) return 0; return h[0]; }"),
      "");
  EXPECT_EQ(faults("int f(void) { char *h = getenv(\"A\"); return h[0]; }"), "null-unchecked h[0]");
}

TEST(Memory, WhatIsGivenAwayIsNotLost) {
  EXPECT_EQ(faults("int f(void) { char *p = malloc(4); if (!p) return 1; keep(p); return 0; }"),
            "");
  EXPECT_EQ(faults("char *f(void) { char *p = malloc(4); return p; }"), "");
  EXPECT_EQ(faults("int f(void) { char *p = malloc(4); if (!p) return 1; return 0; }"),
            "leak return 0;");
}

TEST(Memory, NestingAndLengthHaveBounds) {
  std::string deep = "void f(char *p) { ";
  for (int i = 0; i < 600; ++i)
    deep += "while (p[" + std::to_string(i) + "]) { ";
  faults(deep + "free(p);" + std::string(600, '}') + "}");
  std::string wide = "void f(void) { ";
  for (int i = 0; i < 5000; ++i)
    wide += "int a" + std::to_string(i) + " = a" + std::to_string(i / 2) + " + 1; if (a" +
            std::to_string(i) + ") g(); ";
  faults(wide + "}");
}

} // namespace
