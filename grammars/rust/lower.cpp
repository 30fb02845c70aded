#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <vector>

// Rust: literals, use trees, macros (whose arguments the grammar leaves as tokens), calls that only
// unwrap or copy, and blocks that end in their value.

namespace assay::rust {

/// Braces in braces of a use tree; nobody writes more than a handful.
static constexpr std::size_t maxUseDepth = 64;

bool boolean(Lowering &lowering);
bool plainString(Lowering &lowering);
bool rawString(Lowering &lowering);
bool useDeclaration(Lowering &lowering);
void indexed(Lowering &lowering);
void call(Lowering &lowering);
void macroCall(Lowering &lowering);
void shorthand(Lowering &lowering);
void tailValues(Lowering &lowering);

bool boolean(Lowering &lowering) {
  lowering.result.value =
      lowering.make(ValueKind::Literal, lowering.span, {}, lowering.intern(lowering.span),
                    lowering.text() == "true" ? ValueDetail::True : ValueDetail::False);
  return true;
}

/// What stands between the quotes of b"...", r#"..."#, '...'.
static llvm::StringRef unquoted(llvm::StringRef text) {
  const std::size_t first = text.find_first_of("\"'");
  const std::size_t last = text.find_last_of("\"'");
  return first < last && last != llvm::StringRef::npos ? text.slice(first + 1, last)
                                                       : llvm::StringRef();
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

/// "a::b" as models spell it: "a.b".
static TextId dotted(FactSet &facts, llvm::StringRef path) {
  std::string text;
  for (const char c : path)
    if (c != ':')
      text += c;
    else if (text.empty() || text.back() != '.')
      text += '.';
  return facts.intern(facts.copy(llvm::StringRef(text).trim('.')));
}

/// One path of a use tree, without braces: `std::fs as files`, `self`, `*`.
static void importPath(Lowering &lowering, llvm::StringRef prefix, llvm::StringRef path) {
  auto [spelt, alias] = path.split(" as ");
  spelt = spelt.trim();
  const std::string full = (prefix + spelt).str();
  llvm::StringRef whole = full;
  if (whole.consume_back("self"))
    whole = whole.rtrim(':');
  const auto [module, name] = whole.rsplit("::");
  if (name.empty() && module.empty())
    return;
  const bool isTop = name.empty();
  const llvm::StringRef bound = alias.empty() ? (isTop ? module : name) : alias.trim();
  FactSet &facts = lowering.facts;
  const TextId symbol = isTop ? 0 : facts.intern(facts.copy(name));
  const TextId as = bound == "*" || bound == "_" ? 0 : facts.intern(facts.copy(bound));
  lowering.import(dotted(facts, module), symbol, as, lowering.span);
}

/// use std::{fs::{self, File}, env as e}; the open braces' prefixes are on a stack.
bool useDeclaration(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  text = text.drop_front(std::min(text.find("use ") + 4, text.size()));
  std::vector<std::string> prefixes{""};
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c != '{' && c != '}' && c != ',' && c != ';')
      continue;
    const llvm::StringRef part = text.slice(begin, at).trim();
    begin = at + 1;
    if (c == '{') {
      if (prefixes.size() > maxUseDepth)
        return true;
      prefixes.push_back((prefixes.back() + part).str());
      continue;
    }
    if (!part.empty())
      importPath(lowering, prefixes.back(), part);
    if (c == '}' && prefixes.size() > 1)
      prefixes.pop_back();
  }
  return true;
}

void indexed(Lowering &lowering) {
  const auto parts = lowering.operands(Role::Operand);
  if (!parts.empty())
    lowering.result.value =
        lowering.make(ValueKind::Index, lowering.span,
                      {{parts[0].value}, {parts.size() > 1 ? parts[1].value : ValueId{0}}});
}

