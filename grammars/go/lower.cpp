#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

// Go: literals, imports, calls that give back several values, methods, which stand outside their
// type.

namespace assay::go {

bool plainString(Lowering &lowering);
bool rawString(Lowering &lowering);
void call(Lowering &lowering);
void declaration(Lowering &lowering);
void assignment(Lowering &lowering);
void composite(Lowering &lowering);
void step(Lowering &lowering);
void rangeClause(Lowering &lowering);
void forClause(Lowering &lowering);
void importSpec(Lowering &lowering);
void attachMethods(Lowering &lowering);

static llvm::StringRef unquoted(llvm::StringRef text) {
  return text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
}

bool plainString(Lowering &lowering) {
  lowering.result.value = lowering.string(
      unescape(lowering.facts, unquoted(lowering.text()), EscapeStyle::C), lowering.span);
  return true;
}

bool rawString(Lowering &lowering) {
  lowering.result.value = lowering.string(unquoted(lowering.text()), lowering.span);
  return true;
}

/// Sprintf builds a text and does nothing else: it is a Format, which folds.
void call(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  if (!callee)
    return;
  const auto arguments = lowering.operands(Role::Argument);
  const Value &called = lowering.facts.value(callee->value);
  const bool formats =
      called.kind == ValueKind::Member && lowering.facts.text(called.text) == "Sprintf";
  lowering.result.value = formats ? lowering.make(ValueKind::Format, lowering.span, arguments,
                                                  lowering.facts.intern("%"))
                                  : lowering.call(callee->value, arguments, lowering.span);
}

/// Whether the call may give back its values as a tuple of this file. What other packages export is
/// spelt with a capital letter; of their results the first is what models speak of, the others
/// being errors and flags.
static bool isOwnCall(const FactSet &facts, const Value &value) {
  const Value &callee = facts.value(facts.operandsOf(value)[0].value);
  const llvm::StringRef name = facts.text(callee.text);
  return callee.kind != ValueKind::Member || name.empty() || !llvm::isUpper(name.front());
}

static void bind(Lowering &lowering, bool declares) {
  llvm::SmallVector<ValueId, 4> targets;
  for (const Child &child : lowering.children) {
    if (child.role != Role::Target || !child.value)
      continue;
    const Value &target = lowering.facts.value(child.value);
    if (target.kind != ValueKind::Collection)
      targets.push_back(child.value);
    else
      for (const Operand &entry : lowering.facts.operandsOf(target))
        targets.push_back(entry.value);
  }
  const Child *given = lowering.find(Role::Value);
  const ValueId from = given ? given->value : 0;
  const Span at = given ? Span{lowering.span.begin, given->span.end} : lowering.span;
  lowering.result.isStatement = true;
  if (targets.size() == 1)
    return lowering.assign(targets[0], from, at, declares);
  // a, b = b, a: every part is taken before anything is assigned; what is a list stays one.
  const Value value = lowering.facts.value(from);
  const bool isTuple = value.kind == ValueKind::Collection ||
                       (value.kind == ValueKind::Call && isOwnCall(lowering.facts, value));
  for (std::size_t index = 0; index < targets.size(); ++index) {
    ValueId part = from;
    if (from && (isTuple || index > 0)) {
      const TextId key = lowering.facts.intern(lowering.facts.copy(llvm::utostr(index)));
      const ValueId position = lowering.make(ValueKind::Literal, at, {}, key, ValueDetail::Number);
      part = lowering.make(ValueKind::Index, at, {{from}, {position}});
    }
    lowering.assign(targets[index], part, at, declares);
  }
}

void declaration(Lowering &lowering) { bind(lowering, /*declares=*/true); }

void assignment(Lowering &lowering) { bind(lowering, /*declares=*/false); }

/// Type{a, b} of a struct gives no names of the fields: what flows in is in all of it.
void composite(Lowering &lowering) {
  const Child *type = lowering.find(Role::Ignored);
  const Child *body = lowering.find(Role::Operand);
  if (!body || !body->value)
    return;
  lowering.result.value = body->value;
  const llvm::StringRef spelt = type ? lowering.text(type->span) : llvm::StringRef();
  const Value value = lowering.facts.value(body->value);
  if (value.detail == ValueDetail::Map && type)
    lowering.facts.values[body->value].text = lowering.facts.intern(spelt);
  if (value.detail != ValueDetail::List || spelt.starts_with("[") || spelt.starts_with("map"))
    return;
  const llvm::SmallVector<Operand, 8> parts(lowering.facts.operandsOf(value));
  lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, parts);
}

