#ifndef ASSAY_ANALYZER_MATCH_H
#define ASSAY_ANALYZER_MATCH_H

#include "analyzer/assessment.h"
#include "analyzer/flow/taint.h"
#include "analyzer/memory/memory.h"
#include "analyzer/resolve/resolution.h"
#include "analyzer/rule_index.h"
#include "analyzer/stage.h"

namespace assay {

/// Facts and their resolution, as rules see them.
struct MatchInput {
  const SourceFile *file = nullptr;
  FactSet *facts = nullptr;
  Resolution *resolution = nullptr;
  const RuleIndex *rules = nullptr;
  const Language *language = nullptr;
  /// Null unless somebody measures.
  StageClock *clock = nullptr;
  /// Null for a file that is judged by itself.
  const FlowExchange *exchange = nullptr;
};

/// Facts × rules → findings and capability uses. Holds memory for reuse; not thread-safe.
class Matcher {
public:
  /// Fills findings, uses and capabilities.
  void run(const MatchInput &input, Assessment &assessment);

  /// The calls of symbols that are known, in the order of their values. Until the next run.
  [[nodiscard]] std::vector<ValueId> knownCalls() const;

private:
  /// A pattern that matched.
  struct Candidate {
    PatternId pattern = 0;
    Span span;
    SymbolId symbol = 0;
    std::optional<Capability> capability;
    /// Into hits of the taint analysis; -1 without a trace.
    std::int32_t flow = -1;
  };
  /// A call with what it can do.
  struct CallSite {
    ValueId call = 0;
    SymbolId symbol = 0;
    CapabilitySet capabilities;
  };

  void start(const MatchInput &input);
  void matchValues(Assessment &assessment);
  void matchCall(ValueId id, Assessment &assessment);
  void matchUse(ValueId id, Assessment &assessment);
  void matchText(ValueId id);
  void matchRecord(ValueId id);
  void matchStatements();
  void matchRegions();
  void matchHandler(const Region &region, RegionId id);
  void matchRecursion();
  void matchDispatch(const Region &region);
  void matchHiddenText();
  void matchLookAlikes();
  void matchFlows();
  void matchMemory();
  [[nodiscard]] bool isBounded(const FlowHit &hit, CapabilitySet wanted) const;

  [[nodiscard]] bool holds(const CompiledPattern &pattern, ValueId call) const;
  [[nodiscard]] bool holds(const CompiledPattern &pattern, std::size_t argument,
                           ValueId value) const;
  [[nodiscard]] bool holdsForRecord(const CompiledPattern &pattern, ValueId record) const;
  [[nodiscard]] bool holdsFor(const CompiledPattern &pattern, std::size_t argument,
                              ValueId value) const;
  [[nodiscard]] llvm::ArrayRef<Operand> casesOf(ValueId value) const;
  [[nodiscard]] bool hasUnreadResult(ValueId call) const;
  [[nodiscard]] bool hasShape(Shape shape, ValueId value) const;
  void addReturned(ValueId call, llvm::SmallVectorImpl<ValueId> &values) const;
  [[nodiscard]] bool comesFrom(ValueId value, CapabilitySet capabilities) const;
  [[nodiscard]] CapabilitySet capabilitiesOf(ValueId call) const;
  [[nodiscard]] llvm::ArrayRef<CallSite> callsIn(const Region &region) const;
  [[nodiscard]] bool matchesInside(const Pattern &pattern, const Region &region) const;
  [[nodiscard]] bool isEndless(const Region &region) const;
  [[nodiscard]] bool isDispatch(const Region &loop) const;
  llvm::ArrayRef<PatternId> patternsOf(SymbolId symbol);
  [[nodiscard]] SourceMask sourcesOf(ValueId id);
  [[nodiscard]] SourceMask maskOf(const CompiledPattern &pattern, PatternId id) const;
  void use(Capability capability, SymbolId symbol, Span span, Assessment &assessment);

  void emit(Assessment &assessment);
  Finding makeFinding(const Candidate &candidate) const;
  Trace makeTrace(const FlowHit &hit) const;
  [[nodiscard]] TraceStep stepOf(ValueId id, bool isFirst, bool isLast) const;

  // match_foreign.cpp
  [[nodiscard]] CapabilitySet sinksFor(SourceMask sources) const;
  [[nodiscard]] SourceMask sourcesFor(CapabilitySet sinks) const;
  [[nodiscard]] bool mayTellOthers(SourceMask sources, CapabilitySet sinks) const;
  void noteUses(bool isFollowed, CapabilitySet sinks);
  void noteAliases();
  void tellOthers();
  [[nodiscard]] ForeignFunction describe(const ExportedFunction &function) const;
  [[nodiscard]] Trace stepsForOthers(llvm::ArrayRef<ValueId> path, bool isFromSource,
                                     const ForeignSink *beyond) const;
  [[nodiscard]] llvm::ArrayRef<TraceStep> stepsBefore(ValueId source) const;
  [[nodiscard]] Range rangeOf(Span span) const;

  MatchInput in_;
  std::vector<Candidate> candidates_;
  std::vector<CallSite> calls_;
  std::vector<std::vector<PatternId>> bySymbol_;
  std::vector<bool> bySymbolKnown_;
  llvm::DenseSet<std::uint64_t> used_;
  llvm::DenseMap<PatternId, SourceMask> customSources_;
  std::vector<SourceMask> sources_;
  llvm::BitVector documentation_;
  ForeignCalls foreign_;
  TaintAnalysis taint_;
  MemoryCheck memory_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_MATCH_H
