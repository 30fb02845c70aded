#include "grammars/powershell/words.h"
#include "llvm/ADT/StringExtras.h"

// PowerShell: variables, texts and words, whose backticks and holes are taken apart here.

namespace assay::powershell {

bool variable(Lowering &lowering);
bool plainString(Lowering &lowering);
bool plainHereString(Lowering &lowering);
bool verbatimString(Lowering &lowering);
bool memberName(Lowering &lowering);
bool functionName(Lowering &lowering);
bool typeLiteral(Lowering &lowering);
bool plainWord(Lowering &lowering);
bool commandName(Lowering &lowering);
bool word(Lowering &lowering);
bool parameterName(Lowering &lowering);
void expandable(Lowering &lowering);

Operands valuesOf(const Lowering &lowering) {
  Operands found;
  for (const Child &child : lowering.children)
    if (child.value && child.role != Role::Ignored)
      found.push_back({child.value, child.name, child.spread});
  return found;
}

llvm::StringRef constantText(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  return value.kind == ValueKind::Literal ? lowering.facts.text(value.text) : llvm::StringRef();
}

TextId intern(Lowering &lowering, const llvm::Twine &text) {
  return lowering.facts.intern(lowering.facts.copy(text.str()));
}

Operands entriesOf(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  if (value.kind != ValueKind::Collection)
    return {{id}};
  return Operands(lowering.facts.operandsOf(value));
}

namespace {

/// Without backticks: i`e`x is iex. In texts some of them are escapes (about_Special_Characters).
std::string withoutBackticks(llvm::StringRef text, bool hasEscapes) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '`' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char next = text[++at];
    const std::size_t escape =
        hasEscapes ? llvm::StringRef("0abefnrtv").find(next) : llvm::StringRef::npos;
    if (escape != llvm::StringRef::npos)
      out += llvm::StringRef("\0\a\b\x1b\f\n\r\t\v", 9)[escape];
    else if (next != '\n')
      out += next;
  }
  return out;
}

bool literal(Lowering &lowering, const llvm::Twine &text) {
  lowering.result.value = lowering.string(lowering.facts.copy(text.str()), lowering.span);
  return true;
}

/// How long the variable at the start of `text` is; 0 if there is none.
std::size_t variableLength(llvm::StringRef text) {
  if (text.size() < 2 || text[0] != '$')
    return 0;
  if (text[1] == '{')
    return text.find('}') == llvm::StringRef::npos ? 0 : text.find('}') + 1;
  std::size_t length = 1;
  while (length < text.size() &&
         (llvm::isAlnum(text[length]) || text[length] == '_' ||
          (text[length] == ':' && length + 1 < text.size() && llvm::isAlpha(text[length + 1]))))
    ++length;
  return length > 1 ? length : 0;
}

ValueId joined(Lowering &lowering, llvm::ArrayRef<Operand> parts) {
  if (parts.size() == 1)
    return parts[0].value;
  return lowering.make(ValueKind::Format, lowering.span, parts);
}

/// Adds the text of a piece between holes.
void addText(Lowering &lowering, Operands &parts, llvm::StringRef text, std::uint32_t begin) {
  if (text.empty())
    return;
  const Span at = {begin, begin + static_cast<std::uint32_t>(text.size())};
  parts.push_back(
      {lowering.string(lowering.facts.copy(withoutBackticks(text, /*hasEscapes=*/true)), at)});
}

} // namespace

ValueId variableNamed(Lowering &lowering, llvm::StringRef spelling, Span at) {
  llvm::StringRef text = spelling.drop_front();
  if (text.consume_front("{"))
    text.consume_back("}");
  const std::string name = withoutBackticks(text, /*hasEscapes=*/false);
  const std::string lower = llvm::StringRef(name).lower();
  if (lower == "true" || lower == "false" || lower == "null") {
    const ValueDetail detail = lower == "true"    ? ValueDetail::True
                               : lower == "false" ? ValueDetail::False
                                                  : ValueDetail::Null;
    return lowering.make(ValueKind::Literal, at, {}, intern(lowering, lower), detail);
  }
  const auto [scope, rest] = llvm::StringRef(lower).split(':');
  if (rest.empty() || scope.size() == lower.size())
    return lowering.name(intern(lowering, "$" + lower), at);
  if (scope == "env" || scope == "function" || scope == "alias")
    return lowering.make(ValueKind::Member, at,
                         {{lowering.name(intern(lowering, "$" + scope), at)}},
                         intern(lowering, llvm::StringRef(name).take_back(rest.size())));
  return lowering.name(intern(lowering, "$" + rest), at);
}

ValueId typeNamed(Lowering &lowering, llvm::StringRef text, Span at) {
  text = text.trim("[] \t\r\n");
  text = text.take_until([](char c) { return c == '[' || c == ','; });
  if (text.starts_with_insensitive("system."))
    text = text.drop_front(7);
  llvm::SmallVector<llvm::StringRef, 6> parts;
  lowering.facts.copy(text).split(parts, '.', -1, /*KeepEmpty=*/false);
  ValueId value = 0;
  for (llvm::StringRef part : parts)
    value = value ? lowering.make(ValueKind::Member, at, {{value}}, lowering.facts.intern(part))
                  : lowering.name(parts.size() == 1 ? intern(lowering, part.lower())
                                                    : lowering.facts.intern(part),
                                  at);
  return value;
}

