#include "resolved.h"
#include <gtest/gtest.h>

using namespace assay;

// Which definition a name means where it stands, seen in the constant that a call gets.

namespace {

std::string inPython(const std::string &code) { return Resolved("python", code).lastArgument(); }

TEST(Bindings, TheLastDefinitionBeforeAUseCounts) {
  EXPECT_EQ(inPython("a = 'x'\na = 'y'\nf(a)"), "y");
  EXPECT_EQ(inPython("a = 'x'\nf(a)\na = 'y'\n"), "x");
}

TEST(Bindings, BranchesThatDisagreeLeaveNoConstant) {
  EXPECT_EQ(inPython("a = 'x'\nif c:\n    a = 'y'\nf(a)"), "?");
  EXPECT_EQ(inPython("if c:\n    a = 'x'\nelse:\n    a = 'x'\nf(a)"), "x");
}

TEST(Bindings, AFunctionSeesWhatIsAroundIt) {
  EXPECT_EQ(inPython("a = 'x'\ndef g():\n    f(a)\n"), "x");
  EXPECT_EQ(inPython("a = 'x'\ndef g():\n    a = 'y'\n    f(a)\n"), "y");
}

TEST(Bindings, AMethodDoesNotSeeWhatItsClassBinds) {
  const std::string code = "class A:\n    a = 'x'\n    def g(self):\n        f(a)\n";
  EXPECT_EQ(inPython(code), "?");
  EXPECT_EQ(Resolved("java", "class A { String a = \"x\"; void g() { f(a); } }").lastArgument(),
            "x");
}

TEST(Bindings, AMethodThatCallsAFunctionOfItsNameDoesNotCallItself) {
  const Resolved resolved("python",
                          "def save(p): pass\nclass A:\n    def save(self, p):\n        save(p)\n");
  ScopeId called = 0;
  for (ValueId id = 1; id < resolved.facts.values.size(); ++id)
    if (resolved.facts.value(id).kind == ValueKind::Call)
      called = resolved.resolution.calledScope(id);
  ASSERT_NE(called, 0u);
  EXPECT_EQ(resolved.facts.scopes[called].parent, 1u);
}

TEST(Bindings, LocalNamesOfLuaEndWithTheirBlock) {
  EXPECT_EQ(Resolved("lua", "local a = 'x'\ndo local a = 'y' end\nf(a)").lastArgument(), "x");
  EXPECT_EQ(Resolved("lua", "a = 'x'\ndo a = 'y' end\nf(a)").lastArgument(), "y");
}

TEST(Bindings, ScriptBlocksOfPowerShellShareTheVariablesAroundThem) {
  EXPECT_EQ(Resolved("powershell", "$a = 'x'\n1 | % { $A = 'y' }\nf $a").lastArgument(), "?");
  EXPECT_EQ(Resolved("powershell", "$a = 'x'\nfunction g { $a = 'y' }\nf $a").lastArgument(), "x");
}

} // namespace
