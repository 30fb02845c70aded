#include "analyzer/resolve/bindings.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
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
  case StatementKind::Outer:
    outer_.try_emplace(key(statement.scope, statement.name), statement.symbol != 0);
    return;
  case StatementKind::Alias:
    alias_.try_emplace(key(statement.scope, statement.name),
                       nameIn(statement.scope, facts_->value(statement.value).text));
    return;
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

/// What a name is called in a scope that gives its variable several names.
TextId Bindings::nameIn(ScopeId scope, TextId name) const {
  if (alias_.empty())
    return name;
  const auto at = alias_.find(key(scope, name));
  return at == alias_.end() ? name : at->second;
}

/// An assignment that declares nothing binds in the nearest scope outwards that declares the name;
/// if none does, in the module. So does one of a name that is said to be an outer one.
void Bindings::settle() {
  if (!outer_.empty() || !alias_.empty())
    for (DefinitionId id = 0; id < definitions_.size(); ++id) {
      Definition &definition = definitions_[id];
      definition.name = nameIn(definition.scope, definition.name);
      const auto outer = outer_.find(key(definition.scope, definition.name));
      if (outer == outer_.end() || definition.kind == Definition::Kind::Parameter)
        continue;
      definition.scope = outer->second ? 1 : facts_->scopes[definition.scope].parent;
      loose_.push_back(id);
    }
  if (loose_.empty())
    return;
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

void Bindings::build(const FactSet &facts, bool implicitMembers) {
  facts_ = &facts;
  implicitMembers_ = implicitMembers;
  definitions_.clear();
  ranges_.clear();
  loose_.clear();
  outer_.clear();
  alias_.clear();
  dead_.clear();
  certain_.clear();
  for (StatementId id = 1; id < facts.statements.size(); ++id)
    collect(facts.statements[id], id);
  for (ScopeId id = 1; id < facts.scopes.size(); ++id)
    collectParameters(id);
  settle();
  measureRegions();
  findPassedRegions();
  std::sort(definitions_.begin(), definitions_.end(), [](const Definition &a, const Definition &b) {
    return std::tie(a.scope, a.name, a.span.end, a.statement) <
           std::tie(b.scope, b.name, b.span.end, b.statement);
  });
  bound_.clear();
  bound_.resize(static_cast<unsigned>(facts.texts.size()));
  ranges_.reserve(static_cast<unsigned>(definitions_.size()));
  for (DefinitionId first = 0; first < definitions_.size();) {
    DefinitionId last = first + 1;
    while (last < definitions_.size() && definitions_[last].scope == definitions_[first].scope &&
           definitions_[last].name == definitions_[first].name)
      ++last;
    ranges_[key(definitions_[first].scope, definitions_[first].name)] = {first, last};
    bound_.set(definitions_[first].name);
    first = last;
  }
}

bool Bindings::encloses(RegionId outer, RegionId inner) const {
  // Regions are numbered in the order in which they open.
  return outer && inner >= outer && inner <= lastInside_[outer];
}

bool Bindings::setConditions(llvm::BitVector dead, llvm::BitVector certain) {
  dead_ = std::move(dead);
  certain_ = std::move(certain);
  return llvm::any_of(definitions_, [&](const Definition &definition) {
    return dead_.test(definition.region) || certain_.test(definition.region);
  });
}

/// What happens in `region` has happened when control comes to `here`.
bool Bindings::dominates(RegionId region, RegionId here) const {
  while (region < certain_.size() && certain_.test(region))
    region = facts_->regions[region].parent;
  return encloses(region, here);
}

void Bindings::measureRegions() {
  lastInside_.resize(facts_->regions.size());
  for (RegionId id = 0; id < facts_->regions.size(); ++id)
    lastInside_[id] = id;
  for (auto id = static_cast<RegionId>(facts_->regions.size()); id-- > 1;) {
    RegionId &outer = lastInside_[facts_->regions[id].parent];
    outer = std::max(outer, lastInside_[id]);
  }
}

void Bindings::findPassedRegions() {
  passed_.clear();
  passed_.resize(static_cast<unsigned>(facts_->regions.size()));
  for (RegionId id = 2; id < facts_->regions.size(); ++id) {
    const Region &region = facts_->regions[id];
    const Region &around = facts_->regions[region.parent];
    // A function that is defined behind a jump can be called before it.
    if (region.kind != RegionKind::Body &&
        (passed_.test(region.parent) || (around.leavesAt && region.span.begin >= around.leavesAt)))
      passed_.set(id);
  }
}

bool Bindings::runs(const Definition &definition) const {
  return definition.kind == Definition::Kind::Value
             ? !isDead(definition.region, definition.span.begin)
             : !isDead(definition.region);
}

/// Where a jump out of `region` goes on: behind the loop, or the case, or 0 for out of the
/// function.
static RegionId targetOf(const FactSet &facts, RegionId region) {
  const Leaving leaving = facts.regions[region].leaving;
  for (RegionId at = region; at; at = facts.regions[at].parent) {
    const Region &around = facts.regions[at];
    // What is thrown, or returned through a finally, goes on behind the try.
    if (leaving == Leaving::Function) {
      if (around.kind == RegionKind::Try)
        return at;
      if (around.kind == RegionKind::Body)
        return 0;
      continue;
    }
    const bool isCase = around.kind == RegionKind::Branch && !around.condition;
    if (around.kind == RegionKind::Loop || (isCase && leaving == Leaving::Break))
      return at;
  }
  return 0;
}

/// Control can come from what is done in `from` straight on to `here`.
bool Bindings::comesThrough(RegionId from, RegionId here) const {
  while (from && !encloses(from, here)) {
    if (facts_->regions[from].leaving == Leaving::None) {
      from = facts_->regions[from].parent;
      continue;
    }
    const RegionId target = targetOf(*facts_, from);
    if (!target || encloses(target, here))
      return false;
    from = facts_->regions[target].parent;
  }
  return true;
}

/// Control can come from `from` to `here` in a later round of a loop that holds both.
bool Bindings::isCarried(RegionId from, RegionId here) const {
  while (from) {
    const Region &region = facts_->regions[from];
    if (region.leaving == Leaving::Break || region.leaving == Leaving::Function) {
      const RegionId target = targetOf(*facts_, from);
      if (!target)
        return false;
      from = facts_->regions[target].parent;
      continue;
    }
    if (region.kind == RegionKind::Loop && encloses(from, here))
      return true;
    from = region.parent;
  }
  return false;
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

/// The first definition that is made behind a byte offset.
DefinitionId Bindings::firstAfter(std::uint32_t position,
                                  std::pair<DefinitionId, DefinitionId> range) const {
  const auto begin = definitions_.begin();
  const auto at = std::partition_point(
      begin + range.first, begin + range.second,
      [&](const Definition &definition) { return definition.span.end <= position; });
  return static_cast<DefinitionId>(at - begin);
}

/// Those of the definitions `before` a place in region `here` that come to it.
void Bindings::reachingBefore(RegionId here, std::pair<DefinitionId, DefinitionId> before,
                              llvm::SmallVectorImpl<DefinitionId> &found) const {
  for (DefinitionId id = before.second; id-- > before.first && found.size() < maxCandidates;) {
    const Definition &definition = definitions_[id];
    if (!runs(definition) || !comesThrough(definition.region, here))
      continue;
    found.push_back(id);
    if (dominates(definition.region, here))
      break;
  }
}

/// Seen from another function, which runs who knows when: the last ones count. One without a name
/// is made where it stands, and cannot see what was replaced before.
void Bindings::reachingCapture(const Scope &function, std::pair<DefinitionId, DefinitionId> range,
                               llvm::SmallVectorImpl<DefinitionId> &found) const {
  const std::uint32_t made = function.name ? 0 : function.span.begin;
  const DefinitionId after = made ? firstAfter(made, range) : range.first;
  for (DefinitionId id = range.second; id-- > after && found.size() < maxCandidates;)
    if (runs(definitions_[id]))
      found.push_back(id);
  if (made)
    reachingBefore(regionAt(made), {range.first, after}, found);
}

void Bindings::reaching(const Value &name, llvm::SmallVectorImpl<DefinitionId> &found) const {
  found.clear();
  if (alias_.empty() && !bound_.test(name.text))
    return;
  ScopeId crossed = 0;
  for (ScopeId scope = name.scope; scope; scope = facts_->scopes[scope].parent) {
    // A method does not see what its class binds, unless the language says so.
    const bool isHidden =
        crossed && !implicitMembers_ && facts_->scopes[scope].kind == ScopeKind::Class;
    const auto at = isHidden ? ranges_.end() : ranges_.find(key(scope, nameIn(scope, name.text)));
    if (at == ranges_.end()) {
      crossed = facts_->scopes[scope].kind == ScopeKind::Function ? scope : crossed;
      continue;
    }
    const auto range = at->second;
    const bool isOnly = range.second - range.first == 1;
    if (!isOnly && crossed) {
      reachingCapture(facts_->scopes[crossed], range, found);
    } else if (!isOnly) {
      const RegionId here = regionAt(name.span.begin);
      const DefinitionId first = firstAfter(name.span.begin, range);
      reachingBefore(here, {range.first, first}, found);
      // What a later round of the same loop brings, or another function.
      const DefinitionId end = std::min(range.second, first + maxLookAhead);
      for (DefinitionId id = first; id < end && found.size() < maxCandidates; ++id)
        if (runs(definitions_[id]) &&
            (isForeign(definitions_[id]) || isCarried(definitions_[id].region, here)))
          found.push_back(id);
    }
    if (found.empty())
      found.push_back(range.first);
    return;
  }
}
