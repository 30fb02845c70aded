#include "analyzer/memory/function_check.h"
#include "llvm/ADT/DenseSet.h"

// Functions that run beside the rest of the program: as threads, or when a signal comes. They are
// known by being named where they are started.

using namespace assay;

namespace {

struct Started {
  ScopeId function = 0;
  bool isHandler = false;
};

} // namespace

/// The function of the module that a value names.
static ScopeId functionNamed(const FactSet &facts, ValueId value) {
  const Value &name = facts.value(value);
  if (name.kind != ValueKind::Name)
    return 0;
  for (ScopeId scope = 1; scope < facts.scopes.size(); ++scope)
    if (facts.scopes[scope].kind == ScopeKind::Function && facts.scopes[scope].name == name.text)
      return scope;
  return 0;
}

static std::vector<Started> startedFunctions(const MemoryFacts &all) {
  std::vector<Started> started;
  for (ValueId id = 1; id < all.facts->values.size(); ++id) {
    if (all.facts->value(id).kind != ValueKind::Call)
      continue;
    const SymbolId symbol = all.resolution->calleeOf(id);
    for (const SymbolRow &row : all.resolution->symbols()[symbol].rows)
      for (const MemoryEffect &effect : row.memory) {
        const bool isHandler = effect.kind == MemoryEffect::Kind::Handles;
        if (!isHandler && effect.kind != MemoryEffect::Kind::Starts)
          continue;
        const ValueId given = all.resolution->argument(id, effect.place, "");
        if (const ScopeId function = given ? functionNamed(*all.facts, given) : 0)
          started.push_back({function, isHandler});
      }
  }
  return started;
}

static bool takesLock(const MemoryFacts &all, const Region &body) {
  for (ValueId id = body.firstValue; id < body.lastValue; ++id)
    if (all.facts->value(id).kind == ValueKind::Call)
      for (const SymbolRow &row : all.resolution->symbols()[all.resolution->calleeOf(id)].rows)
        for (const MemoryEffect &effect : row.memory)
          if (effect.kind == MemoryEffect::Kind::Locks)
            return true;
  return false;
}

static void unlockedWrites(const MemoryFacts &all, const Region &body,
                           std::vector<MemoryFinding> &found) {
  if (takesLock(all, body))
    return;
  llvm::DenseSet<TextId> own;
  for (const Parameter &parameter : all.facts->parametersOf(all.facts->scopes[body.scope]))
    own.insert(all.facts->value(parameter.target).text);
  for (StatementId id = body.first; id < body.last; ++id) {
    const Statement &statement = all.facts->statements[id];
    const Value &target = all.facts->value(statement.target);
    if (statement.kind != StatementKind::Assign || target.kind != ValueKind::Name ||
        all.dereferences.test(statement.target))
      continue;
    if (statement.declares) {
      own.insert(target.text);
      continue;
    }
    const auto known = all.moduleStorages.find(target.text);
    if (own.contains(target.text) || known == all.moduleStorages.end())
      continue;
    const Storage &storage = all.facts->storages[known->second];
    if (storage.kind == StorageKind::Single && storage.isInteger)
      found.push_back({MemoryFault::UnlockedWrite, statement.span, 0});
  }
}

void assay::findShared(const MemoryFacts &all, std::vector<MemoryFinding> &found) {
  for (const Started &started : startedFunctions(all)) {
    const Region &body = all.facts->regions[all.facts->scopes[started.function].body];
    if (!started.isHandler) {
      unlockedWrites(all, body, found);
      continue;
    }
    for (ValueId id = body.firstValue; id < body.lastValue; ++id)
      if (const SymbolId symbol = all.facts->value(id).kind == ValueKind::Call
                                      ? all.resolution->calleeOf(id)
                                      : SymbolId{0})
        found.push_back({MemoryFault::CalledInHandler, all.facts->value(id).span, symbol});
  }
}
