#include "grammars/lowering.h"
#include "grammars/text_escape.h"

// JavaScript: quoted and template strings, shorthand properties, import clauses.

namespace assay::javascript {

bool plainString(Lowering &lowering);
bool plainTemplate(Lowering &lowering);
bool escapeSequence(Lowering &lowering);
void sequence(Lowering &lowering);
void shorthand(Lowering &lowering);
void defaulted(Lowering &lowering);
void importStatement(Lowering &lowering);
void exportFrom(Lowering &lowering);
void exportNames(Lowering &lowering);
void importSpecifier(Lowering &lowering);
void namespaceImport(Lowering &lowering);
void yielded(Lowering &lowering);

static bool literal(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  lowering.result.value =
      lowering.string(unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

bool plainString(Lowering &lowering) { return literal(lowering); }

bool plainTemplate(Lowering &lowering) {
  return !lowering.text().contains("${") && literal(lowering);
}

bool escapeSequence(Lowering &lowering) {
  lowering.result.value =
      lowering.string(unescape(lowering.facts, lowering.text(), EscapeStyle::C), lowering.span);
  return true;
}

/// a, b: each is evaluated, the last is the value.
void sequence(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value)
      continue;
    if (lowering.result.value)
      lowering.evaluate(lowering.result.value, lowering.span);
    lowering.result.value = child.value;
  }
}

/// {name} stands for {name: name}.
void shorthand(Lowering &lowering) {
  const TextId name = lowering.intern(lowering.span);
  lowering.result.value = lowering.name(name, lowering.span);
  lowering.result.name = name;
}

/// target = fallback in a pattern: the target is what counts.
void defaulted(Lowering &lowering) {
  if (const Child *target = lowering.find(Role::Operand)) {
    lowering.result.value = target->value;
    lowering.result.name = target->name;
  }
}

/// Specifiers come as children: name is the local name, value the text of the exported one.
void importStatement(Lowering &lowering) {
  const Child *source = lowering.find(Role::Module);
  if (!source || !source->value)
    return;
  const TextId module = lowering.facts.value(source->value).text;
  bool binds = false;
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (child.role == Role::Module || !child.value)
      continue;
    const Value value = lowering.facts.value(child.value);
    binds = true;
    if (value.kind == ValueKind::Name) // import name from "module": the default export
      lowering.import(module, 0, value.text, child.span);
    else
      lowering.import(module, value.text, child.name, child.span);
  }
  if (!binds)
    lowering.import(module, 0, 0, lowering.span);
}

/// export {name as other} from "module", export * from "module": an import that others import from
/// here.
void exportFrom(Lowering &lowering) {
  const Child *source = lowering.find(Role::Module);
  llvm::StringRef rest = lowering.text();
  rest.consume_front("export");
  rest = rest.ltrim();
  const bool isAll = rest.consume_front("*") && rest.ltrim().starts_with("from");
  if (!isAll || !source || !source->value)
    return importStatement(lowering);
  lowering.import(lowering.facts.value(source->value).text, lowering.facts.intern("*"), 0,
                  lowering.span);
}

/// export {name}: nothing happens here.
void exportNames(Lowering &) {}

void importSpecifier(Lowering &lowering) {
  const Child *symbol = lowering.find(Role::Symbol);
  const Child *alias = lowering.find(Role::Alias);
  if (!symbol)
    return;
  const bool isDefault = lowering.text(symbol->span) == "default";
  lowering.result.value =
      lowering.string(isDefault ? "" : lowering.text(symbol->span), lowering.span);
  lowering.result.name = lowering.intern((alias ? alias : symbol)->span);
}

/// * as name
void namespaceImport(Lowering &lowering) {
  for (const Child &child : lowering.children) {
    if (!child.value)
      continue;
    lowering.result.name = lowering.facts.value(child.value).text;
    lowering.result.value = lowering.string("", lowering.span);
    return;
  }
}

void yielded(Lowering &lowering) {
  if (const Child *given = lowering.find(Role::Value))
    lowering.yield(given->value);
}

} // namespace assay::javascript
