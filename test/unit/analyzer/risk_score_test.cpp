#include "analyzer/risk_score.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace assay;

namespace {

ScoredFinding anyFinding(std::mt19937 &random) {
  return {static_cast<RiskLevel>(random() % 4), static_cast<Confidence>(random() % 3),
          static_cast<Dimension>(random() % 4), static_cast<std::uint32_t>(random() % 40)};
}

std::vector<ScoredFinding> anyFindings(std::mt19937 &random) {
  std::vector<ScoredFinding> findings(random() % 30);
  std::generate(findings.begin(), findings.end(), [&] { return anyFinding(random); });
  return findings;
}

} // namespace

TEST(RiskScore, CountsADimensionByItsWeight) {
  const ScoredFinding import{RiskLevel::High, Confidence::High, Dimension::Imports, 1};
  const ScoredFinding behaviour{RiskLevel::Medium, Confidence::High, Dimension::Behaviour, 2};
  RiskWeights half;
  half.percent[static_cast<unsigned>(Dimension::Imports)] = 50;
  EXPECT_EQ(scoreOf({import}).total, 70);
  EXPECT_EQ(scoreOf({import}, half).total, 35);
  EXPECT_EQ(scoreOf({import, behaviour}, half).total, 40 + 35 / 8);
  RiskWeights twice;
  twice.percent.fill(RiskWeights::most);
  EXPECT_EQ(scoreOf({behaviour}, twice).total, 80);
  EXPECT_EQ(scoreOf({import, behaviour}, twice).total, 100);
  RiskWeights none;
  none.percent.fill(0);
  EXPECT_EQ(scoreOf({import, behaviour}, none).total, 0);
}

TEST(RiskScore, IsZeroWithoutFindings) { EXPECT_EQ(scoreOf({}).total, 0); }

TEST(RiskScore, AnotherFindingNeverLowersIt) {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    std::vector<ScoredFinding> findings = anyFindings(random);
    const unsigned before = scoreOf(findings).total;
    findings.push_back(anyFinding(random));
    ASSERT_GE(scoreOf(findings).total, before);
  }
}

TEST(RiskScore, PointsAddUpToTheTotalAndStayBelow101) {
  std::mt19937 random(2);
  for (int round = 0; round < 5000; ++round) {
    const RiskScore score = scoreOf(anyFindings(random));
    ASSERT_EQ(std::accumulate(score.points.begin(), score.points.end(), 0u), score.total);
    ASSERT_LE(score.total, 100);
  }
}

TEST(RiskScore, DoesNotDependOnTheOrder) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<ScoredFinding> findings = anyFindings(random);
    const RiskScore score = scoreOf(findings);
    std::shuffle(findings.begin(), findings.end(), random);
    ASSERT_EQ(scoreOf(findings), score);
  }
}

TEST(RiskScore, ManySmallThingsAreNotOneBigThing) {
  std::vector<ScoredFinding> findings;
  for (std::uint32_t rule = 0; rule < 100; ++rule)
    findings.push_back({RiskLevel::Low, Confidence::High, Dimension::Behaviour, rule});
  EXPECT_EQ(RiskThresholds{}.levelOf(scoreOf(findings).total), RiskLevel::Low);
}

TEST(RiskScore, TheStrongestFindingDecidesTheLevel) {
  for (const RiskLevel level :
       {RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::Blocked})
    for (const Confidence confidence : {Confidence::Low, Confidence::Medium, Confidence::High})
      EXPECT_EQ(
          RiskThresholds{}.levelOf(scoreOf({{level, confidence, Dimension::Imports, 0}}).total),
          level);
}
