#include "runtime/permissions.h"
#include "runtime/resource_limits.h"
#include "runtime/rlimits.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

Permissions granted(std::vector<std::string> capabilities, const char *profile = "native") {
  JailSpec spec;
  spec.profile = profile;
  spec.capabilities = std::move(capabilities);
  return permissionsFor(spec, *findProfile(profile));
}

TEST(Permissions, OpenNothingWhenNothingIsGranted) { EXPECT_EQ(granted({}), Permissions()); }

TEST(Permissions, LetAProgramThatMayExecuteFork) {
  EXPECT_TRUE(granted({"process.exec"}).fork);
  EXPECT_TRUE(granted({"process.shell"}).exec);
  EXPECT_FALSE(granted({"process.fork"}).exec);
}

TEST(Permissions, GiveAServerThatNeverConnectsANetworkOfItsOwn) {
  EXPECT_TRUE(granted({"net.listen"}).privateNetwork);
  EXPECT_FALSE(granted({"net.listen"}).hostNetwork);
  EXPECT_FALSE(granted({"net.listen", "net.http"}).privateNetwork);
  EXPECT_TRUE(granted({"net.listen", "net.http"}).hostNetwork);
}

TEST(Permissions, OpenNothingForWhatCannotBeGranted) {
  for (const CapabilityRule &rule : capabilityRules())
    if (!rule.grantable) {
      EXPECT_EQ(granted({rule.name.str()}), Permissions()) << rule.name.str();
      EXPECT_FALSE(rule.why.empty()) << rule.name.str();
    }
}

TEST(Permissions, KnowTheTaxonomyInOrder) {
  const auto name = [](const CapabilityRule &rule) -> llvm::StringRef { return rule.name; };
  EXPECT_TRUE(llvm::is_sorted(llvm::map_range(capabilityRules(), name)));
  EXPECT_EQ(capabilityRules().size(), 38u);
  EXPECT_EQ(findCapabilityRule("net.telepathy"), nullptr);
}

TEST(Permissions, LetOnlyACompilingInterpreterRunWhatItWrote) {
  EXPECT_TRUE(granted({}, "node").executableMemory);
  EXPECT_FALSE(granted({}, "python3").executableMemory);
}

TEST(ResourceLimits, NeverGetLooserWhenTheyAreCombined) {
  ResourceLimits large, small;
  large.wall = std::chrono::hours(1);
  small.memoryBytes = 1;
  const ResourceLimits both = tightest(large, small);
  EXPECT_EQ(both.wall, small.wall);
  EXPECT_EQ(both.memoryBytes, 1u);
  EXPECT_EQ(tightest(small, large), both);
}

TEST(ProcessLimits, CutCoreDumpsToOneByteSinceZeroDoesNotStopPipes) {
  for (const ProcessLimit &limit : processLimits({}, *findProfile("native")))
    EXPECT_TRUE(limit.resource != RLIMIT_CORE || limit.value.rlim_max == 1);
}

TEST(ProcessLimits, RoundProcessorTimeUpToWholeSeconds) {
  ResourceLimits limits;
  limits.cpu = std::chrono::milliseconds(1'001);
  for (const ProcessLimit &limit : processLimits(limits, *findProfile("native")))
    EXPECT_TRUE(limit.resource != RLIMIT_CPU || limit.value.rlim_cur == 2);
}

} // namespace
