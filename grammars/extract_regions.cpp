#include "grammars/extractor.h"
#include "grammars/region.h"

// Regions: which statements run together, what a loop or a handler gives its body, and the jumps
// that leave.

using namespace assay;

bool assay::isContainer(Action action) {
  switch (action) {
  case Action::Block:
  case Action::BlockScope:
  case Action::Label:
  case Action::Branch:
  case Action::Loop:
  case Action::Each:
  case Action::Try:
  case Action::Handler:
  case Action::Class:
    return true;
  default:
    return false;
  }
}

void Extractor::openRegion(Frame &frame, RegionKind kind, Span span) {
  region_ = assay::openRegion(facts_, kind, scope_, region_);
  Region &region = facts_.regions[region_];
  region.condition = frame.condition;
  region.iterates = frame.opens == Action::Each;
  region.span = span;
  region.construct = frame.span;
  frame.bodyRegion = region_;
}

void Extractor::closeRegion(Frame &frame) {
  if (!frame.bodyRegion)
    return;
  assay::closeRegion(facts_, frame.bodyRegion);
  Region &region = facts_.regions[frame.bodyRegion];
  if (!region.condition)
    region.condition = frame.condition;
  region_ = region.parent;
  frame.bodyRegion = 0;
}

/// The kind of region that a child in `role` of a node opens; None if it opens none.
static RegionKind regionKindOf(Action action, Role role) {
  const bool isBody = role == Role::Body;
  switch (action) {
  case Action::Function:
  case Action::Lambda:
    return RegionKind::Body;
  case Action::Branch:
    return isBody ? RegionKind::Branch : RegionKind::Else;
  case Action::Each:
  case Action::Loop:
    return isBody ? RegionKind::Loop : RegionKind::Else;
  case Action::Try:
    return RegionKind::Try;
  case Action::Handler:
    return RegionKind::Handler;
  default:
    return RegionKind::None;
  }
}

/// Opens the region that a child in `role` runs in, unless the child before it opened it.
void Extractor::prepare(Frame &parent, Role role, Span span) {
  if (parent.bodyRegion && parent.regionRole == role) {
    facts_.regions[parent.bodyRegion].span.end = span.end;
    return;
  }
  closeRegion(parent);
  if (role != Role::Body && role != Role::Alternative)
    return;
  const RegionKind kind = regionKindOf(parent.opens, role);
  if (kind == RegionKind::None)
    return;
  if (!parent.counted &&
      (kind == RegionKind::Branch || kind == RegionKind::Loop || kind == RegionKind::Handler)) {
    ++facts_.controlFlow;
    parent.counted = true;
  }
  if (parent.opens == Action::Each && role == Role::Body)
    buildEach(parent);
  openRegion(parent, kind, span);
  parent.regionRole = role;
  if (kind == RegionKind::Handler)
    bindCaught(parent);
}

/// The loop variable gets an element of what is iterated over, once per round.
void Extractor::buildEach(Frame &frame) {
  Lowering lowering = at(frame);
  const Child *target = lowering.find(Role::Target);
  const Child *iterable = lowering.find(Role::Iterable);
  // Where a grammar does not tell the two apart, what is iterated over comes first.
  for (const Child &child : lowering.children)
    if (!target && child.role == Role::Iterable && &child != iterable)
      target = &child;
  if (!target || !target->value)
    return;
  ValueId from = iterable ? iterable->value : 0;
  // A shell's loop runs over the words that stand there.
  if (const auto words = lowering.operands(Role::Iterable);
      words.size() > 1 && target->role == Role::Target)
    from = lowering.make(ValueKind::Collection, iterable->span, words, 0, ValueDetail::List);
  const ValueId element =
      from ? lowering.make(ValueKind::Index, iterable->span, {{from}, {0}}) : ValueId{0};
  lowering.assign(target->value, element, frame.span, /*declares=*/true);
  frame.condition = from;
}

/// What the head of a handler names, by a target or an assignment, gets what is caught.
void Extractor::bindCaught(Frame &frame) {
  Lowering lowering = at(frame);
  const Child *named = lowering.find(Role::Target);
  const ValueId caught = lowering.make(ValueKind::Unknown, frame.span, {});
  facts_.regions[frame.bodyRegion].caught = caught;
  if (named && named->value)
    return lowering.assign(named->value, caught, named->span, /*declares=*/true);
  for (Statement &statement : llvm::reverse(facts_.statements)) {
    if (statement.kind == StatementKind::None || statement.span.begin < frame.span.begin)
      return;
    if (statement.kind == StatementKind::Assign)
      statement.value = caught;
  }
}

/// The node at hand stands where statements do, so it runs whenever what is around it does.
bool Extractor::isStatementPlace() const {
  if (frames_.size() < 2)
    return true;
  const Action around = frames_[frames_.size() - 2].opens;
  return isContainer(around) || around == Action::Evaluate || around == Action::Function ||
         around == Action::Lambda || around == Action::Skip;
}