ScopeId variableScope(const Lowering &lowering) {
  ScopeId scope = lowering.scope;
  while (scope > 1 && lowering.source.substr(lowering.facts.scopes[scope].span.begin, 1) == "{")
    scope = lowering.facts.scopes[scope].parent;
  return scope;
}

bool variable(Lowering &lowering) {
  lowering.result.value = variableNamed(lowering, lowering.text(), lowering.span);
  return true;
}

bool plainString(Lowering &lowering) {
  const llvm::StringRef text = lowering.text();
  if (text.size() < 2 || text.contains('$'))
    return false;
  return literal(lowering, withoutBackticks(text.drop_front().drop_back(), /*hasEscapes=*/true));
}

/// @" and a line, text, a line and "@.
static llvm::StringRef hereText(llvm::StringRef text) {
  text = text.substr(text.find('\n') + 1);
  return text.take_front(text.rfind('\n') == llvm::StringRef::npos ? 0 : text.rfind('\n'));
}

bool plainHereString(Lowering &lowering) {
  return !lowering.text().contains('$') && literal(lowering, hereText(lowering.text()));
}

bool verbatimString(Lowering &lowering) {
  const llvm::StringRef text = lowering.text();
  if (text.starts_with("@"))
    return literal(lowering, hereText(text));
  std::string plain;
  llvm::StringRef rest = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  while (!rest.empty()) {
    plain += rest.front();
    rest = rest.drop_front(rest.starts_with("''") ? 2 : 1);
  }
  return literal(lowering, plain);
}

bool memberName(Lowering &lowering) {
  return literal(lowering, withoutBackticks(lowering.text(), /*hasEscapes=*/false));
}

/// In lower case, as commands are.
bool functionName(Lowering &lowering) {
  const std::string name = withoutBackticks(lowering.text(), /*hasEscapes=*/false);
  return literal(lowering, llvm::StringRef(name).lower());
}

bool typeLiteral(Lowering &lowering) {
  lowering.result.value = typeNamed(lowering, lowering.text(), lowering.span);
  return true;
}

bool plainWord(Lowering &lowering) {
  return !lowering.text().contains('$') &&
         literal(lowering, withoutBackticks(lowering.text(), /*hasEscapes=*/false));
}

/// A name, so that a text that is looked for in strings is not found here.
bool commandName(Lowering &lowering) {
  if (lowering.text().contains('$'))
    return false;
  const std::string name = withoutBackticks(lowering.text(), /*hasEscapes=*/false);
  lowering.result.value =
      lowering.name(intern(lowering, llvm::StringRef(name).lower()), lowering.span);
  return true;
}

/// An argument without quotes, in which variables count.
bool word(Lowering &lowering) {
  if (plainWord(lowering))
    return true;
  Operands parts;
  llvm::StringRef text = lowering.text();
  std::uint32_t begin = lowering.span.begin;
  std::size_t plain = 0;
  while (plain < text.size()) {
    const std::size_t length = variableLength(text.drop_front(plain));
    if (!length) {
      plain += text[plain] == '`' ? 2 : 1;
      continue;
    }
    addText(lowering, parts, text.take_front(plain), begin);
    const auto start = begin + static_cast<std::uint32_t>(plain);
    const Span at = {start, start + static_cast<std::uint32_t>(length)};
    parts.push_back({variableNamed(lowering, lowering.text(at), at)});
    text = text.drop_front(plain + length);
    begin = at.end;
    plain = 0;
  }
  addText(lowering, parts, text, begin);
  lowering.result.value = joined(lowering, parts);
  return true;
}

bool parameterName(Lowering &lowering) {
  lowering.result.name = lowering.facts.intern(parameterMark);
  return literal(lowering, lowering.text().rtrim(':'));
}

/// A text with holes: what is between the children is text.
void expandable(Lowering &lowering) {
  Operands parts;
  Span inner = lowering.span;
  const llvm::StringRef whole = lowering.text();
  if (whole.starts_with("@\"")) {
    const llvm::StringRef text = hereText(whole);
    inner.begin = static_cast<std::uint32_t>(text.data() - lowering.source.data());
    inner.end = inner.begin + static_cast<std::uint32_t>(text.size());
  } else if (whole.starts_with("\"") && whole.size() >= 2) {
    inner = {inner.begin + 1, inner.end - 1};
  }
  std::uint32_t at = inner.begin;
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (!child.value)
      continue;
    addText(lowering, parts, lowering.source.slice(at, child.span.begin), at);
    parts.push_back({child.value});
    at = child.span.end;
  }
  if (at < inner.end)
    addText(lowering, parts, lowering.source.slice(at, inner.end), at);
  lowering.result.value =
      parts.empty() ? lowering.string("", lowering.span) : joined(lowering, parts);
}

} // namespace assay::powershell
