#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"

// Python: string literals with prefixes, the % operator, imports.

namespace assay::python {

bool plainString(Lowering &lowering);
bool stringContent(Lowering &lowering);
void dottedName(Lowering &lowering);
void percent(Lowering &lowering);
void execStatement(Lowering &lowering);
void assertStatement(Lowering &lowering);
void deleteStatement(Lowering &lowering);
void importModules(Lowering &lowering);
void importFrom(Lowering &lowering);
void aliasedImport(Lowering &lowering);
void relativeImport(Lowering &lowering);
void globalNames(Lowering &lowering);
void nonlocalNames(Lowering &lowering);
void yielded(Lowering &lowering);

namespace {

/// A literal's parts: b'' and r'' prefixes, quotes, text.
struct Literal {
  llvm::StringRef text;
  bool isRaw = false;
  bool isBytes = false;
  bool isFormat = false;
};

Literal split(llvm::StringRef spelling) {
  Literal literal;
  while (!spelling.empty() && spelling.front() != '"' && spelling.front() != '\'') {
    const char mark = llvm::toLower(spelling.front());
    literal.isRaw |= mark == 'r';
    literal.isBytes |= mark == 'b';
    literal.isFormat |= mark == 'f' || mark == 't';
    spelling = spelling.drop_front();
  }
  const bool isLong = spelling.starts_with("\"\"\"") || spelling.starts_with("'''");
  const std::size_t quote = isLong ? 3 : 1;
  literal.text = spelling.drop_front(std::min(quote, spelling.size()));
  literal.text = literal.text.drop_back(std::min(quote, literal.text.size()));
  return literal;
}

/// The callee's name of a symbol that syntax stands for.
ValueId keyword(Lowering &lowering, llvm::StringRef name) {
  return lowering.name(lowering.facts.intern(name), lowering.span);
}

} // namespace

bool plainString(Lowering &lowering) {
  const Literal literal = split(lowering.text());
  if (literal.isFormat)
    return false;
  const llvm::StringRef text =
      literal.isRaw ? literal.text : unescape(lowering.facts, literal.text, EscapeStyle::C);
  lowering.result.value =
      lowering.make(ValueKind::Literal, lowering.span, {}, lowering.facts.append(text),
                    literal.isBytes ? ValueDetail::Bytes : ValueDetail::String);
  return true;
}

bool stringContent(Lowering &lowering) {
  lowering.result.value =
      lowering.string(unescape(lowering.facts, lowering.text(), EscapeStyle::C), lowering.span);
  return true;
}

void dottedName(Lowering &lowering) {
  // Only imports and patterns hold one; its text is what matters.
  lowering.result.value = lowering.string(lowering.text(), lowering.span);
}

/// "..." % values is a format; a number's remainder is an operator.
void percent(Lowering &lowering) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children)
    if (child.value)
      parts.push_back({child.value});
  bool formats = false;
  if (!parts.empty()) {
    const Value &left = lowering.facts.value(parts[0].value);
    formats = (left.kind == ValueKind::Literal && left.detail != ValueDetail::Number) ||
              left.kind == ValueKind::Concat || left.kind == ValueKind::Format;
  }
  lowering.result.value =
      formats
          ? lowering.make(ValueKind::Format, lowering.span, parts, lowering.facts.intern("%"))
          : lowering.make(ValueKind::Operator, lowering.span, parts, lowering.facts.intern("%"));
}

/// Python 2's exec statement.
void execStatement(Lowering &lowering) {
  lowering.evaluate(
      lowering.call(keyword(lowering, "exec"), lowering.operands(Role::Argument), lowering.span),
      lowering.span);
}

/// A call of `assert`.
void assertStatement(Lowering &lowering) {
  lowering.evaluate(
      lowering.call(keyword(lowering, "assert"), lowering.operands(Role::Argument), lowering.span),
      lowering.span);
}

/// `del x[k]` leaves nothing in x[k].
void deleteStatement(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value)
      continue;
    const ValueKind kind = lowering.facts.value(child.value).kind;
    if (kind == ValueKind::Index || kind == ValueKind::Member)
      lowering.assign(child.value,
                      lowering.make(ValueKind::Literal, child.span, {},
                                    lowering.facts.intern("None"), ValueDetail::Null),
                      lowering.span, /*declares=*/false);
    else
      lowering.evaluate(child.value, lowering.span);
  }
}

/// `import a.b` binds `a`; `import a.b as c` was bound by aliasedImport.
void importModules(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value || child.name)
      continue;
    const llvm::StringRef module = lowering.text(child.span);
    const llvm::StringRef top = module.split('.').first;
    lowering.import(lowering.facts.intern(module), 0, lowering.facts.intern(top), child.span);
  }
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.value && child.name)
      lowering.import(lowering.facts.value(child.value).text, 0, child.name, child.span);
}

/// from MODULE import NAME [as ALIAS], ...; the module is the first child with text.
void importFrom(Lowering &lowering) {
  TextId module = 0;
  bool isFirst = true;
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (!child.value)
      continue;
    const TextId text =
        lowering.intern(child.name ? lowering.facts.value(child.value).span : child.span);
    if (isFirst) {
      module = text;
      isFirst = false;
      continue;
    }
    lowering.import(module, text, child.name ? child.name : text, child.span);
  }
}

void aliasedImport(Lowering &lowering) {
  const Child *name = lowering.find(Role::Symbol);
  const Child *alias = lowering.find(Role::Alias);
  if (!name || !alias)
    return;
  lowering.result.value = lowering.string(lowering.text(name->span), name->span);
  lowering.result.name = lowering.intern(alias->span);
}

void relativeImport(Lowering &lowering) {
  lowering.result.value = lowering.string(lowering.text(), lowering.span);
}

static void outerNames(Lowering &lowering, bool isModule) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.value)
      lowering.outer(lowering.facts.value(child.value).text, isModule);
}

void globalNames(Lowering &lowering) { outerNames(lowering, /*isModule=*/true); }

void nonlocalNames(Lowering &lowering) { outerNames(lowering, /*isModule=*/false); }

void yielded(Lowering &lowering) {
  if (const Child *given = lowering.find(Role::Value))
    lowering.yield(given->value);
}

} // namespace assay::python
