#include "tools/gate/resources.h"
#include <gtest/gtest.h>
#include <random>

using namespace assay;

namespace {

constexpr Host idle{.processors = 8, .availableMemoryBytes = 64ull << 30, .loadPercent = 0};

bool notMore(const ResourceLimits &a, const ResourceLimits &b) {
  return a.wall <= b.wall && a.cpu <= b.cpu && a.memoryBytes <= b.memoryBytes &&
         a.outputBytes <= b.outputBytes && a.fileBytes <= b.fileBytes &&
         a.processes <= b.processes && a.openFiles <= b.openFiles;
}

/// Numbers of all magnitudes, zero among them.
std::uint32_t anyNumber(std::mt19937 &random) {
  return static_cast<std::uint32_t>(random() >> (random() % 32));
}

Complexity anyComplexity(std::mt19937 &random) {
  return {anyNumber(random), anyNumber(random), anyNumber(random), anyNumber(random)};
}

Host anyHost(std::mt19937 &random) {
  return {.processors = 1 + anyNumber(random) % 128,
          .availableMemoryBytes = std::uint64_t{anyNumber(random)} << (random() % 12),
          .loadPercent = anyNumber(random) % 100'000};
}

ResourceLimits limitsOf(const Complexity &complexity, TrustLevel trust, const Host &host) {
  return limitsFor(complexity, Policy().ceilingFor(trust), host).limits;
}

constexpr int trials = 5'000;

} // namespace

TEST(Resources, GiveASmallProgramAQuarterAndALargeOneAll) {
  const ResourceCeiling ceiling = Policy().ceilingFor(TrustLevel::Standard);
  const ResourceLimits small = limitsFor({}, ceiling, idle).limits;
  EXPECT_EQ(small.wall, std::chrono::seconds(15));
  EXPECT_EQ(small.memoryBytes, 256ull << 20);
  const ResourceLimits large = limitsFor({.lines = 1'000}, ceiling, idle).limits;
  EXPECT_EQ(large.wall, std::chrono::seconds(60));
  EXPECT_EQ(large.memoryBytes, 1024ull << 20);
}

TEST(Resources, LetAnInterpreterStartAtEveryTrustLevel) {
  for (TrustLevel trust : {TrustLevel::Untrusted, TrustLevel::Standard, TrustLevel::Trusted})
    EXPECT_GE(limitsOf({}, trust, idle).memoryBytes, 128ull << 20);
}

TEST(Resources, ShrinkOnABusyHost) {
  Host busy = idle;
  busy.loadPercent = 400;
  busy.availableMemoryBytes = 256ull << 20;
  const Complexity complexity{.lines = 1'000};
  const ResourceLimits calm = limitsOf(complexity, TrustLevel::Standard, idle);
  const ResourceLimits pressed = limitsOf(complexity, TrustLevel::Standard, busy);
  EXPECT_EQ(pressed.memoryBytes, 128ull << 20);
  EXPECT_LT(pressed.cpu, calm.cpu);
  EXPECT_EQ(pressed.wall, calm.wall);
}

TEST(Resources, NeverGiveALowerTrustLevelMore) {
  std::mt19937 random(1);
  for (int i = 0; i < trials; ++i) {
    const Complexity complexity = anyComplexity(random);
    const Host host = anyHost(random);
    const ResourceLimits untrusted = limitsOf(complexity, TrustLevel::Untrusted, host);
    const ResourceLimits standard = limitsOf(complexity, TrustLevel::Standard, host);
    ASSERT_TRUE(notMore(untrusted, standard));
    ASSERT_TRUE(notMore(standard, limitsOf(complexity, TrustLevel::Trusted, host)));
  }
}

TEST(Resources, NeverGiveMoreComplexityLess) {
  std::mt19937 random(2);
  for (int i = 0; i < trials; ++i) {
    Complexity complexity = anyComplexity(random);
    const Host host = anyHost(random);
    const ResourceLimits before = limitsOf(complexity, TrustLevel::Standard, host);
    complexity.lines += std::min<std::uint32_t>(anyNumber(random), ~complexity.lines);
    complexity.imports += std::min<std::uint32_t>(anyNumber(random), ~complexity.imports);
    ASSERT_TRUE(notMore(before, limitsOf(complexity, TrustLevel::Standard, host)));
  }
}

TEST(Resources, NeverGiveMoreOnABusierHost) {
  std::mt19937 random(3);
  for (int i = 0; i < trials; ++i) {
    const Complexity complexity = anyComplexity(random);
    const Host calm = anyHost(random);
    Host busy = calm;
    busy.loadPercent += anyNumber(random) % 1'000;
    busy.availableMemoryBytes -= anyNumber(random) % (busy.availableMemoryBytes + 1);
    busy.processors = 1 + anyNumber(random) % busy.processors;
    ASSERT_TRUE(notMore(limitsOf(complexity, TrustLevel::Trusted, busy),
                        limitsOf(complexity, TrustLevel::Trusted, calm)));
  }
}

TEST(Resources, ExplainEachNumber) {
  const AdaptedLimits adapted = limitsFor({}, Policy().ceilingFor(TrustLevel::Untrusted), idle);
  EXPECT_EQ(adapted.reasons.size(), 7u);
  for (const LimitReason &reason : adapted.reasons)
    EXPECT_NE(reason.because.find("ceiling"), std::string::npos) << reason.limit;
}