/// i++ changes i.
void step(Lowering &lowering) {
  for (const Child &child : lowering.children) {
    if (!child.value)
      continue;
    const ValueId target = child.value;
    const ValueId next = lowering.make(ValueKind::Operator, lowering.span,
                                       {{lowering.reading(target)}}, lowering.facts.intern("++"));
    return lowering.assign(target, next, lowering.span, /*declares=*/false);
  }
}

/// for key, element := range iterable. A single target gets an element too: that is what a channel
/// or a function yields.
void rangeClause(Lowering &lowering) {
  const Child *iterable = lowering.find(Role::Iterable);
  const Child *target = lowering.find(Role::Target);
  const ValueId from = iterable ? iterable->value : 0;
  lowering.result.value = from;
  if (!target || !target->value || !from)
    return;
  const Span at = iterable->span;
  const ValueId element = lowering.make(ValueKind::Index, at, {{from}, {0}});
  const Value left = lowering.facts.value(target->value);
  if (left.kind != ValueKind::Collection || left.operandCount != 2)
    return lowering.assign(target->value, element, lowering.span, /*declares=*/true);
  const ValueId key = lowering.facts.operandsOf(left)[0].value;
  const ValueId entry = lowering.facts.operandsOf(left)[1].value;
  lowering.assign(key, 0, lowering.span, /*declares=*/true);
  lowering.assign(entry, element, lowering.span, /*declares=*/true);
}

void forClause(Lowering &lowering) {
  if (const Child *condition = lowering.find(Role::Condition))
    lowering.result.value = condition->value;
}

/// The name a package goes by when the import gives none: the last part of its path that is not a
/// major version, without gopkg.in's ".v3".
static llvm::StringRef packageName(llvm::StringRef path) {
  auto [parent, last] = path.rsplit('/');
  const auto isVersion = [](llvm::StringRef text) {
    return text.consume_front("v") && !text.empty() && llvm::all_of(text, llvm::isDigit);
  };
  if (!last.empty() && isVersion(last))
    last = parent.contains('/') ? parent.rsplit('/').second : parent;
  if (last.empty())
    last = path;
  const auto [name, version] = last.rsplit('.');
  return isVersion(version) ? name : last;
}

void importSpec(Lowering &lowering) {
  const Child *path = lowering.find(Role::Module);
  const Child *name = lowering.find(Role::Alias);
  if (!path || !path->value)
    return;
  const TextId module = lowering.facts.value(path->value).text;
  const llvm::StringRef spelt = name ? lowering.text(name->span) : llvm::StringRef();
  if (spelt == ".")
    return lowering.import(module, lowering.facts.intern("*"), 0, lowering.span);
  TextId alias = 0;
  if (spelt != "_")
    alias = lowering.facts.intern(spelt.empty() ? packageName(lowering.facts.text(module)) : spelt);
  lowering.import(module, 0, alias, lowering.span);
}

/// "func (name *Type[T]) Method(": the type; empty for a function.
static llvm::StringRef receiverType(llvm::StringRef text) {
  if (!text.consume_front("func"))
    return {};
  text = text.ltrim();
  if (!text.consume_front("("))
    return {};
  text = text.split(')').first.split('[').first.rtrim();
  const std::size_t at = text.find_last_of(" \t\n*");
  return at == llvm::StringRef::npos ? text : text.drop_front(at + 1);
}

/// A receiver may have any name; the engine knows it as `this`.
static void renameReceiver(FactSet &facts, const Scope &method) {
  if (method.parameterCount == 0 || method.body == 0)
    return;
  const ValueId target = facts.parameters[method.firstParameter].target;
  const TextId name = facts.value(target).text;
  const TextId receiver = facts.intern("this");
  facts.values[target].text = receiver;
  const Region &body = facts.regions[method.body];
  for (ValueId id = body.firstValue; id < body.lastValue; ++id)
    if (facts.values[id].kind == ValueKind::Name && facts.values[id].text == name)
      facts.values[id].text = receiver;
}

/// Methods become members of their type, which may be declared after them.
void attachMethods(Lowering &lowering) {
  FactSet &facts = lowering.facts;
  llvm::DenseMap<TextId, ScopeId> types;
  for (const Statement &statement : facts.statements)
    if (statement.kind == StatementKind::Define && !statement.value)
      types.try_emplace(statement.name, statement.target);
  for (Statement &statement : facts.statements) {
    if (statement.kind != StatementKind::Define || !statement.value)
      continue;
    const llvm::StringRef type = receiverType(lowering.text(statement.span));
    const auto at = type.empty() ? types.end() : types.find(facts.intern(type));
    if (at == types.end())
      continue;
    statement.scope = at->second;
    facts.scopes[statement.target].parent = at->second;
    renameReceiver(facts, facts.scopes[statement.target]);
  }
}

} // namespace assay::go
