#ifndef ASSAY_ANALYZER_MEMORY_FUNCTION_CHECK_H
#define ASSAY_ANALYZER_MEMORY_FUNCTION_CHECK_H

#include "analyzer/memory/memory.h"
#include "analyzer/memory/state.h"
#include "grammars/language.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

// The walk behind MemoryCheck; no other file includes this. walk.cpp follows statements and
// regions, conditions.cpp what a condition tells, uses.cpp what a value does, calls.cpp what
// functions do, numbers.cpp what numbers can be.

namespace assay {

/// More variables than people keep apart; generated code has more, and there the later ones are not
/// followed.
inline constexpr std::size_t maxPlaces = 256;
/// Loops in loops beyond this depth are left out: each one looks ahead over what it holds.
inline constexpr unsigned maxLoopDepth = 8;
/// Values looked at for one statement.
inline constexpr unsigned maxValues = 4'000;

/// Assignments in one condition that are looked ahead over.
inline constexpr unsigned maxEmbedded = 8;

/// What is the same for all functions of a file.
struct MemoryFacts {
  const FactSet *facts = nullptr;
  const Resolution *resolution = nullptr;
  /// By ValueId.
  llvm::DenseMap<ValueId, std::size_t> storages;
  llvm::DenseMap<ValueId, std::size_t> sizes;
  llvm::BitVector dereferences;
  llvm::BitVector addresses;
  /// Of the module's variables, by name: their storage, and how many elements they are given.
  llvm::DenseMap<TextId, std::size_t> moduleStorages;
  llvm::DenseMap<TextId, std::uint32_t> moduleElements;

  void build(const FactSet &set, const Resolution &resolved);
};

/// What threads and handlers of signals do that they should not.
void findShared(const MemoryFacts &all, std::vector<MemoryFinding> &found);

class FunctionCheck {
public:
  FunctionCheck(const MemoryFacts &all, std::vector<MemoryFinding> &found,
                llvm::DenseSet<ValueId> &bounded)
      : all_(all), facts_(*all.facts), resolution_(*all.resolution), found_(found),
        bounded_(bounded) {}

  void run(ScopeId function);

private:
  struct Place {
    Storage storage;
    /// Elements of an array; -1: not known.
    std::int64_t elements = -1;
    /// Declared in this function, and dies with it.
    bool isLocal = false;
    PlaceId base = 0;
  };
  struct Open {
    RegionId region = 0;
    /// As it was before the region.
    MemoryState before;
    /// What leaves it by a jump to its end.
    std::optional<MemoryState> jumped;
    /// The last branch in it that is closed, for the else that may follow.
    ValueId condition = 0;
    std::optional<MemoryState> beforeBranch;
    std::optional<MemoryState> branch;
    bool endsProgram = false;
  };

  // walk.cpp
  void statement(StatementId id);
  void open(RegionId id);
  void close();
  void closeLoop(const Region &region, Open &opened);
  void forgetAssigned(const Region &region);
  void findSteps(RegionId first, RegionId last);
  void leaks(Span at, ValueId returned);
  [[nodiscard]] bool isEmbedded(StatementId id) const;
  void declareParameters(ScopeId function);
  MemoryState joined(const MemoryState &a, const MemoryState &b, bool nullSide) const;
  [[nodiscard]] bool leaves(const Region &region, const Open &opened) const;

  // places.cpp
  [[nodiscard]] bool isEntry(ValueId value) const;
  PlaceId placeOf(ValueId value);
  PlaceId find(PlaceId base, TextId name);
  PlaceId add(PlaceId base, TextId name);
  void declare(PlaceId place, ValueId name, ValueId value);
  void forget(PlaceId place);
  void forgetShared();
  void escape(ValueId value);
  void assign(const Statement &statement);
  PlaceState valueState(ValueId value);
  void report(MemoryFault fault, Span at, SymbolId symbol = 0);

  // conditions.cpp
  void assume(ValueId condition, bool isTrue);
  void assumeOne(ValueId value, bool isTrue);
  void compare(llvm::StringRef op, ValueId left, ValueId right);
  void bound(ValueId value, llvm::StringRef op, const Number &by, ValueId other);
  void note(ValueId value);
  void setNull(ValueId value, bool isNull);

  // uses.cpp
  void use(ValueId value);
  void useOne(ValueId value);
  void follow(PlaceId place, Span at, SymbolId symbol);
  void index(ValueId value);

  // calls.cpp
  void call(ValueId value);
  void unknownCall(ValueId value);
  void effect(const MemoryEffect &effect, ValueId value, SymbolId symbol, bool isSource);
  void free(PlaceId place, ValueId call, SymbolId symbol);
  void written(const MemoryEffect &effect, ValueId call, SymbolId symbol, bool isSource);
  void copied(const MemoryEffect &effect, ValueId call, SymbolId symbol);
  void allocated(const MemoryEffect &effect, ValueId call, SymbolId symbol);
  void measured(const Number &size, PlaceState &state);
  ValueId argument(ValueId call, std::int8_t place) const;
  Number amount(const MemoryEffect &effect, ValueId call);

  // numbers.cpp
  Number number(ValueId value);
  Number numberOf(ValueId value, llvm::ArrayRef<Number> parts);
  Number sizeOf(const SizeOf &size);
  [[nodiscard]] std::optional<std::int64_t> constantOf(ValueId value) const;

  const MemoryFacts &all_;
  const FactSet &facts_;
  const Resolution &resolution_;
  std::vector<MemoryFinding> &found_;
  llvm::DenseSet<ValueId> &bounded_;

  ScopeId function_ = 0;
  std::vector<Place> places_;
  llvm::DenseMap<std::uint64_t, PlaceId> ids_;
  /// The place that a value was assigned to, in an expression.
  llvm::DenseMap<ValueId, PlaceId> assigned_;
  /// What a call gives, once it was looked at.
  llvm::DenseMap<ValueId, PlaceState> results_;
  MemoryState state_;
  std::vector<Open> open_;
  /// Steps of loops that stand before their body in the facts: for (;; STEP).
  llvm::DenseMap<StatementId, RegionId> stepOf_;
  llvm::DenseMap<RegionId, llvm::SmallVector<StatementId, 2>> steps_;
  unsigned loopDepth_ = 0;
  bool isBehindJump_ = false;
  bool isEmbedded_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_MEMORY_FUNCTION_CHECK_H
