#include "analyzer/resolve/bindings.h"
#include "llvm/ADT/DenseSet.h"
#include <algorithm>
#include <tuple>

using namespace assay;

void Bindings::collect(const Statement &statement, StatementId id) {
  Definition definition;
  definition.scope = statement.scope;
  definition.statement = id;
  definition.region = statement.region;
  definition.span = statement.span;
  switch (statement.kind) {
  case StatementKind::Import:
    definition.kind = Definition::Kind::Import;
    definition.name = statement.name;
    break;
  case StatementKind::Define: {
    const Scope &inner = facts_->scopes[statement.target];
    definition.kind =
        inner.kind == ScopeKind::Class ? Definition::Kind::Class : Definition::Kind::Function;
    definition.name = statement.name;
    definition.value = statement.value;
    definition.inner = statement.target;
    break;
  }
  case StatementKind::Assign: {
    const Value &target = facts_->value(statement.target);
    if (target.kind != ValueKind::Name)
      return;
    definition.name = target.text;
    definition.value = statement.value;
    definition.target = statement.target;
    break;
  }
  default:
    return;
  }
  if (!definition.name)
    return;
  if (statement.kind == StatementKind::Assign && !statement.declares)
    loose_.push_back(static_cast<DefinitionId>(definitions_.size()));
  definitions_.push_back(definition);
}

void Bindings::collectParameters(ScopeId id) {
  const Scope &scope = facts_->scopes[id];
  for (const Parameter &parameter : facts_->parametersOf(scope)) {
    const Value &target = facts_->value(parameter.target);
    llvm::SmallVector<ValueId, 4> names;
    if (target.kind == ValueKind::Name)
      names.push_back(parameter.target);
    else
      for (const Operand &entry : facts_->operandsOf(target))
        if (facts_->value(entry.value).kind == ValueKind::Name)
          names.push_back(entry.value);
    for (ValueId name : names) {
      Definition definition;
      definition.kind = Definition::Kind::Parameter;
      definition.scope = id;
      definition.inner = id;
      definition.name = facts_->value(name).text;
      definition.region = scope.body;
      definition.value = parameter.fallback;
      definition.target = name;
      definition.span = {scope.span.begin, scope.span.begin};
      definitions_.push_back(definition);
    }
  }
}

/// An assignment that declares nothing binds in the nearest scope outwards that declares the name;
/// if none does, in the module.
void Bindings::settle() {
  llvm::DenseSet<std::uint64_t> declared;
  std::vector<bool> isLoose(definitions_.size());
  for (DefinitionId id : loose_)
    isLoose[id] = true;
  for (DefinitionId id = 0; id < definitions_.size(); ++id)
    if (!isLoose[id])
      declared.insert(key(definitions_[id].scope, definitions_[id].name));
  for (DefinitionId id : loose_) {
    Definition &definition = definitions_[id];
    ScopeId scope = definition.scope;
    while (scope > 1 && !declared.contains(key(scope, definition.name)))
      scope = facts_->scopes[scope].parent;
    definition.scope = scope;
  }
}

void Bindings::build(const FactSet &facts) {
  facts_ = &facts;
  definitions_.clear();
  ranges_.clear();
  loose_.clear();
  dead_.clear();
  certain_.clear();
  for (StatementId id = 1; id < facts.statements.size(); ++id)
    collect(facts.statements[id], id);
  for (ScopeId id = 1; id < facts.scopes.size(); ++id)
    collectParameters(id);
  settle();
  std::sort(definitions_.begin(), definitions_.end(), [](const Definition &a, const Definition &b) {
    return std::tie(a.scope, a.name, a.span.end, a.statement) <
           std::tie(b.scope, b.name, b.span.end, b.statement);
  });
  for (DefinitionId first = 0; first < definitions_.size();) {
    DefinitionId last = first + 1;
    while (last < definitions_.size() && definitions_[last].scope == definitions_[first].scope &&
           definitions_[last].name == definitions_[first].name)
      ++last;
    ranges_[key(definitions_[first].scope, definitions_[first].name)] = {first, last};
    first = last;
  }
}

bool Bindings::encloses(RegionId outer, RegionId inner) const {
  // Regions are numbered in the order in which they open.
  for (; inner >= outer && inner; inner = facts_->regions[inner].parent)
    if (inner == outer)
      return true;
  return false;
}

void Bindings::setConditions(llvm::BitVector dead, llvm::BitVector certain) {
  dead_ = std::move(dead);
  certain_ = std::move(certain);
}

/// What happens in `region` has happened when control comes to `here`.
bool Bindings::dominates(RegionId region, RegionId here) const {
  while (region < certain_.size() && certain_.test(region))
    region = facts_->regions[region].parent;
  return encloses(region, here);
}

bool Bindings::shareLoop(RegionId a, RegionId b) const {
  for (; a; a = facts_->regions[a].parent)
    if (facts_->regions[a].kind == RegionKind::Loop && encloses(a, b))
      return true;
  return false;
}

RegionId Bindings::regionAt(std::uint32_t position) const {
  // The last one that opened before it and is not over.
  const auto after = std::upper_bound(
      facts_->regions.begin() + 1, facts_->regions.end(), position,
      [](std::uint32_t at, const Region &region) { return at < region.span.begin; });
  auto region = static_cast<RegionId>(after - facts_->regions.begin() - 1);
  while (region && facts_->regions[region].span.end <= position)
    region = facts_->regions[region].parent;
  return region;
}

/// Made by a function inside the one whose name it is.
bool Bindings::isForeign(const Definition &definition) const {
  if (definition.kind != Definition::Kind::Value)
    return false;
  ScopeId scope = facts_->statements[definition.statement].scope;
  while (scope != definition.scope && scope && facts_->scopes[scope].kind != ScopeKind::Function)
    scope = facts_->scopes[scope].parent;
  return scope != definition.scope;
}

void Bindings::reaching(const Value &name, llvm::SmallVectorImpl<DefinitionId> &found) const {
  found.clear();
  bool crossedFunction = false;
  for (ScopeId scope = name.scope; scope; scope = facts_->scopes[scope].parent) {
    const auto range = ranges_.find(key(scope, name.text));
    if (range == ranges_.end()) {
      crossedFunction |= facts_->scopes[scope].kind == ScopeKind::Function;
      continue;
    }
    const auto [first, last] = range->second;
    if (crossedFunction) {
      // Seen from another function, which runs who knows when: the last ones count.
      for (DefinitionId id = last; id-- > first && found.size() < maxCandidates;)
        found.push_back(id);
      return;
    }
    const RegionId here = regionAt(name.span.begin);
    const auto begin = definitions_.begin();
    const auto at = static_cast<DefinitionId>(
        std::partition_point(
            begin + first, begin + last,
            [&](const Definition &definition) { return definition.span.end <= name.span.begin; }) -
        begin);
    for (DefinitionId id = at; id-- > first && found.size() < maxCandidates;) {
      if (isDead(definitions_[id].region))
        continue;
      found.push_back(id);
      if (dominates(definitions_[id].region, here))
        break;
    }
    // What a later round of the same loop brings, or another function.
    const DefinitionId end = std::min(last, at + maxLookAhead);
    for (DefinitionId id = at; id < end && found.size() < maxCandidates; ++id)
      if (!isDead(definitions_[id].region) &&
          (shareLoop(here, definitions_[id].region) || isForeign(definitions_[id])))
        found.push_back(id);
    if (found.empty())
      found.push_back(first);
    return;
  }
}
