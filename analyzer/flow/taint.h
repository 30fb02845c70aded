#ifndef ASSAY_ANALYZER_FLOW_TAINT_H
#define ASSAY_ANALYZER_FLOW_TAINT_H

#include "analyzer/flow/foreign.h"
#include "analyzer/flow/heap.h"
#include "analyzer/resolve/resolution.h"
#include "grammars/fact.h"
#include "grammars/language.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <array>
#include <vector>

// Data flow from sources to sinks within a file, and in a scan of several files through the
// functions that they call of each other (foreign.h).
//
// Every value has a Taint (which kinds of source it may hold data of, and on which parameters of
// the function around it it depends) and the objects it may be (see heap.h). Values are visited in
// source order, a few times over, so that what is defined further down or in a loop arrives too.
//
// Calls: a result depends on parameters, and each call puts its own arguments in, so two callers of
// a function do not mix in what it gives back, nor in what a method stores in its receiver. Inside
// the function, and in all other objects, what its callers pass is joined. What is called follows
// from the objects of the callee; a method of something unknown is any function of that name that a
// class of the file defines. A function given to an unknown call is called by it, with what that
// call is given; what is passed to a callback's own parameters comes out of the unknown call
// (promises).
//
// What a symbol model says of a call holds (see `flows` in grammars/README.md); an error carries
// what it is made of to every handler of the try around it, here or in a caller.
//
// Over-approximates:
// - branches: both are taken, unless the condition is constant for certain (conditions.cpp);
// - unknown calls: the result holds what receiver and arguments hold, a receiver keeps what it is
//   given, and functions that are given run;
// - keys that are not constant, and positions in lists that others add to;
// - variables of the module and of functions around, references, and buffers that calls write: what
//   was put in stays, whatever the order;
// - which handler takes which error; functions called from several places (see above).
// Under-approximates:
// - what exceeds a bound: maxPasses hops against the order of the source, ObjectSet::maxObjects,
//   Bindings::maxCandidates, Heap::maxStores;
// - what comparisons and conditions tell: the result of a comparison holds nothing;
// - overloaded operators, properties and other code that runs without a call being written;
// - decorators, metaclasses, reflection, code that is loaded at run time;
// - other files, when a file is judged by itself: calls of them are unknown calls;
// - in a scan of several, what goes through another file otherwise than into a parameter, out of a
//   result or on to a sink behind a parameter: variables of modules, what is stored in objects,
//   errors, functions handed over; parameters that a function takes apart or that its inner
//   functions use reach no sink; default exports by declaration, methods of what is not made where
//   it is used, files of another language, and modules that languages find otherwise than by path
//   (`modules` in grammars/README.md; a language without it has none);
//   chains of more files than a scan has rounds (rounds.h). Calls of what is not found are unknown
//   calls.

namespace assay {

struct Taint {
  SourceMask sources = 0;
  /// Bit i: depends on parameter i of the enclosing function.
  std::uint32_t parameters = 0;
  /// Sinks it is safe for.
  std::uint64_t cleaned = 0;
  /// The value it came from; 0 at a source.
  ValueId from = 0;

  [[nodiscard]] bool any() const { return sources || parameters; }
  /// There is more to it than results of other files of which nothing is known.
  [[nodiscard]] bool isFollowed() const { return (sources & ~foreignSources) || parameters; }
};

/// Data of `sources` reaches an argument of `sink`.
struct FlowHit {
  ValueId sink = 0;
  ValueId argument = 0;
  CapabilitySet capabilities;
  SourceMask sources = 0;
  /// From the source to the sink.
  std::vector<ValueId> path;
  /// The sink proper, when it lies in another file and `sink` only calls a function there.
  const ForeignSink *beyond = nullptr;
};

class TaintAnalysis {
public:
  static constexpr unsigned maxPasses = 8;
  /// A constructor's stores take one pass, what a getter gives back of them another.
  static constexpr unsigned maxObjectPasses = 2;
  static constexpr unsigned maxTraceSteps = 32;
  /// Base classes looked through; deeper hierarchies are frameworks, not files.
  static constexpr unsigned maxBases = 16;
  /// Stores looked at when a whole collection is used: a use costs no more, whatever was stored.
  static constexpr unsigned maxDeepReads = 64;

  /// Sinks remembered per function for callers in other files.
  static constexpr std::size_t maxParameterSinks = 8;

  /// `sourceOf` says what kinds of source a value is by itself; `foreign` what is known of other
  /// files.
  void run(const FactSet &facts, const Resolution &resolution, const Language &language,
           llvm::ArrayRef<SourceMask> sourceOf, const ForeignCalls &foreign);

