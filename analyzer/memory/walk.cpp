#include "analyzer/memory/function_check.h"
#include "llvm/ADT/STLExtras.h"

// The way through a function: statements in order, regions opened and closed around them.

using namespace assay;

/// The condition is asked before the loop runs.
static bool testsFirst(const Region &region) {
  return region.condition && region.condition < region.firstValue;
}

MemoryState FunctionCheck::joined(const MemoryState &a, const MemoryState &b, bool nullSide) const {
  MemoryState both(places_.size());
  const PlaceState none;
  for (std::size_t at = 0; at < both.size(); ++at)
    both[at] = join(at < a.size() ? a[at] : none, at < b.size() ? b[at] : none, nullSide);
  return both;
}

bool FunctionCheck::leaves(const Region &region, const Open &opened) const {
  return region.leaving != Leaving::None || opened.endsProgram;
}

/// What may be assigned in the loop is not known when it begins; what only grows keeps its start.
void FunctionCheck::forgetAssigned(const Region &region) {
  const auto forgetOne = [&](const Statement &statement) {
    if (statement.kind != StatementKind::Assign || !statement.target ||
        all_.dereferences.test(statement.target))
      return;
    const PlaceId place = placeOf(statement.target);
    if (!place)
      return;
    const Value &value = facts_.value(statement.value);
    const llvm::StringRef op = facts_.text(value.text);
    const Number before = state_[place].number;
    forget(place);
    if (op == "++" || op == "+=")
      state_[place].number.low = before.low;
    if (op == "--" || op == "-=")
      state_[place].number.high = before.high;
  };
  for (StatementId id = region.first; id < region.last; ++id)
    forgetOne(facts_.statements[id]);
  for (const ValueId value : facts_.addresses)
    if (value >= region.firstValue && value < region.lastValue)
      if (const PlaceId place = placeOf(value))
        forget(place);
}

/// Marks the steps of loops that stand before the loop's region.
void FunctionCheck::findSteps(RegionId first, RegionId last) {
  for (RegionId id = first; id < last; ++id) {
    const Region &region = facts_.regions[id];
    if (region.kind != RegionKind::Loop || !testsFirst(region))
      continue;
    const std::uint32_t behind = facts_.value(region.condition).span.end;
    for (StatementId at = region.first; at-- > 1;) {
      const Statement &statement = facts_.statements[at];
      if (statement.span.begin < behind || statement.region != region.parent)
        break;
      stepOf_[at] = id;
      steps_[id].insert(steps_[id].begin(), at);
    }
  }
}

void FunctionCheck::open(RegionId id) {
  const Region &region = facts_.regions[id];
  Open &parent = open_.back();
  Open opened;
  opened.region = id;
  switch (region.kind) {
  case RegionKind::Branch:
    opened.before = state_;
    if (region.condition)
      assume(region.condition, true);
    break;
  case RegionKind::Else:
    if (parent.condition == region.condition && parent.beforeBranch) {
      opened.before = std::move(*parent.beforeBranch);
      opened.branch = std::move(parent.branch);
      parent.beforeBranch.reset();
      parent.branch.reset();
      state_ = opened.before;
      state_.resize(places_.size());
      assume(region.condition, false);
    } else {
      opened.before = state_;
    }
    break;
  case RegionKind::Loop:
    ++loopDepth_;
    if (loopDepth_ > maxLoopDepth)
      state_.assign(places_.size(), {});
    else
      forgetAssigned(region);
    for (const StatementId step : steps_.lookup(id))
      if (const Statement &statement = facts_.statements[step];
          statement.kind == StatementKind::Assign)
        if (const PlaceId place = placeOf(statement.target)) {
          const Number before = state_[place].number;
          const llvm::StringRef op = facts_.text(facts_.value(statement.value).text);
          forget(place);
          if (op == "++" || op == "+=")
            state_[place].number.low = before.low;
        }
    opened.before = state_;
    if (testsFirst(region) && !region.iterates)
      assume(region.condition, true);
    break;
  case RegionKind::Handler:
    state_.assign(places_.size(), {});
    break;
  case RegionKind::Try:
  case RegionKind::Body:
  case RegionKind::None:
    break;
  }
  open_.push_back(std::move(opened));
}

