#ifndef ASSAY_ANALYZER_FLOW_TAINT_H
#define ASSAY_ANALYZER_FLOW_TAINT_H

#include "analyzer/resolve/resolution.h"
#include "grammars/fact.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <vector>

// Data flow from sources to sinks within a file.
//
// Every value has a Taint: which kinds of source it may hold data of, and on which parameters of the
// function around it it depends. Values are visited in source order, a few times over, so that what
// is defined further down or in a loop arrives too. A function's summary says what its result takes
// from its parameters and which sinks they reach; a call puts the caller's taints in. So each function is looked
// at once, whoever calls it, and two callers do not mix their data.
//
// Over-approximates: branches (both are taken), unknown calls (the result holds what the arguments
// hold), unknown keys. Under-approximates: globals changed by other functions, functions that are
// stored and called elsewhere, more than maxPasses hops against the order of the source.

namespace assay {

/// A bit a kind of source.
using SourceMask = std::uint32_t;

struct Taint {
  SourceMask sources = 0;
  /// Bit i: depends on parameter i of the enclosing function.
  std::uint32_t parameters = 0;
  /// Sinks it is safe for.
  std::uint64_t cleaned = 0;
  /// The value it came from; 0 at a source.
  ValueId from = 0;

  [[nodiscard]] bool any() const { return sources || parameters; }
};

/// Data of `sources` reaches an argument of `sink`.
struct FlowHit {
  ValueId sink = 0;
  ValueId argument = 0;
  CapabilitySet capabilities;
  SourceMask sources = 0;
  /// From the source to the sink.
  std::vector<ValueId> path;
};

class TaintAnalysis {
public:
  static constexpr unsigned maxPasses = 4;
  static constexpr unsigned maxTraceSteps = 32;

  /// `sourceOf` says what kinds of source a value is by itself.
  void run(const FactSet &facts, const Resolution &resolution,
           llvm::ArrayRef<SourceMask> sourceOf);

  [[nodiscard]] llvm::ArrayRef<FlowHit> hits() const { return hits_; }

private:
  /// A sink that a parameter reaches.
  struct ParameterSink {
    unsigned parameter = 0;
    CapabilitySet capabilities;
    ValueId sink = 0;
    ValueId argument = 0;
    /// From the parameter to the sink.
    std::vector<ValueId> path;
  };
  struct Summary {
    Taint result;
    std::vector<ParameterSink> sinks;
  };

  void prepare();
  bool visit(ValueId id);
  Taint visitName(ValueId id);
  Taint visitCall(ValueId id);
  Taint visitKnownCall(ValueId id, ScopeId scope);
  Taint memberTaint(ValueId id);
  Taint operandsTaint(ValueId id, bool skipFirst) const;
  void visitAssign(const Statement &statement);
  void visitReturns();
  void visitSinks(ValueId call);
  void passOn(ValueId call, ScopeId scope);
  void report(ValueId sink, ValueId argument, CapabilitySet capabilities, const Taint &taint,
              llvm::ArrayRef<ValueId> tail);
  [[nodiscard]] std::vector<ValueId> pathTo(ValueId id) const;
  [[nodiscard]] ScopeId functionOf(ScopeId scope) const;
  static void merge(Taint &into, const Taint &taint, ValueId from);

  const FactSet *facts_ = nullptr;
  const Resolution *resolution_ = nullptr;
  llvm::ArrayRef<SourceMask> sourceOf_;
  std::vector<Taint> taints_;
  /// What is stored into a variable's value by member, key or method.
  llvm::DenseMap<DefinitionId, Taint> stored_;
  llvm::DenseMap<std::uint64_t, Taint> storedByKey_;
  llvm::DenseMap<ScopeId, Summary> summaries_;
  llvm::DenseMap<ValueId, unsigned> parameterIndex_;
  llvm::DenseSet<std::uint64_t> reported_;
  std::vector<FlowHit> hits_;
  bool changed_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_TAINT_H
