#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"

// C#: string literals, members of generic types, using, parameters that a framework fills.

namespace assay::csharp {

bool boolean(Lowering &lowering);
bool plainString(Lowering &lowering);
bool escapeSequence(Lowering &lowering);
bool usingDirective(Lowering &lowering);
void member(Lowering &lowering);
void conditionalAccess(Lowering &lowering);
void initializer(Lowering &lowering);
void choice(Lowering &lowering);
void yielded(Lowering &lowering);
void parameter(Lowering &lowering);
void caughtTypes(Lowering &lowering);

bool boolean(Lowering &lowering) {
  lowering.result.value =
      lowering.make(ValueKind::Literal, lowering.span, {}, lowering.intern(lowering.span),
                    lowering.text() == "true" ? ValueDetail::True : ValueDetail::False);
  return true;
}

/// "text", 'c', @"verbatim ""text""", """raw text""", and those with u8 behind them.
bool plainString(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  if (text.ends_with_insensitive("u8"))
    text = text.drop_back(2);
  const bool isVerbatim = text.consume_front("@");
  const std::size_t quotes = text.size() - text.ltrim('"').size();
  if (!isVerbatim && quotes >= 3 && text.size() >= 2 * quotes) {
    lowering.result.value =
        lowering.string(text.drop_front(quotes).drop_back(quotes), lowering.span);
    return true;
  }
  text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  if (!isVerbatim) {
    text = unescape(lowering.facts, text, EscapeStyle::C);
  } else if (text.contains("\"\"")) {
    llvm::SmallVector<llvm::StringRef, 8> pieces;
    text.split(pieces, "\"\"");
    text = lowering.facts.copy(llvm::join(pieces, "\""));
  }
  lowering.result.value = lowering.string(text, lowering.span);
  return true;
}

/// A backslash escape, or a doubled quote or brace.
bool escapeSequence(Lowering &lowering) {
  const llvm::StringRef text = lowering.text();
  lowering.result.value = lowering.string(
      text.starts_with("\\") ? unescape(lowering.facts, text, EscapeStyle::C) : text.take_front(1),
      lowering.span);
  return true;
}

/// using A.B; using static A.B.C; using D = A.B.C;
bool usingDirective(Lowering &lowering) {
  llvm::StringRef text = lowering.text().rtrim("; \t\r\n");
  for (const llvm::StringRef word : {"global", "using", "static", "unsafe"})
    if (text.starts_with(word) && text.size() > word.size() && llvm::isSpace(text[word.size()]))
      text = text.drop_front(word.size()).ltrim();
  if (!text.contains('=')) {
    lowering.import(lowering.facts.intern(text), lowering.facts.intern("*"), 0, lowering.span);
    return true;
  }
  const auto [alias, target] = text.split('=');
  const auto [module, symbol] = target.trim().rsplit('.');
  lowering.import(lowering.facts.intern(module), symbol.empty() ? 0 : lowering.facts.intern(symbol),
                  lowering.facts.intern(alias.trim()), lowering.span);
  return true;
}

/// base.name and ?.name; type arguments are not part of the name.
void member(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *name = lowering.find(Role::Name);
  if (!name)
    return;
  const llvm::StringRef text =
      lowering.text(name->span).take_until([](char c) { return c == '<' || llvm::isSpace(c); });
  lowering.result.value = lowering.make(ValueKind::Member, lowering.span,
                                        {{base ? base->value : 0}}, lowering.facts.intern(text));
}

/// base?.name: the member that has no base yet gets it.
void conditionalAccess(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *access = lowering.find(Role::Operand);
  if (!base || !access || !access->value)
    return;
  const Value member = lowering.facts.value(access->value);
  const auto parts = lowering.facts.operandsOf(member);
  if (member.kind == ValueKind::Member && !parts.empty() && parts[0].value == 0)
    lowering.facts.operands[member.firstOperand].value = base->value;
  lowering.result.value = access->value;
}

/// {a, b} is a list; {Name = value} assigns members and is a map.
void initializer(Lowering &lowering) {
  const bool isMap =
      llvm::any_of(lowering.children, [](const Child &child) { return child.isStatement; });
  llvm::SmallVector<Operand, 8> entries;
  for (const Child &child : lowering.children) {
    if (!child.value)
      continue;
    const llvm::StringRef name =
        lowering.text(child.span).take_until([](char c) { return c == '=' || llvm::isSpace(c); });
    entries.push_back({child.value, child.isStatement ? lowering.facts.intern(name) : 0});
  }
  lowering.result.value = lowering.make(ValueKind::Collection, lowering.span, entries, 0,
                                        isMap ? ValueDetail::Map : ValueDetail::List);
}

/// What decides is evaluated; the value is one of the others.
void choice(Lowering &lowering) {
  ++lowering.facts.controlFlow;
  lowering.result.value =
      lowering.make(ValueKind::Operator, lowering.span, lowering.operands(Role::Operand),
                    lowering.facts.intern("?:"));
}

/// An iterator gives its values back one by one.
void yielded(Lowering &lowering) {
  for (const Child &child : lowering.children)
    if (child.value)
      lowering.facts.statements.push_back({.kind = StatementKind::Return,
                                           .span = lowering.span,
                                           .scope = lowering.scope,
                                           .region = lowering.region,
                                           .value = child.value});
}

/// An attribute such as [FromQuery] says who fills the parameter: it is as if the parameter were
/// assigned from the attribute, which models name as a source.
void parameter(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  const Child *fallback = lowering.find(Role::Value);
  if (!name || !name->value)
    return;
  const TextId text = lowering.facts.value(name->value).text;
  const Span at = name->span;
  lowering.result.value = name->value;
  if (fallback && fallback->value) {
    lowering.result.name = text;
    lowering.result.value = fallback->value;
  }
  llvm::SmallVector<Operand, 8> sources = lowering.operands(Role::Operand);
  if (sources.empty())
    return;
  sources.push_back({lowering.name(text, at)});
  const ValueId from = lowering.make(ValueKind::Unknown, lowering.span, sources);
  lowering.assign(lowering.name(text, at), from, lowering.span, /*declares=*/true);
}

/// Nothing for a handler of everything.
void caughtTypes(Lowering &lowering) {
  const Child *type = lowering.find(Role::Operand);
  if (!type)
    return;
  const llvm::StringRef text = lowering.text(type->span);
  if (text != "Exception" && text != "System.Exception")
    lowering.result.value = type->value;
}

} // namespace assay::csharp
