#include "grammars/powershell/words.h"
#include "llvm/ADT/StringSwitch.h"

// PowerShell: expressions, whose operators are functions in part (-f, -join, -replace, casts), and
// statements. lower_words.cpp has names and texts, lower_command.cpp commands.

namespace assay::powershell {

void binary(Lowering &lowering);
void unary(Lowering &lowering);
void cast(Lowering &lowering);
void arrayLiteral(Lowering &lowering);
void arrayExpression(Lowering &lowering);
void hashEntry(Lowering &lowering);
void member(Lowering &lowering);
void element(Lowering &lowering);
void invocation(Lowering &lowering);
void argumentList(Lowering &lowering);
void assignment(Lowering &lowering);
void statements(Lowering &lowering);
void exits(Lowering &lowering);
void parameter(Lowering &lowering);
void body(Lowering &lowering);

namespace {

/// base.name, or base.(computed name).
ValueId memberOf(Lowering &lowering, ValueId base, ValueId name, Span at) {
  const llvm::StringRef text = constantText(lowering, name);
  if (text.empty())
    return lowering.make(ValueKind::Index, at, {{base}, {name}});
  return lowering.make(ValueKind::Member, at, {{base}}, lowering.facts.intern(text));
}

/// A method of a value, such as those that operators stand for.
ValueId method(Lowering &lowering, ValueId base, llvm::StringRef name,
               llvm::ArrayRef<Operand> arguments) {
  const ValueId callee =
      lowering.make(ValueKind::Member, lowering.span, {{base}}, lowering.facts.intern(name));
  return lowering.call(callee, arguments, lowering.span);
}

/// -replace takes a regular expression; without any sign of one it replaces a text.
bool isPlainPattern(llvm::StringRef text) {
  return !text.empty() && text.find_first_of("\\^$.|?*+()[]{}") == llvm::StringRef::npos;
}

/// As the other languages spell it.
llvm::StringRef operatorNamed(llvm::StringRef spelling) {
  return llvm::StringSwitch<llvm::StringRef>(spelling)
      .Cases("-eq", "-ieq", "-ceq", "==")
      .Cases("-ne", "-ine", "-cne", "!=")
      .Case("-lt", "<")
      .Case("-gt", ">")
      .Case("-le", "<=")
      .Case("-ge", ">=")
      .Default(spelling);
}

ValueId apply(Lowering &lowering, llvm::StringRef op, ValueId left, ValueId right) {
  if (op == "+")
    return lowering.make(ValueKind::Concat, lowering.span, {{left}, {right}});
  if (op == "-f") {
    Operands arguments{{left}};
    arguments.append(entriesOf(lowering, right));
    return lowering.call(lowering.name(lowering.facts.intern("-f"), lowering.span), arguments,
                         lowering.span);
  }
  if (op == "-join")
    return method(lowering, left, "join", {{right}});
  if (op == "-replace" || op == "-creplace" || op == "-ireplace") {
    Operands arguments = entriesOf(lowering, right);
    if (arguments.size() == 1)
      arguments.push_back({lowering.string("", lowering.span)});
    if (isPlainPattern(constantText(lowering, arguments[0].value)))
      return method(lowering, left, "replace", arguments);
  }
  return lowering.make(ValueKind::Operator, lowering.span, {{left}, {right}},
                       intern(lowering, operatorNamed(op)));
}

} // namespace

/// One operand is itself; most expressions are a chain of these.
void binary(Lowering &lowering) {
  const Child *left = nullptr;
  for (const Child &child : lowering.children) {
    if (!child.value)
      continue;
    if (left) {
      const llvm::StringRef op = lowering.source.slice(left->span.end, child.span.begin);
      lowering.result = {};
      lowering.result.value =
          apply(lowering, op.trim(" \t\r\n()").lower(), left->value, child.value);
      return;
    }
    left = &child;
    lowering.result.value = child.value;
    lowering.result.name = child.name;
    lowering.result.isStatement = child.isStatement;
  }
}

void unary(Lowering &lowering) {
  const Operands values = valuesOf(lowering);
  if (values.empty())
    return;
  const ValueId value = values.back().value;
  const std::string op =
      lowering.source.slice(lowering.span.begin, lowering.children.back().span.begin)
          .trim()
          .lower();
  if (op.empty())
    lowering.result.value = value;
  else if (op == "-join")
    lowering.result.value = method(lowering, value, "join", {});
  else if (op == ",")
    lowering.result.value =
        lowering.make(ValueKind::Collection, lowering.span, values, 0, ValueDetail::List);
  else
    lowering.result.value = lowering.make(ValueKind::Operator, lowering.span, {{value}},
                                          intern(lowering, op == "-not" ? "!" : op));
}

/// [char]65 is a text; the other casts keep the value.
void cast(Lowering &lowering) {
  const Child *type = lowering.find(Role::Name);
  const Operands values = valuesOf(lowering);
  if (values.empty() || !type)
    return;
  const std::string name = lowering.text(type->span).lower();
  lowering.result.value = values.back().value;
  if (name != "[char]" && name != "[char[]]")
    return;
  Operands characters;
  for (const Operand &code : entriesOf(lowering, values.back().value))
    characters.push_back({lowering.call(
        lowering.name(lowering.facts.intern("[char]"), lowering.span), {code}, lowering.span)});
  lowering.result.value =
      characters.size() == 1
          ? characters[0].value
          : lowering.make(ValueKind::Collection, lowering.span, characters, 0, ValueDetail::List);
}

void arrayLiteral(Lowering &lowering) {
  const Operands values = valuesOf(lowering);
  if (values.size() == 1)
    lowering.result.value = values[0].value;
  else
    lowering.result.value =
        lowering.make(ValueKind::Collection, lowering.span, values, 0, ValueDetail::List);
}

/// @( ... ) is a collection, whatever stands in it.
void arrayExpression(Lowering &lowering) {
  const Operands values = valuesOf(lowering);
  if (values.size() == 1 && lowering.facts.value(values[0].value).kind == ValueKind::Collection)
    lowering.result.value = values[0].value;
  else
    lowering.result.value =
        lowering.make(ValueKind::Collection, lowering.span, values, 0, ValueDetail::List);
}

void hashEntry(Lowering &lowering) {
  const Operands parts = valuesOf(lowering);
  if (parts.empty())
    return;
  lowering.result.value = parts.back().value;
  if (parts.size() > 1)
    lowering.result.name = intern(lowering, constantText(lowering, parts[0].value).lower());
}

void member(Lowering &lowering) {
  const Operands parts = valuesOf(lowering);
  if (parts.size() >= 2)
    lowering.result.value = memberOf(lowering, parts[0].value, parts[1].value, lowering.span);
}

void element(Lowering &lowering) {
  const Operands parts = valuesOf(lowering);
  if (parts.size() >= 2)
    lowering.result.value =
        lowering.make(ValueKind::Index, lowering.span, {{parts[0].value}, {parts[1].value}});
}

void argumentList(Lowering &lowering) {
  lowering.result.value =
      lowering.make(ValueKind::Collection, lowering.span, valuesOf(lowering), 0, ValueDetail::List);
  lowering.result.name = lowering.facts.intern(argumentsMark);
}

/// Type::new(a) constructs, method.Invoke(a) calls the method.
static ValueId callMember(Lowering &lowering, ValueId base, ValueId name,
                          llvm::ArrayRef<Operand> arguments) {
  const llvm::StringRef text = constantText(lowering, name);
  if (text.equals_insensitive("new"))
    return lowering.call(base, arguments, lowering.span);
  const ValueKind kind = lowering.facts.value(base).kind;
  if (text.equals_insensitive("invoke") && (kind == ValueKind::Member || kind == ValueKind::Index))
    return lowering.call(base, arguments, lowering.span);
  return lowering.call(memberOf(lowering, base, name, lowering.span), arguments, lowering.span);
}

void invocation(Lowering &lowering) {
  Operands parts = valuesOf(lowering);
  Operands arguments;
  if (!parts.empty() && parts.back().name &&
      lowering.facts.text(parts.back().name) == argumentsMark) {
    arguments = entriesOf(lowering, parts.back().value);
    parts.pop_back();
  }
  if (parts.size() >= 2)
    lowering.result.value = callMember(lowering, parts[0].value, parts[1].value, arguments);
}

void assignment(Lowering &lowering) {
  const Child *target = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!target || !target->value || !value)
    return;
  const llvm::StringRef left = lowering.text(target->span);
  const llvm::StringRef op = lowering.source.slice(target->span.end, value->span.begin).trim();
  const ValueId to = target->value;
  ValueId from = value->value;
  if (op != "=" && from)
    from = lowering.make(op == "+=" ? ValueKind::Concat : ValueKind::Operator, lowering.span,
                         {{to}, {from}}, lowering.facts.intern(op));
  const ScopeId inner = lowering.scope;
  const bool isOuter =
      left.starts_with_insensitive("$script:") || left.starts_with_insensitive("$global:");
  lowering.scope = isOuter ? 1 : variableScope(lowering);
  lowering.assign(to, from, lowering.span, /*declares=*/true);
  lowering.scope = inner;
  lowering.result.value = from;
  lowering.result.isStatement = true;
}