void FunctionCheck::closeLoop(const Region &region, Open &opened) {
  for (const StatementId step : steps_.lookup(opened.region)) {
    stepOf_.erase(step);
    statement(step);
  }
  if (testsFirst(region))
    use(region.condition);
  --loopDepth_;
  if (region.leaving == Leaving::Function) {
    // Only what breaks out of it, or never enters it, comes to what is behind.
    if (testsFirst(region))
      state_ = opened.jumped ? joined(opened.before, *opened.jumped, false) : opened.before;
    else if (opened.jumped)
      state_ = *opened.jumped;
    else
      state_.assign(places_.size(), {});
    state_.resize(places_.size());
    return;
  }
  const Constant &always = resolution_.constantOf(region.condition);
  const bool isEndless =
      !region.iterates && (!region.condition || (always.isKnown() && always.text != "0"));
  if (region.condition && !region.iterates && !isEndless) {
    if (testsFirst(region))
      state_ = joined(state_, opened.before, false);
    assume(region.condition, false);
  } else if (!isEndless) {
    state_ = joined(state_, opened.before, false);
  }
  if (opened.jumped)
    state_ = isEndless ? *opened.jumped : joined(state_, *opened.jumped, false);
  else if (isEndless)
    state_.assign(places_.size(), {});
  state_.resize(places_.size());
}

void FunctionCheck::close() {
  Open opened = std::move(open_.back());
  open_.pop_back();
  const Region &region = facts_.regions[opened.region];
  const bool isLeft = leaves(region, opened);
  if (region.leaving == Leaving::Break && !opened.endsProgram) {
    // To the end of the loop, or of the switch whose cases have no condition.
    for (Open &around : llvm::reverse(open_)) {
      const Region &target = facts_.regions[around.region];
      const bool isCase = target.kind == RegionKind::Branch && !target.condition;
      if (target.kind != RegionKind::Loop && !isCase)
        continue;
      around.jumped = around.jumped ? joined(*around.jumped, state_, false) : state_;
      break;
    }
  }
  switch (region.kind) {
  case RegionKind::Branch: {
    Open &parent = open_.back();
    // A case that ends by a jump out of the function does not come to what is behind the switch.
    const bool isCase =
        !region.condition && region.leaving != Leaving::Function && !opened.endsProgram;
    parent.condition = region.condition;
    parent.beforeBranch = opened.before;
    parent.branch.reset();
    if (!isLeft || isCase)
      parent.branch = state_;
    if (isCase) {
      state_ = joined(state_, opened.before, false);
      if (opened.jumped)
        state_ = joined(state_, *opened.jumped, false);
      break;
    }
    state_ = std::move(opened.before);
    state_.resize(places_.size());
    if (!region.condition) {
      if (opened.jumped)
        state_ = joined(state_, *opened.jumped, false);
      break;
    }
    assume(region.condition, false);
    if (parent.branch)
      state_ = joined(*parent.branch, state_, true);
    break;
  }
  case RegionKind::Else:
    if (opened.branch)
      state_ = isLeft ? *opened.branch : joined(*opened.branch, state_, false);
    else if (isLeft)
      open_.back().endsProgram =
          open_.back().region != 0 && facts_.regions[open_.back().region].kind != RegionKind::Body;
    state_.resize(places_.size());
    break;
  case RegionKind::Loop:
    closeLoop(region, opened);
    break;
  case RegionKind::Handler:
    state_.assign(places_.size(), {});
    break;
  case RegionKind::Try:
  case RegionKind::Body:
  case RegionKind::None:
    break;
  }
}

/// New memory that nothing leads to any more when the function ends here.
void FunctionCheck::leaks(Span at, ValueId returned) {
  escape(returned);
  for (PlaceId place = 1; place < places_.size(); ++place)
    if (state_[place].isOwner && state_[place].pointer != Pointer::Null && places_[place].isLocal)
      return report(MemoryFault::Leak, at);
}

/// It stands in an expression of which && and || decide whether it runs: that is told where the
/// expression is.
bool FunctionCheck::isEmbedded(StatementId id) const {
  const Statement &inner = facts_.statements[id];
  const StatementId last =
      std::min<StatementId>(id + maxEmbedded, static_cast<StatementId>(facts_.statements.size()));
  for (StatementId at = id + 1; at < last; ++at) {
    const Statement &outer = facts_.statements[at];
    if (outer.region != inner.region)
      return false;
    if (outer.span.begin <= inner.span.begin && outer.span.end >= inner.span.end &&
        outer.kind == StatementKind::Evaluate)
      return true;
  }
  return false;
}

