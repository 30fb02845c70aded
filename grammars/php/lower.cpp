#include "grammars/language.h"
#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

// PHP: names that ignore case, $variables, quoted strings, array entries, keywords that act as
// calls, use.

namespace assay::php {

bool functionName(Lowering &lowering);
bool qualifiedName(Lowering &lowering);
bool variable(Lowering &lowering);
bool boolean(Lowering &lowering);
bool plainString(Lowering &lowering);
bool plainText(Lowering &lowering);
bool escapeSequence(Lowering &lowering);
void classConstant(Lowering &lowering);
void subscript(Lowering &lowering);
void methodCall(Lowering &lowering);
void shellCommand(Lowering &lowering);
void keywordCall(Lowering &lowering);
void keywordStatement(Lowering &lowering);
void cast(Lowering &lowering);
void choice(Lowering &lowering);
void array(Lowering &lowering);
void arrayElement(Lowering &lowering);
void update(Lowering &lowering);
void yielded(Lowering &lowering);
void constant(Lowering &lowering);
void useDeclaration(Lowering &lowering);
void useClause(Lowering &lowering);
void caughtTypes(Lowering &lowering);

namespace {

/// A\B\C is the symbol A.B.C.
llvm::StringRef dotted(FactSet &facts, llvm::StringRef name) {
  std::string text = name.ltrim('\\').str();
  std::replace(text.begin(), text.end(), '\\', '.');
  return facts.copy(text);
}

ValueId keyword(Lowering &lowering, llvm::StringRef name) {
  return lowering.name(lowering.facts.intern(name), lowering.span);
}

bool isModelled(llvm::StringRef function) {
  static const Language *const php = findLanguage("php");
  return php->symbols.has(function);
}

/// The name of a function. Functions live apart from variables: one of the library cannot be
/// defined anew, one of this file is defined at the top. So no variable of that name is in its way.
ValueId functionOf(Lowering &lowering, llvm::StringRef spelling) {
  const llvm::StringRef name = lowering.facts.copy(spelling.lower());
  const ValueId id = lowering.name(lowering.facts.intern(name), lowering.span);
  lowering.facts.values[id].scope = isModelled(name) ? 0 : 1;
  return id;
}

/// The word that the node begins with, in lower case.
llvm::StringRef firstWord(Lowering &lowering) {
  const llvm::StringRef word =
      lowering.text().take_while([](char c) { return llvm::isAlpha(c) || c == '_'; });
  return lowering.facts.copy(word.lower());
}

llvm::SmallVector<Operand, 4> valuesOf(const Lowering &lowering) {
  llvm::SmallVector<Operand, 4> found;
  for (const Child &child : lowering.children)
    if (child.value)
      found.push_back({child.value, child.name, child.spread});
  return found;
}

} // namespace

/// Functions are called in any case: SYSTEM() is system(). Classes, constants and methods keep
/// theirs.
bool functionName(Lowering &lowering) {
  if (!lowering.source.drop_front(lowering.span.end).ltrim().starts_with("("))
    return false;
  const llvm::StringRef before = lowering.source.take_front(lowering.span.begin).rtrim();
  if (before.ends_with("->") || before.ends_with("::") || before.ends_with("new"))
    return false;
  const ScopeId outer = lowering.facts.scopes[lowering.scope].parent;
  const bool defines = before.ends_with("function");
  if (defines && lowering.facts.scopes[outer].kind == ScopeKind::Class)
    return false;
  lowering.result.value = functionOf(lowering, lowering.text());
  return true;
}

bool qualifiedName(Lowering &lowering) {
  llvm::StringRef name = lowering.text();
  name.consume_front_insensitive("namespace\\");
  const bool isGlobal = name.starts_with("\\") && !name.drop_front().contains('\\');
  const bool isCall = lowering.source.drop_front(lowering.span.end).ltrim().starts_with("(");
  const bool isNew = lowering.source.take_front(lowering.span.begin).rtrim().ends_with("new");
  if (isGlobal && isCall && !isNew)
    lowering.result.value = functionOf(lowering, name.ltrim('\\'));
  else
    lowering.result.value =
        lowering.name(lowering.facts.intern(dotted(lowering.facts, name)), lowering.span);
  return true;
}

/// $name; the $ is spelling.
bool variable(Lowering &lowering) {
  const TextId name = lowering.facts.intern(lowering.text().ltrim('$'));
  lowering.result.value = lowering.name(name, lowering.span);
  return true;
}

bool boolean(Lowering &lowering) {
  const bool isTrue = lowering.text().equals_insensitive("true");
  lowering.result.value =
      lowering.make(ValueKind::Literal, lowering.span, {}, lowering.intern(lowering.span),
                    isTrue ? ValueDetail::True : ValueDetail::False);
  return true;
}

/// '...': a backslash hides a quote and a backslash, and is itself otherwise.
bool plainString(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  text.consume_front_insensitive("b");
  text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  if (text.contains('\\')) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\\' && at + 1 < text.size() &&
          (text[at + 1] == '\\' || text[at + 1] == '\''))
        ++at;
      plain += text[at];
    }
    text = lowering.facts.copy(plain);
  }
  lowering.result.value = lowering.string(text, lowering.span);
  return true;
}