/// Evaluates all, and hands the last value on.
void statements(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (!child.value)
      continue;
    if (!child.isStatement && lowering.facts.value(child.value).kind != ValueKind::Literal)
      lowering.evaluate(child.value, child.span);
    lowering.result.value = child.value;
    lowering.result.isStatement = true;
  }
}

/// What the last statement gives is what a function gives.
void body(Lowering &lowering) {
  const Operands values = valuesOf(lowering);
  if (!values.empty())
    lowering.facts.statements.push_back({.kind = StatementKind::Return,
                                         .span = lowering.facts.value(values.back().value).span,
                                         .scope = lowering.scope,
                                         .region = lowering.region,
                                         .value = values.back().value});
}

void exits(Lowering &lowering) {
  lowering.result.value = lowering.call(lowering.name(lowering.facts.intern("exit"), lowering.span),
                                        valuesOf(lowering), lowering.span);
}

/// A parameter of the script comes from whoever starts it.
void parameter(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  const Child *fallback = lowering.find(Role::Value);
  if (!name || !name->value)
    return;
  lowering.result.value = name->value;
  if (lowering.scope == 1)
    lowering.assign(name->value, lowering.name(lowering.facts.intern("$args"), name->span),
                    lowering.span, /*declares=*/true);
  else if (fallback && fallback->value) {
    lowering.result.name = lowering.facts.value(name->value).text;
    lowering.result.value = fallback->value;
  }
}

} // namespace assay::powershell
