#include "grammars/lowering.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

const Child *Lowering::find(Role role) const {
  for (const Child &child : children)
    if (child.role == role)
      return &child;
  return nullptr;
}

llvm::SmallVector<Operand, 8> Lowering::operands(Role role) const {
  llvm::SmallVector<Operand, 8> found;
  for (const Child &child : children)
    if (child.role == role && child.value)
      found.push_back({child.value, child.name, child.spread});
  return found;
}

ValueId Lowering::make(ValueKind kind, Span at, llvm::ArrayRef<Operand> parts, TextId text,
                       ValueDetail detail) {
  Value value;
  value.kind = kind;
  value.detail = detail;
  value.span = at;
  value.text = text;
  value.scope = scope;
  return facts.add(value, parts);
}

ValueId Lowering::name(TextId text, Span at) { return make(ValueKind::Name, at, {}, text); }

ValueId Lowering::string(llvm::StringRef text, Span at) {
  return make(ValueKind::Literal, at, {}, facts.append(text), ValueDetail::String);
}

ValueId Lowering::reading(ValueId target) {
  const Value value = facts.value(target);
  return value.kind == ValueKind::Name ? name(value.text, value.span) : target;
}

ValueId Lowering::call(ValueId callee, llvm::ArrayRef<Operand> arguments, Span at) {
  llvm::SmallVector<Operand, 8> parts{{callee, 0, false}};
  parts.append(arguments.begin(), arguments.end());
  return make(ValueKind::Call, at, parts);
}

void Lowering::append(ValueId to, Operand operand) {
  Value &value = facts.values[to];
  const llvm::SmallVector<Operand, 8> parts(facts.operandsOf(value));
  value.firstOperand = static_cast<std::uint32_t>(facts.operands.size());
  value.operandCount += 1;
  facts.operands.insert(facts.operands.end(), parts.begin(), parts.end());
  facts.operands.push_back(operand);
}

Statement &Lowering::add(StatementKind kind, Span at) {
  Statement &statement = facts.statements.emplace_back();
  statement.kind = kind;
  statement.span = at;
  statement.scope = scope;
  statement.region = region;
  return statement;
}

void Lowering::import(TextId module, TextId symbol, TextId alias, Span at) {
  Statement &statement = add(StatementKind::Import, at);
  statement.module = module;
  statement.symbol = symbol;
  statement.name = alias;
}

void Lowering::evaluate(ValueId value, Span at) {
  if (value)
    add(StatementKind::Evaluate, at).value = value;
}

void Lowering::yield(ValueId value) {
  if (value)
    add(StatementKind::Return, span).value = value;
  result.value = make(ValueKind::Unknown, span, {});
}

void Lowering::outer(TextId name, bool isModule) {
  Statement &statement = add(StatementKind::Outer, span);
  statement.name = name;
  statement.symbol = isModule ? name : 0;
}

void Lowering::alias(TextId name, ValueId other) {
  Statement &statement = add(StatementKind::Alias, span);
  statement.name = name;
  statement.value = other;
}

void Lowering::mixIn(ValueId base) {
  if (base)
    facts.mixins.push_back({scope, base});
}

void Lowering::embed(llvm::StringRef language, ValueId code) {
  Statement &statement = add(StatementKind::EmbeddedCode, facts.value(code).span);
  statement.name = facts.intern(facts.copy(language));
  statement.value = code;
}

void Lowering::assign(ValueId target, ValueId value, Span at, bool declares) {
  // Destructuring: each entry of the target gets its part of the value. Targets were built from
  // syntax, so the work is bounded by the syntax.
  llvm::SmallVector<std::pair<ValueId, ValueId>, 4> todo{{target, value}};
  while (!todo.empty()) {
    const auto [to, from] = todo.pop_back_val();
    const Value pattern = facts.value(to);
    if (pattern.kind == ValueKind::Unknown && pattern.operandCount == 1) {
      todo.push_back({facts.operandsOf(pattern)[0].value, from});
      continue;
    }
    if (pattern.kind != ValueKind::Collection) {
      Statement &statement = add(StatementKind::Assign, at);
      statement.target = to;
      statement.value = from;
      statement.declares = declares;
      continue;
    }
    for (std::uint32_t at2 = pattern.operandCount; at2-- > 0;) {
      const Operand entry = facts.operands[pattern.firstOperand + at2];
      ValueId part = from;
      if (from && !entry.spread) {
        if (pattern.detail == ValueDetail::Map && entry.name) {
          part = make(ValueKind::Member, facts.value(entry.value).span, {{from}}, entry.name);
        } else {
          const TextId key = facts.intern(facts.copy(llvm::utostr(at2)));
          const ValueId index =
              make(ValueKind::Literal, pattern.span, {}, key, ValueDetail::Number);
          part = make(ValueKind::Index, facts.value(entry.value).span, {{from}, {index}});
        }
      }
      todo.push_back({entry.value, part});
    }
  }
}