/// Methods that give back what they are called on, unwrapped, copied or converted.
static bool keepsValue(llvm::StringRef method) {
  return llvm::StringSwitch<bool>(method)
      .Cases("unwrap", "expect", "unwrap_or_default", "unwrap_unchecked", "map_err", true)
      .Cases("clone", "cloned", "to_owned", "to_string", "into", "to_vec", "into_owned", true)
      .Cases("as_str", "as_ref", "as_bytes", "as_mut", "borrow", "as_deref", "by_ref", true)
      .Cases("iter", "into_iter", "to_string_lossy", "ok", "context", "into_boxed_str", true)
      .Default(false);
}

void call(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  if (!callee)
    return;
  const Value called = lowering.facts.value(callee->value);
  const auto arguments = lowering.operands(Role::Argument);
  if (called.kind == ValueKind::Member && keepsValue(lowering.facts.text(called.text)))
    lowering.result.value = lowering.facts.operandsOf(called)[0].value;
  else
    lowering.result.value = lowering.call(callee->value, arguments, lowering.span);
}

/// "ls {} {name}" with its arguments: texts and values in turn.
static ValueId format(Lowering &lowering, llvm::ArrayRef<Operand> arguments) {
  const Value first = lowering.facts.value(arguments[0].value);
  llvm::StringRef rest = lowering.facts.text(first.text);
  llvm::SmallVector<Operand, 8> parts;
  std::size_t next = 1;
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('{'), rest.size());
    if (open > 0)
      parts.push_back({lowering.string(rest.take_front(open), first.span)});
    rest = rest.drop_front(open);
    const auto [hole, after] = rest.drop_front(rest.empty() ? 0 : 1).split('}');
    if (rest.empty())
      break;
    const llvm::StringRef name = hole.split(':').first.trim();
    if (!name.empty() && !llvm::isDigit(name.front()))
      parts.push_back(
          {lowering.name(lowering.facts.intern(lowering.facts.copy(name)), first.span)});
    else if (next < arguments.size())
      parts.push_back(arguments[next++]);
    rest = after;
  }
  // What no hole took, or what the tokens of one argument fell into.
  for (; next < arguments.size(); ++next)
    parts.push_back(arguments[next]);
  return lowering.make(ValueKind::Format, lowering.span, parts);
}

void macroCall(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  if (!callee)
    return;
  const llvm::StringRef name = lowering.text(callee->span);
  const auto arguments = lowering.operands(Role::Argument);
  const bool formats = name == "format" || name == "format_args";
  if (name == "vec")
    lowering.result.value =
        lowering.make(ValueKind::Collection, lowering.span, arguments, 0, ValueDetail::List);
  else if (name == "concat")
    lowering.result.value = lowering.make(ValueKind::Concat, lowering.span, arguments);
  else if (formats && !arguments.empty() &&
           lowering.facts.value(arguments[0].value).kind == ValueKind::Literal)
    lowering.result.value = format(lowering, arguments);
  else {
    const ValueId called =
        callee->value ? callee->value : lowering.name(lowering.intern(callee->span), callee->span);
    lowering.result.value = lowering.call(called, arguments, lowering.span);
  }
}

void shorthand(Lowering &lowering) {
  const TextId name = lowering.intern(lowering.span);
  lowering.result.value = lowering.name(name, lowering.span);
  lowering.result.name = name;
}

/// A function's block that ends in an expression without a semicolon returns it.
void tailValues(Lowering &lowering) {
  FactSet &facts = lowering.facts;
  for (const Scope &scope : facts.scopes) {
    if (scope.kind != ScopeKind::Function || scope.body == 0)
      continue;
    const Region &body = facts.regions[scope.body];
    if (body.last <= body.first)
      continue;
    Statement &last = facts.statements[body.last - 1];
    if (last.kind == StatementKind::Evaluate && last.region == scope.body &&
        !lowering.text(last.span).ends_with(";") &&
        lowering.source.slice(last.span.end, body.span.end).trim() == "}")
      last.kind = StatementKind::Return;
  }
}

} // namespace assay::rust
