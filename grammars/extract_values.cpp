#include "grammars/extractor.h"

using namespace assay;

llvm::SmallVector<Operand, 8> assay::allOperands(const Lowering &lowering) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children)
    if (child.value && child.role != Role::Ignored)
      parts.push_back({child.value, child.name, child.spread});
  return parts;
}

TextId assay::nameOf(Lowering &lowering, const Child *child) {
  if (!child)
    return 0;
  if (!child->value)
    return lowering.intern(child->span);
  const Value &value = lowering.facts.value(child->value);
  // A function that is defined as Table.name or Class::name is known by its last name.
  const bool isNamed = value.kind == ValueKind::Literal || value.kind == ValueKind::Name ||
                       value.kind == ValueKind::Member;
  return isNamed ? value.text : 0;
}

TextId assay::operatorOf(Lowering &lowering) {
  for (const Child &child : lowering.children)
    if (!child.value && child.role == Role::None)
      return lowering.intern(child.span);
  return 0;
}

Child Extractor::buildPass(const Frame &frame) {
  Child result;
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : llvm::ArrayRef(children_).drop_front(frame.firstChild)) {
    if (!child.value || child.role == Role::Ignored)
      continue;
    parts.push_back({child.value, child.name, child.spread});
    result = child;
  }
  if (parts.size() > 1) {
    result = {};
    result.value = at(frame).make(ValueKind::Unknown, frame.span, parts);
  }
  return result;
}

static ValueId buildLiteral(Lowering &lowering, ValueDetail detail) {
  return lowering.make(ValueKind::Literal, lowering.span, {}, lowering.intern(lowering.span),
                       detail);
}

static ValueId valueOf(const Child *child) { return child ? child->value : 0; }

static ValueId buildMember(Lowering &lowering) {
  return lowering.make(ValueKind::Member, lowering.span, {{valueOf(lowering.find(Role::Base))}},
                       nameOf(lowering, lowering.find(Role::Name)));
}

static ValueId buildIndex(Lowering &lowering) {
  return lowering.make(ValueKind::Index, lowering.span,
                       {{valueOf(lowering.find(Role::Base))}, {valueOf(lowering.find(Role::Key))}});
}

static Child buildNamed(Lowering &lowering) {
  const Child *value = lowering.find(Role::Value);
  const Child *name = lowering.find(Role::Name);
  Child result;
  result.name = nameOf(lowering, name);
  result.value = valueOf(value);
  if (!value && name)
    result.value = name->value ? name->value : lowering.name(result.name, name->span);
  // Where a name is an expression, only a literal is a key that is known.
  const Child *key = lowering.find(Role::Key);
  if (key && key->value && lowering.facts.value(key->value).kind == ValueKind::Literal)
    result.name = lowering.facts.value(key->value).text;
  else if (key)
    name = key;
  // A computed key is part of the value: what flows into it flows into the map.
  if (name && name->value && !result.name)
    result.value =
        lowering.make(ValueKind::Unknown, lowering.span, {{result.value}, {name->value}});
  return result;
}

/// A value made of all its children.
static ValueId buildWhole(Lowering &lowering, ValueKind kind, TextId text = 0,
                          ValueDetail detail = ValueDetail::None) {
  return lowering.make(kind, lowering.span, allOperands(lowering), text, detail);
}

Child Extractor::buildValue(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  Child result;
  switch (action) {
  case Action::Name:
    result.value = lowering.name(lowering.intern(frame.span), frame.span);
    break;
  case Action::String:
    result.value = lowering.string(lowering.text(), frame.span);
    break;
  case Action::Number:
    result.value = buildLiteral(lowering, ValueDetail::Number);
    break;
  case Action::True:
    result.value = buildLiteral(lowering, ValueDetail::True);
    break;
  case Action::False:
    result.value = buildLiteral(lowering, ValueDetail::False);
    break;
  case Action::Null:
    result.value = buildLiteral(lowering, ValueDetail::Null);
    break;
  case Action::Member:
    result.value = buildMember(lowering);
    break;
  case Action::Index:
    result.value = buildIndex(lowering);
    break;
  case Action::Call:
    result.value = lowering.call(valueOf(lowering.find(Role::Callee)),
                                 lowering.operands(Role::Argument), frame.span);
    break;
  case Action::Named:
    return buildNamed(lowering);
  case Action::Spread:
    result = buildPass(frame);
    result.spread = true;
    break;
  default:
    result.value = buildCombined(lowering, action);
    break;
  }
  return result;
}

/// Values that are put together from all their parts.
ValueId Extractor::buildCombined(Lowering &lowering, Action action) {
  switch (action) {
  case Action::Concat:
    return buildWhole(lowering, ValueKind::Concat);
  case Action::Format:
    return buildWhole(lowering, ValueKind::Format);
  case Action::List:
    return buildWhole(lowering, ValueKind::Collection, 0, ValueDetail::List);
  case Action::Map:
    return buildWhole(lowering, ValueKind::Collection, 0, ValueDetail::Map);
  case Action::Choice:
    ++facts_.controlFlow;
    return buildWhole(lowering, ValueKind::Operator, facts_.intern("?:"));
  case Action::Operator:
    return buildWhole(lowering, ValueKind::Operator, operatorOf(lowering));
  default:
    return buildWhole(lowering, ValueKind::Unknown);
  }
}
