#ifndef ASSAY_ANALYZER_RULE_INDEX_H
#define ASSAY_ANALYZER_RULE_INDEX_H

#include "analyzer/literal_filter.h"
#include "analyzer/resolve/symbol_table.h"
#include "analyzer/rule.h"
#include "llvm/ADT/StringMap.h"
#include <array>
#include <memory>
#include <re2/re2.h>
#include <re2/set.h>
#include <vector>

namespace assay {

/// The part of a rule that a pattern stands in.
enum class PatternGroup : std::uint8_t { Any, With, Without };

/// A pattern, ready to match.
struct CompiledPattern {
  const Pattern *pattern = nullptr;
  /// Into RuleIndex::rules().
  std::uint32_t rule = 0;
  PatternGroup group = PatternGroup::Any;
  /// Among the rule's patterns of that group.
  std::uint8_t position = 0;

  /// The expression of an argument, null if it has none. Compiled when it is first asked for: most
  /// rules never get as far in one run. Not thread-safe.
  [[nodiscard]] const RE2 *expressionOf(std::size_t argument) const;

private:
  mutable std::vector<std::unique_ptr<RE2>> expressions_;
};

using PatternId = std::uint32_t;

/// The rules for one language, arranged by what they look at, so that a file pays for the rules
/// that its own symbols name and for no others. One per thread.
class RuleIndex {
public:
  RuleIndex(const RuleSet &rules, llvm::ArrayRef<std::string> disabled, const Language &language);

  [[nodiscard]] llvm::ArrayRef<const Rule *> rules() const { return rules_; }
  [[nodiscard]] const CompiledPattern &operator[](PatternId id) const { return patterns_[id]; }
  [[nodiscard]] std::size_t size() const { return patterns_.size(); }
  [[nodiscard]] const SymbolModels &models() const { return models_; }

  /// Patterns that name the symbol: its whole name, "prefix.*", or "*.suffix".
  void bySymbol(llvm::StringRef name, llvm::SmallVectorImpl<PatternId> &found) const;
  /// One of the pattern's symbols, of which "*" may stand for the first or last part, is `name`.
  [[nodiscard]] bool names(const Pattern &pattern, llvm::StringRef name) const;
  /// Call and Use patterns of a capability.
  [[nodiscard]] llvm::ArrayRef<PatternId> byCapability(Capability capability) const {
    return byCapability_[static_cast<unsigned>(capability)];
  }
  [[nodiscard]] llvm::ArrayRef<PatternId> byKind(PatternKind kind) const {
    return byKind_[static_cast<unsigned>(kind)];
  }
  /// Literal patterns that match `text`, all found in one pass over it. Not thread-safe.
  void byLiteral(llvm::StringRef text, llvm::SmallVectorImpl<PatternId> &found) const;

private:
  /// Names are compared in lower case.
  [[nodiscard]] bool isFolded() const { return models_.language().caseInsensitive; }
  void add(const Rule &rule, llvm::ArrayRef<Pattern> patterns, PatternGroup group);
  void index(PatternId id);
  void filterLiterals();
  void compileLiterals() const;

  SymbolModels models_;
  std::vector<const Rule *> rules_;
  std::vector<CompiledPattern> patterns_;
  llvm::StringMap<std::vector<PatternId>> exact_, prefix_, suffix_;
  std::array<std::vector<PatternId>, 64> byCapability_;
  std::array<std::vector<PatternId>, patternKindCount> byKind_;
  LiteralFilter literalFilter_;
  /// Compiled when the first text passes the filter.
  mutable std::unique_ptr<RE2::Set> literals_;
  /// The pattern of each expression in the set.
  mutable std::vector<PatternId> literalPatterns_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_RULE_INDEX_H
