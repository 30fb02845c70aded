#include "runtime/jail_spec.h"
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace assay;
using testing::HasSubstr;

namespace {

TEST(JailSpec, IsValidByDefault) { EXPECT_EQ(llvm::toString(check(JailSpec())), ""); }

TEST(JailSpec, IsRefusedWithTheFieldWhatItWasAndWhatWasExpected) {
  const struct {
    std::function<void(JailSpec &)> spoil;
    const char *message;
  } rows[] = {
      {[](JailSpec &s) { s.profile = "cobol"; },
       "profile is \"cobol\", want one of bash, c, cpp, native, node, python3"},
      {[](JailSpec &s) { s.capabilities = {"net.telepathy"}; },
       "a capability is \"net.telepathy\""},
      {[](JailSpec &s) { s.limits.wall = std::chrono::milliseconds(0); }, "limit wall (ms) is 0"},
      {[](JailSpec &s) { s.limits.wall = std::chrono::milliseconds(-5); }, "limit wall (ms) is"},
      {[](JailSpec &s) { s.limits.cpu = std::chrono::hours(100); }, "limit cpu (ms) is 360000000"},
      {[](JailSpec &s) { s.limits.memoryBytes = 1024; }, "limit memoryBytes is 1024, want from"},
      {[](JailSpec &s) { s.limits.memoryBytes = ~0ull; },
       "limit memoryBytes is 18446744073709551615"},
      {[](JailSpec &s) { s.limits.outputBytes = 0; }, "limit outputBytes is 0"},
      {[](JailSpec &s) { s.limits.processes = 0; }, "limit processes is 0"},
      {[](JailSpec &s) { s.limits.openFiles = 100'000; }, "limit openFiles is 100000"},
      {[](JailSpec &s) { s.workspace = Workspace{"relative", WorkspaceMode::ReadOnly}; },
       "the workspace is \"relative\""},
      {[](JailSpec &s) { s.workspace = Workspace{"/x/../etc", WorkspaceMode::ReadOnly}; },
       "the workspace is"},
      {[](JailSpec &s) { s.workspace = Workspace{"/x", WorkspaceMode::Direct}; }, "want fs.write"},
      {[](JailSpec &s) { s.mounts = {{"/x", "/usr/lib/x"}}; }, "want one outside /usr"},
      {[](JailSpec &s) { s.mounts = {{"/x", "/"}}; }, "a mount's path inside is \"/\""},
      {[](JailSpec &s) { s.mounts = {{"/x", "/a/../proc"}}; }, "a mount's path inside"},
      {[](JailSpec &s) { s.mounts = {{"x", "/a"}}; }, "a mount's host path is \"x\""},
      {[](JailSpec &s) { s.mounts.assign(65, {"/x", "/a"}); }, "the number of mounts is 65"},
      {[](JailSpec &s) { s.arguments = {std::string("a\0b", 3)}; }, "an argument is with a NUL"},
      {[](JailSpec &s) { s.environment = {{"A=B", ""}}; }, "variable's name is \"A=B\""},
      {[](JailSpec &s) { s.environment = {{"A", std::string("\0", 1)}}; },
       "variable A is with a NUL"},
      {[](JailSpec &s) { s.arguments = {std::string(3u << 20, 'x')}; },
       "arguments and environment"},
  };
  for (const auto &row : rows) {
    JailSpec spec;
    row.spoil(spec);
    EXPECT_THAT(llvm::toString(check(spec)), HasSubstr(row.message));
  }
}

TEST(JailSpec, TellsNoSecretsInItsJson) {
  JailSpec spec;
  spec.standardInput = "hidden";
  spec.environment = {{"TOKEN", "hidden"}};
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(toJson(spec));
  EXPECT_THAT(text, Not(HasSubstr("hidden")));
  EXPECT_THAT(text, HasSubstr("TOKEN"));
  EXPECT_THAT(text, HasSubstr("\"standardInputBytes\":6"));
}

} // namespace