void FunctionCheck::statement(StatementId id) {
  const Statement &statement = facts_.statements[id];
  isEmbedded_ = statement.kind == StatementKind::Assign && isEmbedded(id);
  switch (statement.kind) {
  case StatementKind::Assign: {
    use(statement.value);
    const PlaceId target = placeOf(statement.target);
    const Value &value = facts_.value(statement.value);
    if (target && value.kind == ValueKind::Call && !statement.declares)
      for (const SymbolRow &row : resolution_.symbols()[resolution_.calleeOf(statement.value)].rows)
        for (const MemoryEffect &effect : row.memory)
          if (effect.kind == MemoryEffect::Kind::Reallocates &&
              placeOf(argument(statement.value, effect.place)) == target &&
              !all_.dereferences.test(statement.target))
            report(MemoryFault::LostByRealloc, statement.span,
                   resolution_.calleeOf(statement.value));
    assign(statement);
    break;
  }
  case StatementKind::Evaluate:
    use(statement.value);
    break;
  case StatementKind::Return:
  case StatementKind::Throw:
    use(statement.value);
    leaks(statement.span, statement.value);
    if (facts_.regions[statement.region].kind == RegionKind::Body)
      state_.assign(places_.size(), {});
    break;
  default:
    break;
  }
}

void FunctionCheck::declareParameters(ScopeId function) {
  for (const Parameter &parameter : facts_.parametersOf(facts_.scopes[function])) {
    const Value &name = facts_.value(parameter.target);
    if (name.kind != ValueKind::Name)
      continue;
    const PlaceId place = find(0, name.text);
    if (!place)
      return;
    declare(place, parameter.target, 0);
    places_[place].isLocal = !parameter.byReference;
    const Storage &storage = places_[place].storage;
    state_[place].number.isParameter = storage.isInteger && storage.kind == StorageKind::Single;
  }
}

void FunctionCheck::run(ScopeId function) {
  function_ = function;
  const Region &body = facts_.regions[facts_.scopes[function].body];
  places_.assign(1, {});
  state_.assign(1, {});
  ids_.clear();
  assigned_.clear();
  results_.clear();
  stepOf_.clear();
  steps_.clear();
  open_.clear();
  loopDepth_ = 0;
  declareParameters(function);
  RegionId next = facts_.scopes[function].body + 1;
  RegionId end = next;
  while (end < facts_.regions.size() && facts_.regions[end].first <= body.last &&
         facts_.regions[end].firstValue < body.lastValue)
    ++end;
  findSteps(next, end);
  open_.emplace_back().region = facts_.scopes[function].body;
  // What a function inside does, it does at another time.
  const auto isOwn = [&](RegionId id) {
    RegionId at = id;
    while (at && facts_.regions[at].kind != RegionKind::Body)
      at = facts_.regions[at].parent;
    return at == facts_.scopes[function].body;
  };
  const auto closeTo = [&](RegionId region) {
    while (open_.size() > 1 && open_.back().region != region)
      close();
  };
  const auto openUpTo = [&](StatementId id) {
    for (; next < end && facts_.regions[next].first <= id; ++next) {
      if (!isOwn(next))
        continue;
      closeTo(facts_.regions[next].parent);
      open(next);
    }
  };
  for (StatementId id = body.first; id < body.last; ++id) {
    openUpTo(id);
    const Statement &now = facts_.statements[id];
    if (!isOwn(now.region) || stepOf_.contains(id))
      continue;
    closeTo(now.region);
    const Region &around = facts_.regions[now.region];
    isBehindJump_ = around.leavesAt && now.span.begin >= around.leavesAt;
    statement(id);
    isBehindJump_ = false;
  }
  openUpTo(body.last);
  closeTo(facts_.scopes[function].body);
  if (body.leaving == Leaving::None)
    leaks({facts_.scopes[function].span.end ? facts_.scopes[function].span.end - 1 : 0,
           facts_.scopes[function].span.end},
          0);
}
