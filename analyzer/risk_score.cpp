#include "analyzer/risk_score.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <iterator>
#include <tuple>

using namespace assay;

static constexpr llvm::StringLiteral levelNames[] = {"LOW", "MEDIUM", "HIGH", "BLOCKED"};
static constexpr llvm::StringLiteral dimensionNames[] = {"imports", "controlFlow",
                                                         "stringOperations", "behaviour"};
static constexpr llvm::StringLiteral confidenceNames[] = {"low", "medium", "high"};

llvm::StringRef assay::nameOf(RiskLevel level) { return levelNames[static_cast<unsigned>(level)]; }
llvm::StringRef assay::nameOf(Dimension dimension) {
  return dimensionNames[static_cast<unsigned>(dimension)];
}
llvm::StringRef assay::nameOf(Confidence confidence) {
  return confidenceNames[static_cast<unsigned>(confidence)];
}

template <typename T>
static std::optional<T> findIn(llvm::ArrayRef<llvm::StringLiteral> names, llvm::StringRef name) {
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names[at].equals_insensitive(name))
      return static_cast<T>(at);
  return std::nullopt;
}

std::optional<RiskLevel> assay::findRiskLevel(llvm::StringRef name) {
  return findIn<RiskLevel>(levelNames, name);
}
std::optional<Dimension> assay::findDimension(llvm::StringRef name) {
  return findIn<Dimension>(dimensionNames, name);
}
std::optional<Confidence> assay::findConfidence(llvm::StringRef name) {
  return findIn<Confidence>(confidenceNames, name);
}

RiskLevel RiskThresholds::levelOf(unsigned score) const {
  if (score >= blocked)
    return RiskLevel::Blocked;
  if (score >= high)
    return RiskLevel::High;
  return score >= medium ? RiskLevel::Medium : RiskLevel::Low;
}

/// Points of one finding, [level][confidence]: the bottom of the level's band, and a little more
/// the surer we are. Confidence never moves a finding into another band: a rule says with its level
/// what it would mean if it is right, and the level is what people act on.
static constexpr std::uint8_t weights[4][3] = {
    {4, 6, 10},   // LOW      0-29
    {30, 35, 40}, // MEDIUM  30-59
    {60, 65, 70}, // HIGH    60-84
    {85, 88, 92}, // BLOCKED 85-100
};

/// The highest score of each band.
static constexpr unsigned bandTop[] = {29, 59, 84, 100};

/// What a finding that is not the strongest of its file adds: an eighth of its weight.
static constexpr unsigned repeatDivisor = 8;

static unsigned weightOf(const ScoredFinding &finding, const RiskWeights &by) {
  const unsigned weight =
      weights[static_cast<unsigned>(finding.level)][static_cast<unsigned>(finding.confidence)];
  return std::min(weight * by.percent[static_cast<unsigned>(finding.dimension)] / 100, 100u);
}

/// Of the band that the weight is in: with weights of 100 percent, of the finding's level.
static unsigned topOf(unsigned weight) {
  return *std::lower_bound(std::begin(bandTop), std::end(bandTop), weight);
}

RiskScore assay::scoreOf(llvm::ArrayRef<ScoredFinding> findings, const RiskWeights &by) {
  // The strongest finding of each rule, strongest rule first; ties in a fixed order.
  llvm::SmallVector<ScoredFinding, 32> ranked(findings.begin(), findings.end());
  const auto key = [&](const ScoredFinding &f) {
    return std::tuple(-static_cast<int>(weightOf(f, by)), f.rule, static_cast<int>(f.dimension));
  };
  llvm::sort(ranked, [&](const ScoredFinding &a, const ScoredFinding &b) {
    return std::tuple(a.rule, key(a)) < std::tuple(b.rule, key(b));
  });
  ranked.erase(
      std::unique(ranked.begin(), ranked.end(),
                  [](const ScoredFinding &a, const ScoredFinding &b) { return a.rule == b.rule; }),
      ranked.end());
  llvm::sort(ranked,
             [&](const ScoredFinding &a, const ScoredFinding &b) { return key(a) < key(b); });

  RiskScore score;
  if (ranked.empty())
    return score;
  const unsigned top = topOf(weightOf(ranked[0], by));
  unsigned total = 0;
  for (const ScoredFinding &finding : ranked) {
    const unsigned weight = weightOf(finding, by);
    const unsigned wanted = total == 0 ? weight : weight / repeatDivisor;
    const unsigned given = std::min(wanted, top - total);
    score.points[static_cast<unsigned>(finding.dimension)] += static_cast<std::uint8_t>(given);
    total += given;
  }
  score.total = static_cast<std::uint8_t>(total);
  return score;
}