  [[nodiscard]] llvm::ArrayRef<FlowHit> hits() const { return hits_; }
  /// What other files may be told of this one's functions, by name. Ask after `run`, of a file that
  /// is judged with others.
  [[nodiscard]] std::vector<ExportedFunction> exports();
  /// What the arguments of a call hold; its parameters are those of the function around the call.
  [[nodiscard]] Taint givenTo(ValueId call) const;
  /// Sinks that results of a function of another file reach.
  [[nodiscard]] CapabilitySet reachedBy(const ForeignName &function) const {
    return foreignReaches_[function.foreignBit()];
  }

private:
  /// A taint and the objects that come with it.
  struct Content {
    Taint taint;
    ObjectSet objects;
  };
  /// A method's store to a field of its receiver.
  struct ReceiverStore {
    FieldId field = 0;
    ValueId value = 0;
  };
  struct Summary {
    Taint result;
    ObjectSet objects;
    std::vector<ReceiverStore> stores;
    /// What is assigned to parameters that are passed by reference, by parameter.
    llvm::SmallVector<std::pair<unsigned, ValueId>, 2> written;
    /// Fields of the receiver that are given back.
    llvm::SmallVector<FieldId, 2> returnedFields;
    /// What it may be called on.
    ObjectSet receivers;
    /// The first parameter is the receiver.
    bool namesReceiver = false;
    bool returnsReceiver = false;
  };
  struct ParameterPlace {
    ScopeId scope = 0;
    unsigned bit = 0;
    /// Entry of a destructured parameter.
    bool isPart = false;
  };

  /// What is given for a parameter reaches a sink.
  struct ParameterSink {
    unsigned parameter = 0;
    CapabilitySet capabilities;
    std::vector<ValueId> path;
    const ForeignSink *beyond = nullptr;
  };

  // taint.cpp: the passes
  void prepare();
  void prepareScopes();
  void prepareValues();
  void prepareStatements();
  [[nodiscard]] bool isInert(ValueId id, const llvm::BitVector &inert) const;
  void visitAll();
  void forgetTaints();
  void visitAllSinks();

  // values.cpp
  bool visit(ValueId id);
  Content visitName(ValueId id);
  Content visitField(ValueId id);
  void visitCollection(ValueId id);
  bool learn(ValueId id, const Content &content);
  void store(DefinitionId definition, const Taint &taint, ValueId from);
  bool baseDefinition(ValueId base, DefinitionId &definition) const;
  void visitAssign(const Statement &statement);
  void makeObjects(ValueId base);
  void visitAssignToName(const Statement &statement);
  void visitReturn(const Statement &statement);
  [[nodiscard]] bool runs(ValueId id) const;

  // model.cpp: calls of which a symbol model says where data goes
  [[nodiscard]] llvm::ArrayRef<FlowStep> flowsOf(ValueId call) const;
  Content callModelled(ValueId id, llvm::ArrayRef<FlowStep> flows);
  [[nodiscard]] Content readPlace(const FlowPlace &place, ValueId call, const Content &callbacks);
  void writeValue(const FlowPlace &place, const FlowPlace &from, ValueId call, ValueId value);
  void writeInto(ValueId base, FieldId field, ValueId value, ValueId call);
  void writeVariable(ValueId base, const Taint &taint, ValueId from);
  [[nodiscard]] FieldId fieldAt(const FlowPlace &place, ValueId base, ValueId call);
  [[nodiscard]] FieldId nextField(ObjectId object, ValueId call);
  [[nodiscard]] ValueId valueAt(const FlowPlace &place, ValueId call) const;

  // raise.cpp
  void prepareHandlers();
  void visitThrow(const Statement &statement);
  void raise(RegionId region, const Content &content, ValueId from);
  void raiseFrom(ValueId call, ScopeId function);
  Content visitCaught(ValueId id) const;
  [[nodiscard]] Content readField(const ObjectSet &objects, FieldId field, ValueId reader) const;
  void readStore(const Store &store, ScopeId reader, Content &into) const;
  [[nodiscard]] ObjectSet inherited(ObjectId object) const;
  [[nodiscard]] FieldId fieldOf(ValueId id) const;
  [[nodiscard]] Taint deep(ValueId id) const;
  [[nodiscard]] Taint operandsTaint(ValueId id, bool skipFirst) const;
  /// `taint` of a value in `scope`, with what callers pass in place of parameters.
  [[nodiscard]] Taint concrete(Taint taint, ScopeId scope) const;
  [[nodiscard]] ScopeId functionOf(ScopeId scope) const;
  [[nodiscard]] bool isReceiver(ValueId id) const { return receivers_[id]; }
  [[nodiscard]] bool isSuper(ValueId id) const;
  [[nodiscard]] ObjectSet basesOf(ValueId id) const;
  [[nodiscard]] ObjectSet receiversAt(ScopeId scope);
  static void merge(Taint &into, const Taint &taint, ValueId from);

