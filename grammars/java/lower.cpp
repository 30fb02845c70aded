#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"

// Java: string literals, dotted names, imports, method calls, parameters that a framework fills.

namespace assay::java {

bool plainString(Lowering &lowering);
bool dottedName(Lowering &lowering);
bool importDeclaration(Lowering &lowering);
void methodCall(Lowering &lowering);
void choice(Lowering &lowering);
void assertStatement(Lowering &lowering);
void parameter(Lowering &lowering);
void variadic(Lowering &lowering);
void caughtTypes(Lowering &lowering);

/// "text", """ text block """, 'c' or an escape. Only templates, which are no plain strings, have
/// holes.
bool plainString(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  if (text.contains("\\{"))
    return false;
  if (text.starts_with("\"\"\""))
    text = text.drop_front(3).drop_back(text.size() >= 6 ? 3 : 0);
  else if (!text.starts_with("\\"))
    text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  lowering.result.value =
      lowering.string(unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

/// A name with its package: java.io.File.
bool dottedName(Lowering &lowering) {
  const llvm::StringRef name = lowering.text().take_until([](char c) { return c == '<'; });
  lowering.result.value = lowering.name(lowering.facts.intern(name), lowering.span);
  return true;
}

/// import a.b.C; import a.b.*; import static a.b.C.m;
bool importDeclaration(Lowering &lowering) {
  llvm::StringRef text = lowering.text().rtrim("; \t\r\n");
  text.consume_front("import");
  text = text.ltrim();
  if (text.starts_with("static") && text.size() > 6 && llvm::isSpace(text[6]))
    text = text.drop_front(6).ltrim();
  const auto [module, symbol] = text.rsplit('.');
  const TextId name = lowering.facts.intern(symbol.trim());
  if (symbol.trim() == "*")
    lowering.import(lowering.facts.intern(module.trim()), name, 0, lowering.span);
  else if (symbol.empty())
    lowering.import(lowering.facts.intern(module), 0, lowering.facts.intern(module), lowering.span);
  else
    lowering.import(lowering.facts.intern(module.trim()), name, name, lowering.span);
  return true;
}

/// base.name(...), or name(...) of the class around it.
void methodCall(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *name = lowering.find(Role::Name);
  if (!name)
    return;
  const TextId text = lowering.intern(name->span);
  const ValueId callee =
      base ? lowering.make(ValueKind::Member, {lowering.span.begin, name->span.end},
                           {{base->value}}, text)
           : lowering.name(text, name->span);
  lowering.result.value = lowering.call(callee, lowering.operands(Role::Argument), lowering.span);
}

/// What decides is evaluated; the value is one of the others.
void choice(Lowering &lowering) {
  ++lowering.facts.controlFlow;
  lowering.result.value =
      lowering.make(ValueKind::Operator, lowering.span, lowering.operands(Role::Operand),
                    lowering.facts.intern("?:"));
}

/// A call of `assert`.
void assertStatement(Lowering &lowering) {
  const ValueId callee = lowering.name(lowering.facts.intern("assert"), lowering.span);
  lowering.evaluate(lowering.call(callee, lowering.operands(Role::Argument), lowering.span),
                    lowering.span);
}

/// An annotation such as @RequestParam says who fills the parameter: it is as if the parameter were
/// assigned from the annotation, which models name as a source.
void parameter(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  if (!name || !name->value)
    return;
  lowering.result.value = name->value;
  llvm::SmallVector<Operand, 8> sources = lowering.operands(Role::Operand);
  if (sources.empty())
    return;
  const TextId text = lowering.facts.value(name->value).text;
  const Span at = name->span;
  sources.push_back({lowering.name(text, at)});
  const ValueId from = lowering.make(ValueKind::Unknown, lowering.span, sources);
  lowering.assign(lowering.name(text, at), from, lowering.span, /*declares=*/true);
}

/// type... name
void variadic(Lowering &lowering) {
  if (const Child *name = lowering.find(Role::Target))
    lowering.result.value = lowering.name(lowering.intern(name->span), name->span);
}

/// Nothing for a handler of everything.
void caughtTypes(Lowering &lowering) {
  const llvm::StringRef text = lowering.text();
  if (text == "Exception" || text == "Throwable" || text == "RuntimeException")
    return;
  for (const Child &child : lowering.children)
    if (child.value)
      lowering.result.value = child.value;
}

} // namespace assay::java