/// "..." without a variable in it.
bool plainText(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  if (text.contains('$'))
    return false;
  text.consume_front_insensitive("b");
  text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  lowering.result.value =
      lowering.string(unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

bool escapeSequence(Lowering &lowering) {
  const llvm::StringRef text = lowering.text() == "\\$" ? "$" : lowering.text();
  lowering.result.value =
      lowering.string(unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

/// Class::NAME
void classConstant(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (parts.empty())
    return;
  const TextId name = lowering.intern(lowering.children.back().span);
  lowering.result.value = lowering.make(ValueKind::Member, lowering.span, {parts.front()}, name);
}

/// base[key]; base[] has no key.
void subscript(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (parts.empty())
    return;
  const Operand key = parts.size() > 1 ? parts[1] : Operand{};
  const Value base = lowering.facts.value(parts[0].value);
  const Value name = lowering.facts.value(key.value);
  if (base.kind == ValueKind::Name && lowering.facts.text(base.text) == "GLOBALS" &&
      name.kind == ValueKind::Literal) {
    lowering.outer(name.text, /*isModule=*/true);
    lowering.result.value =
        lowering.name(lowering.facts.intern(lowering.facts.text(name.text)), lowering.span);
    return;
  }
  lowering.result.value = lowering.make(ValueKind::Index, lowering.span, {parts[0], key});
}

void methodCall(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *name = lowering.find(Role::Name);
  const Span callee{lowering.span.begin, name ? name->span.end : lowering.span.end};
  const ValueId member = lowering.make(ValueKind::Member, callee, {{base ? base->value : 0}},
                                       name ? lowering.intern(name->span) : 0);
  lowering.result.value = lowering.call(member, lowering.operands(Role::Argument), lowering.span);
}

/// `command` is a call of "`".
void shellCommand(Lowering &lowering) {
  const ValueId text = lowering.make(ValueKind::Format, lowering.span, valuesOf(lowering));
  lowering.result.value = lowering.call(keyword(lowering, "`"), {{text}}, lowering.span);
}

/// include, require, print: calls of that word.
void keywordCall(Lowering &lowering) {
  lowering.result.value = lowering.call(keyword(lowering, firstWord(lowering)),
                                        lowering.operands(Role::Argument), lowering.span);
}

void keywordStatement(Lowering &lowering) {
  llvm::StringRef word = firstWord(lowering);
  // <?= text ?>
  if (word.empty())
    word = "echo";
  lowering.evaluate(
      lowering.call(keyword(lowering, word), lowering.operands(Role::Argument), lowering.span),
      lowering.span);
}

/// A cast to a number or truth value is a call of the function that does the same.
void cast(Lowering &lowering) {
  const auto values = lowering.operands(Role::Argument);
  const Child *type = lowering.find(Role::Name);
  if (values.empty() || !type)
    return;
  const std::string name = lowering.text(type->span).trim().lower();
  const llvm::StringRef function = llvm::StringSwitch<llvm::StringRef>(name)
                                       .Cases("int", "integer", "intval")
                                       .Cases("float", "double", "real", "floatval")
                                       .Cases("bool", "boolean", "boolval")
                                       .Default("");
  lowering.result.value = function.empty()
                              ? values.front().value
                              : lowering.call(keyword(lowering, function), values, lowering.span);
}

/// What decides is evaluated; the value is one of the others.
void choice(Lowering &lowering) {
  ++lowering.facts.controlFlow;
  lowering.result.value =
      lowering.make(ValueKind::Operator, lowering.span, lowering.operands(Role::Operand),
                    lowering.facts.intern("?:"));
}

void array(Lowering &lowering) {
  const auto entries = valuesOf(lowering);
  const bool isMap = llvm::any_of(entries, [](const Operand &entry) { return entry.name != 0; });
  lowering.result.value = lowering.make(ValueKind::Collection, lowering.span, entries, 0,
                                        isMap ? ValueDetail::Map : ValueDetail::List);
}

/// value, or key => value.
void arrayElement(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (parts.empty())
    return;
  lowering.result.value = parts.back().value;
  lowering.result.spread = parts.back().spread;
  if (parts.size() < 2)
    return;
  const Value &key = lowering.facts.value(parts.front().value);
  if (key.kind == ValueKind::Literal)
    lowering.result.name = key.text;
  else
    lowering.result.value =
        lowering.make(ValueKind::Unknown, lowering.span, {parts.back(), parts.front()});
}

/// .= joins texts, the others compute.
void update(Lowering &lowering) {
  const Child *target = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!target || !value)
    return;
  const llvm::StringRef spelling =
      lowering.source.slice(target->span.end, value->span.begin).trim();
  const ValueId joined = lowering.make(
      spelling == ".=" ? ValueKind::Concat : ValueKind::Operator, lowering.span,
      {{lowering.reading(target->value)}, {value->value}}, lowering.facts.intern(spelling));
  lowering.assign(target->value, joined, lowering.span, /*declares=*/true);
  lowering.result.value = joined;
  lowering.result.isStatement = true;
}

/// A generator gives its values back one by one.
void yielded(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (!parts.empty())
    lowering.yield(parts.back().value);
}

/// const NAME = value
void constant(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (parts.size() == 2)
    lowering.assign(parts[0].value, parts[1].value, lowering.span, /*declares=*/true);
}

/// use A\B, A\C as D; use A\{B, C as D};
void useDeclaration(Lowering &lowering) {
  const Child *prefix = lowering.find(Role::Module);
  const std::string base =
      prefix ? dotted(lowering.facts, lowering.text(prefix->span)).str() + "." : "";
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (child.role == Role::Module || !child.value || !child.name)
      continue;
    const std::string full =
        base + lowering.facts.text(lowering.facts.value(child.value).text).str();
    const auto [module, symbol] = llvm::StringRef(full).rsplit('.');
    const auto id = [&](llvm::StringRef text) {
      return lowering.facts.intern(lowering.facts.copy(text));
    };
    lowering.import(id(module), symbol.empty() ? 0 : id(symbol), child.name, child.span);
  }
}

void useClause(Lowering &lowering) {
  const Child *symbol = lowering.find(Role::Symbol);
  const Child *alias = lowering.find(Role::Alias);
  if (!symbol)
    return;
  const llvm::StringRef name = dotted(lowering.facts, lowering.text(symbol->span));
  lowering.result.value = lowering.string(name, lowering.span);
  lowering.result.name = alias ? lowering.intern(alias->span)
                               : lowering.facts.intern(name.substr(name.rfind('.') + 1));
}

/// Nothing for a handler of everything.
void caughtTypes(Lowering &lowering) {
  const auto types = valuesOf(lowering);
  if (types.empty())
    return;
  const llvm::StringRef first = lowering.text().ltrim('\\');
  if (!first.equals_insensitive("Exception") && !first.equals_insensitive("Throwable"))
    lowering.result.value = types.front().value;
}

} // namespace assay::php
