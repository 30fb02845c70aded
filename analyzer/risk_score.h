#ifndef ASSAY_ANALYZER_RISK_SCORE_H
#define ASSAY_ANALYZER_RISK_SCORE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <optional>

namespace assay {

/// How risky a program is, and how risky one finding in it. Ordered.
enum class RiskLevel : std::uint8_t { Low, Medium, High, Blocked };

/// The part of the analysis that a finding belongs to.
enum class Dimension : std::uint8_t { Imports, ControlFlow, StringOperations, Behaviour };
inline constexpr unsigned dimensionCount = 4;

enum class Confidence : std::uint8_t { Low, Medium, High };

/// "LOW", "MEDIUM", "HIGH", "BLOCKED".
llvm::StringRef nameOf(RiskLevel level);
/// "imports", "controlFlow", "stringOperations", "behaviour": as in JSON and rule files.
llvm::StringRef nameOf(Dimension dimension);
/// "low", "medium", "high".
llvm::StringRef nameOf(Confidence confidence);

/// By name, in any case. Nothing if there is none of that name.
std::optional<RiskLevel> findRiskLevel(llvm::StringRef name);
std::optional<Dimension> findDimension(llvm::StringRef name);
std::optional<Confidence> findConfidence(llvm::StringRef name);

/// What the score needs to know of one finding.
struct ScoredFinding {
  RiskLevel level = RiskLevel::Low;
  Confidence confidence = Confidence::High;
  Dimension dimension = Dimension::Behaviour;
  /// Findings of one rule count once at full weight.
  std::uint32_t rule = 0;
};

/// The lowest score of each level; a policy may move them.
struct RiskThresholds {
  std::uint8_t medium = 30;
  std::uint8_t high = 60;
  std::uint8_t blocked = 85;

  [[nodiscard]] RiskLevel levelOf(unsigned score) const;
  bool operator==(const RiskThresholds &) const = default;
};

/// Points from 0 to 100 and where they come from. `total` is the sum of `points`.
struct RiskScore {
  std::array<std::uint8_t, dimensionCount> points{};
  std::uint8_t total = 0;

  bool operator==(const RiskScore &) const = default;
};

/// How much each dimension counts, in percent, by Dimension; a policy may change it.
struct RiskWeights {
  static constexpr std::uint8_t most = 200;
  std::array<std::uint8_t, dimensionCount> percent{100, 100, 100, 100};

  bool operator==(const RiskWeights &) const = default;
};

/// The formula (integers only; the same findings in any order give the same score):
///
///   weight(finding)  by level and confidence: see risk_score.cpp, the one table; times the percent
///                    of its dimension, at most 100
///   total            = min(top of the strongest weight's band,
///                          strongest weight + sum over the other rules of weight / 8)
///
/// So one finding decides the band, more findings push to the top of that band and never beyond:
/// many small things are not one big thing; the rules that see things working together say so
/// with a finding of their own. Monotone: another finding never lowers the score. Each rule
/// counts once, by its strongest finding, for its own dimension, so the points add up to the total.
RiskScore scoreOf(llvm::ArrayRef<ScoredFinding> findings, const RiskWeights &weights = {});

} // namespace assay

#endif // ASSAY_ANALYZER_RISK_SCORE_H
