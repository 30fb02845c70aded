#include "analyzer/match.h"

// Flattened control flow, as obfuscators make it: what a program does is cut into steps, and a loop
// without bound runs the step that a variable names, whose last act is to name the next.
//
//   let s = 3;
//   while (true) { switch (s) { case 0: b(); s = 2; break; case 3: a(); s = 0; break; ... } }
//
// Not so: a parser that walks over a text (its loop ends with the text), an interpreter (it takes
// the next step from data, not from constants), states that are named (they are there to be read).

using namespace assay;

/// Fewer steps are an ordinary program's states.
static constexpr std::size_t minSteps = 4;
/// Statements of a loop that are looked at: what flattens code does so in far fewer, and loops in
/// loops must not cost more than their length.
static constexpr std::uint32_t maxStatements = 2'000;

/// A loop whose condition, if it has one, is constant or asks for the variable.
static bool mayBeDispatch(const Region &loop) {
  return loop.kind == RegionKind::Loop && !loop.iterates;
}

bool Matcher::isDispatch(const Region &loop) const {
  if (!mayBeDispatch(loop))
    return false;
  // Branches that set the variable of that name to a number, and to which.
  llvm::DenseMap<TextId, llvm::SmallVector<std::pair<RegionId, llvm::StringRef>, 8>> steps;
  const StatementId last = std::min(loop.last, loop.first + maxStatements);
  for (StatementId id = loop.first; id < last; ++id) {
    const Statement &statement = in_.facts->statements[id];
    const Value &target = in_.facts->value(statement.target);
    const Region &around = in_.facts->regions[statement.region];
    if (statement.kind != StatementKind::Assign || target.kind != ValueKind::Name ||
        (around.kind != RegionKind::Branch && around.kind != RegionKind::Else))
      continue;
    const Value &value = in_.facts->value(statement.value);
    if (value.kind == ValueKind::Literal && value.detail != ValueDetail::True &&
        value.detail != ValueDetail::False && value.detail != ValueDetail::Null)
      steps[target.text].push_back({statement.region, in_.facts->text(value.text)});
  }
  return llvm::any_of(steps, [](const auto &variable) {
    llvm::DenseSet<RegionId> branches;
    llvm::DenseSet<llvm::StringRef> values;
    for (const auto &[region, value] : variable.second) {
      branches.insert(region);
      values.insert(value);
    }
    return branches.size() >= minSteps && values.size() >= minSteps;
  });
}

void Matcher::matchDispatch(const Region &region) {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Dispatch);
  if (patterns.empty() || !isDispatch(region))
    return;
  for (PatternId pattern : patterns)
    if (matchesInside(*(*in_.rules)[pattern].pattern, region))
      candidates_.push_back({pattern, region.construct, 0, std::nullopt, -1});
}
