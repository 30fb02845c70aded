#include "grammars/c/storage.h"
#include "grammars/lowering.h"
#include "llvm/ADT/StringExtras.h"

// C++: qualified names, raw strings, declarations that construct, streams, using.

namespace assay::cpp {

bool qualified(Lowering &lowering);
bool templated(Lowering &lowering);
bool rawString(Lowering &lowering);
void extraction(Lowering &lowering);
void call(Lowering &lowering);
void construct(Lowering &lowering);
void declaration(Lowering &lowering);
void initialized(Lowering &lowering);
void usingDeclaration(Lowering &lowering);
void namespaceAlias(Lowering &lowering);

namespace {

/// "a::b<c>::d" as "a.b.d"; a leading "::" says that it is global.
std::string dotted(llvm::StringRef text) {
  std::string out;
  int depth = 0;
  text.consume_front("::");
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '<' || c == '>')
      depth += c == '<' ? 1 : -1;
    else if (depth == 0 && c == ':')
      out += ++at < text.size() ? "." : "";
    else if (depth == 0 && !llvm::isSpace(c))
      out += c;
  }
  return out;
}

/// The Name or Member that dotted text spells.
ValueId path(Lowering &lowering, llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  llvm::StringRef(lowering.facts.copy(text)).split(parts, '.', -1, /*KeepEmpty=*/false);
  ValueId value = 0;
  for (llvm::StringRef part : parts) {
    const TextId name = lowering.facts.intern(part);
    value = value ? lowering.make(ValueKind::Member, lowering.span, {{value}}, name)
                  : lowering.name(name, lowering.span);
  }
  return value;
}

/// The text of the last name in `value`.
llvm::StringRef nameIn(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  const bool isNamed = value.kind == ValueKind::Name || value.kind == ValueKind::Member;
  return isNamed ? lowering.facts.text(value.text) : llvm::StringRef();
}

/// `value` is what a declaration writes behind a name: the arguments of a constructor, or one
/// value.
ValueId constructed(Lowering &lowering, ValueId type, llvm::ArrayRef<Operand> arguments) {
  return type ? lowering.call(type, arguments, lowering.span)
              : (arguments.empty() ? 0 : arguments[0].value);
}

} // namespace

bool qualified(Lowering &lowering) {
  lowering.result.value = path(lowering, dotted(lowering.text()));
  return true;
}

bool templated(Lowering &lowering) { return qualified(lowering); }

/// R"mark(text)mark"
bool rawString(Lowering &lowering) {
  const llvm::StringRef text = lowering.text();
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  const bool isWhole = open != llvm::StringRef::npos && close != llvm::StringRef::npos;
  lowering.result.value =
      lowering.string(isWhole ? text.slice(open + 1, close) : text, lowering.span);
  return true;
}

/// stream >> variable gives the variable a value. As a statement it is never a shift.
void extraction(Lowering &lowering) {
  const Child *stream = lowering.find(Role::Value);
  const Child *target = lowering.find(Role::Target);
  if (!stream || !target || !stream->value || !target->value)
    return;
  const ValueId from = stream->value;
  const Value &left = lowering.facts.value(from);
  const llvm::StringRef after = lowering.source.substr(lowering.span.end).ltrim();
  const llvm::StringRef before = lowering.source.take_front(lowering.span.begin).rtrim();
  const bool isStatement =
      (after.starts_with(";") || after.starts_with(">>")) &&
      (before.ends_with(";") || before.ends_with("{") || before.ends_with("}"));
  const bool isInput = nameIn(lowering, from) == "cin" || left.kind == ValueKind::Unknown;
  if (!isStatement && !isInput) {
    lowering.result.value = lowering.make(ValueKind::Operator, lowering.span,
                                          {{from}, {target->value}}, lowering.facts.intern(">>"));
    return;
  }
  lowering.assign(target->value, from, lowering.span, /*declares=*/false);
  // The stream again: the next variable reads from it.
  lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, {{from}});
}

/// getline(stream, line) gives the line a value.
void call(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  const auto arguments = lowering.operands(Role::Argument);
  const ValueId name = callee ? callee->value : 0;
  lowering.result.value = lowering.call(name, arguments, lowering.span);
  if (nameIn(lowering, name) != "getline" || arguments.size() < 2)
    return;
  const ValueKind kind = lowering.facts.value(arguments[1].value).kind;
  if (kind == ValueKind::Name || kind == ValueKind::Member)
    lowering.assign(arguments[1].value, lowering.result.value, lowering.span, /*declares=*/false);
}

/// new T(a), T{a}
void construct(Lowering &lowering) {
  const Child *type = lowering.find(Role::Callee);
  lowering.result.value =
      constructed(lowering, type ? type->value : 0, lowering.operands(Role::Argument));
}

/// name = value, name(arguments), name{arguments}: kept for the declaration, which knows the type.
void initialized(Lowering &lowering) {
  const Child *target = lowering.find(Role::Target);
  if (!target || !target->value)
    return;
  const llvm::StringRef between =
      lowering.source.slice(target->span.end, lowering.span.end).ltrim();
  llvm::SmallVector<Operand, 8> parts{{target->value}};
  parts.append(lowering.operands(Role::Value));
  lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, parts);
  lowering.result.name = lowering.facts.intern(between.starts_with("=") ? "=" : "(");
  c::noteStorages(lowering);
}

/// T a = 1, b(2), c; each is an assignment.
void declaration(Lowering &lowering) {
  const Child *typeChild = lowering.find(Role::Callee);
  const ValueId type = typeChild ? typeChild->value : 0;
  const Child *fallback = lowering.find(Role::Value);
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (child.role != Role::Target || !child.value)
      continue;
    ValueId target = child.value;
    ValueId value = fallback ? fallback->value : 0;
    if (child.name) {
      const llvm::SmallVector<Operand, 8> parts(lowering.facts.operandsOf(child.value));
      target = parts[0].value;
      const auto arguments = llvm::ArrayRef(parts).drop_front();
      const bool isGiven = lowering.facts.text(child.name) == "=" && !arguments.empty();
      value = isGiven ? arguments[0].value : constructed(lowering, type, arguments);
    } else if (!value && type) {
      value = constructed(lowering, type, {});
    }
    lowering.assign(target, value, child.span, /*declares=*/true);
  }
  c::noteStorages(lowering);
}

/// using std::system; using namespace std;
void usingDeclaration(Lowering &lowering) {
  llvm::StringRef text = lowering.text().rtrim("; \t\n");
  text.consume_front("using");
  text = text.trim();
  const bool isNamespace = text.consume_front("namespace");
  const std::string full = dotted(text);
  const auto [module, symbol] = llvm::StringRef(full).rsplit('.');
  const auto id = [&](llvm::StringRef part) {
    return lowering.facts.intern(lowering.facts.copy(part));
  };
  if (isNamespace)
    lowering.import(id(full), id("*"), 0, lowering.span);
  else if (!symbol.empty())
    lowering.import(id(module), id(symbol), id(symbol), lowering.span);
}

/// namespace fs = std::filesystem;
void namespaceAlias(Lowering &lowering) {
  const Child *alias = lowering.find(Role::Alias);
  const auto [before, after] = lowering.text().rtrim("; \t\n").split('=');
  if (alias && !after.empty())
    lowering.import(lowering.facts.intern(lowering.facts.copy(dotted(after))), 0,
                    lowering.intern(alias->span), lowering.span);
}

} // namespace assay::cpp