  // calls.cpp
  Content visitCall(ValueId id);
  Content callFunction(ValueId id, ScopeId function, const ObjectSet &receivers);
  Content construct(ValueId id, ObjectId type);
  [[nodiscard]] ObjectSet constructorsOf(ObjectId type, ValueId call) const;
  Content callUnknown(ValueId id);
  void callBack(ValueId id, ScopeId function, Content &result);
  void bind(ValueId call, ScopeId function);
  void writeBack(ValueId call, ScopeId function);
  void pass(ValueId target, const Content &given, ValueId argument);
  [[nodiscard]] ValueId given(ValueId call, ScopeId function, unsigned index,
                              const Parameter &parameter) const;
  Content callFunctionsGiven(ValueId id);
  [[nodiscard]] Content contentOf(ValueId id) const;
  [[nodiscard]] ObjectSet calleesOf(ValueId call) const;
  [[nodiscard]] Taint substitute(const Taint &taint, ValueId call, ScopeId function) const;

  // sinks.cpp
  void visitSinks(ValueId call);
  void keep(ValueId call);
  void report(ValueId sink, ValueId argument, CapabilitySet capabilities,
              const ForeignSink *beyond);
  [[nodiscard]] std::vector<ValueId> pathTo(ValueId id, ValueId from) const;

  // export.cpp: functions that files tell each other of
  Content callForeign(ValueId id, const ForeignFunction &function);
  void visitForeignSinks(ValueId call);
  void
  forArguments(ValueId call, const ForeignFunction &function,
               llvm::function_ref<void(ValueId argument, std::uint32_t parameters)> visit) const;
  void noteParameterSink(ScopeId scope, const Taint &taint, ParameterSink sink);
  void passSinksUp();
  void passSinksUp(ValueId call, ScopeId caller, ScopeId function);
  [[nodiscard]] std::vector<ValueId> pathInside(ScopeId scope, ValueId id, ValueId from) const;
  [[nodiscard]] std::map<std::string, ScopeId> exportedNames() const;
  [[nodiscard]] llvm::DenseMap<ScopeId, Taint> returnedTaints() const;

  const FactSet *facts_ = nullptr;
  const Resolution *resolution_ = nullptr;
  const Language *language_ = nullptr;
  const ForeignCalls *foreign_ = nullptr;
  llvm::ArrayRef<SourceMask> sourceOf_;
  Heap heap_;
  std::vector<Taint> taints_;
  std::vector<ObjectSet> objects_;
  /// By scope: the function around it.
  std::vector<ScopeId> functions_;
  /// By scope; of functions.
  std::vector<Summary> summaries_;
  /// What is stored into a variable's value by member, key or method when its objects are not
  /// known.
  llvm::DenseMap<DefinitionId, Taint> stored_;
  llvm::DenseMap<ValueId, ParameterPlace> parameters_;
  /// Names of parameters that are passed by reference, by function and name.
  llvm::DenseMap<std::uint64_t, unsigned> references_;
  /// What callers pass for a parameter, by its Name.
  llvm::DenseMap<ValueId, Content> passed_;
  /// What is handed to the callbacks of a Call that is not known.
  llvm::DenseMap<ValueId, Content> continued_;
  /// Calls that add an entry behind the last one, by the list.
  llvm::DenseMap<ObjectId, std::vector<ValueId>> additions_;
  /// What is raised in a try, or in a function and not caught there, by the region.
  llvm::DenseMap<RegionId, Content> raised_;
  /// The try whose errors a value stands for.
  llvm::DenseMap<ValueId, RegionId> caught_;
  llvm::DenseMap<TextId, llvm::SmallVector<ScopeId, 2>> methods_;
  /// Definitions of functions, by place.
  std::vector<StatementId> functionsByPlace_;
  /// By function; only when files are judged together.
  llvm::DenseMap<ScopeId, llvm::SmallVector<ParameterSink, 2>> parameterSinks_;
  /// Functions that give what they are given to functions of other files.
  llvm::DenseSet<ScopeId> forwards_;
  llvm::DenseSet<std::uint64_t> reported_;
  std::vector<FlowHit> hits_;
  /// By foreign kind of source.
  std::array<CapabilitySet, foreignBits> foreignReaches_{};
  /// Values and statements that passes visit: all that can ever hold something or pass it on.
  std::vector<ValueId> visited_;
  std::vector<StatementId> visitedStatements_;
  /// By value: a Name of the receiver or its base.
  llvm::BitVector receivers_;
  bool changed_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_TAINT_H
