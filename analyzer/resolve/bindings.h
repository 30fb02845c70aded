#ifndef ASSAY_ANALYZER_RESOLVE_BINDINGS_H
#define ASSAY_ANALYZER_RESOLVE_BINDINGS_H

#include "grammars/fact.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace assay {

/// Where a name gets its meaning.
struct Definition {
  enum class Kind : std::uint8_t { Import, Value, Function, Class, Parameter };

  Kind kind = Kind::Value;
  ScopeId scope = 0;
  TextId name = 0;
  /// The Import, Define or Assign statement; 0 for a parameter.
  StatementId statement = 0;
  RegionId region = 0;
  /// Value: what is assigned; Function: its Function value; Parameter: the fallback.
  ValueId value = 0;
  /// Value: the Name assigned to. Parameter: the Name declared.
  ValueId target = 0;
  /// The scope a Function or Class opens; of a Parameter, the function's.
  ScopeId inner = 0;
  Span span;
};

using DefinitionId = std::uint32_t;

/// The bindings of all scopes of a file, and which of them a name can mean where it stands: the
/// last definition before it on every way there, as far as regions tell (reaching definitions,
/// without iterating: a definition in a loop that comes after the use is added when the use is in
/// the same loop). What stands behind a jump does not run, and what a branch defines before it
/// leaves is not there after it. Over-approximates branches; under-approximates definitions by
/// other functions.
class Bindings {
public:
  /// More than this many candidates mean "anything".
  static constexpr unsigned maxCandidates = 6;
  /// Definitions after the use that are looked at for later rounds of its loops and for other
  /// functions: a name defined more often than that is a table, not a variable.
  static constexpr unsigned maxLookAhead = 64;

  /// `implicitMembers`: see Language.
  void build(const FactSet &facts, bool implicitMembers);

  /// Definitions that `name`, a Name value, can refer to, nearest first. Empty: a global, builtin
  /// or something from a star import.
  void reaching(const Value &name, llvm::SmallVectorImpl<DefinitionId> &found) const;

  [[nodiscard]] const Definition &operator[](DefinitionId id) const { return definitions_[id]; }
  [[nodiscard]] std::size_t size() const { return definitions_.size(); }
  /// Some scope binds the name.
  [[nodiscard]] bool isBound(ScopeId scope, TextId name) const {
    return ranges_.contains(key(scope, name));
  }

  /// From now on, regions in `dead` never run and those in `certain` run whenever what is around
  /// them does. False if no definition stands in one, so that `reaching` says what it said before.
  bool setConditions(llvm::BitVector dead, llvm::BitVector certain);
  [[nodiscard]] bool isDead(RegionId region) const {
    return passed_.test(region) || (region < dead_.size() && dead_.test(region));
  }
  /// What begins at a byte offset in the region does not run.
  [[nodiscard]] bool isDead(RegionId region, std::uint32_t position) const {
    const std::uint32_t end = facts_->regions[region].leavesAt;
    return isDead(region) || (end && position >= end);
  }
  /// `inner` lies in `outer`, or is it.
  [[nodiscard]] bool encloses(RegionId outer, RegionId inner) const;
  /// Some loop holds both.
  [[nodiscard]] bool shareLoop(RegionId a, RegionId b) const;
  /// The innermost region that a byte offset lies in.
  [[nodiscard]] RegionId regionAt(std::uint32_t position) const;

private:
  static std::uint64_t key(ScopeId scope, TextId name) { return std::uint64_t{scope} << 32 | name; }
  void collect(const Statement &statement, StatementId id);
  void collectParameters(ScopeId scope);
  void settle();
  void measureRegions();
  void findPassedRegions();
  void reachingBefore(RegionId here, std::pair<DefinitionId, DefinitionId> before,
                      llvm::SmallVectorImpl<DefinitionId> &found) const;
  void reachingCapture(const Scope &function, std::pair<DefinitionId, DefinitionId> range,
                       llvm::SmallVectorImpl<DefinitionId> &found) const;
  [[nodiscard]] DefinitionId firstAfter(std::uint32_t position,
                                        std::pair<DefinitionId, DefinitionId> range) const;
  [[nodiscard]] bool runs(const Definition &definition) const;
  [[nodiscard]] bool comesThrough(RegionId from, RegionId here) const;
  [[nodiscard]] bool isCarried(RegionId from, RegionId here) const;
  [[nodiscard]] TextId nameIn(ScopeId scope, TextId name) const;
  [[nodiscard]] bool dominates(RegionId region, RegionId here) const;
  [[nodiscard]] bool isForeign(const Definition &definition) const;

  const FactSet *facts_ = nullptr;
  bool implicitMembers_ = false;
  std::vector<Definition> definitions_;
  /// Where a name's definitions in a scope begin and end in definitions_.
  llvm::DenseMap<std::uint64_t, std::pair<DefinitionId, DefinitionId>> ranges_;
  /// By TextId: some scope binds it.
  llvm::BitVector bound_;
  std::vector<DefinitionId> loose_;
  /// By scope and name: what Outer and Alias say.
  llvm::DenseMap<std::uint64_t, bool> outer_;
  llvm::DenseMap<std::uint64_t, TextId> alias_;
  /// By region: the last one that lies in it.
  std::vector<RegionId> lastInside_;
  /// Regions behind a jump.
  llvm::BitVector passed_;
  /// By region; empty when no condition is constant.
  llvm::BitVector dead_;
  llvm::BitVector certain_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_RESOLVE_BINDINGS_H
