#include "grammars/c/storage.h"
#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"

// C: literals with prefixes, #include and #define, pointers, declarations, inline assembly.

namespace assay::c {

bool plainString(Lowering &lowering);
void include(Lowering &lowering);
void inlineAssembly(Lowering &lowering);
void address(Lowering &lowering);
void dereference(Lowering &lowering);
void size(Lowering &lowering);
void constant(Lowering &lowering);
void declaration(Lowering &lowering);
void initialized(Lowering &lowering);
void parameter(Lowering &lowering);

/// "text", L"text", 'c', <header.h>.
bool plainString(Lowering &lowering) {
  llvm::StringRef text =
      lowering.text().drop_while([](char c) { return c != '"' && c != '\'' && c != '<'; });
  text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
  lowering.result.value =
      lowering.string(unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

void include(Lowering &lowering) {
  const Child *path = lowering.find(Role::Module);
  if (path && path->value)
    lowering.import(lowering.facts.value(path->value).text, 0, 0, lowering.span);
}

/// asm("...") is a call of `asm`.
void inlineAssembly(Lowering &lowering) {
  const ValueId callee = lowering.name(lowering.facts.intern("asm"), lowering.span);
  lowering.result.value = lowering.call(callee, lowering.operands(Role::Argument), lowering.span);
}

/// &x is x.
void address(Lowering &lowering) {
  for (const Child &child : lowering.children)
    if (child.value) {
      lowering.result.value = child.value;
      lowering.facts.addresses.push_back(child.value);
    }
}

void dereference(Lowering &lowering) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children)
    if (child.value)
      parts.push_back({child.value, child.name, child.spread});
  lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, parts);
  if (parts.size() == 1)
    lowering.facts.dereferences.push_back(parts[0].value);
}

/// sizeof x, sizeof(type)
void size(Lowering &lowering) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children)
    if (child.value)
      parts.push_back({child.value, child.name, child.spread});
  lowering.result.value =
      lowering.make(ValueKind::Operator, lowering.span, parts, lowering.facts.intern("sizeof"));
  llvm::StringRef text = lowering.text();
  text.consume_front("sizeof");
  text = text.trim();
  const bool isType = text.consume_front("(") && text.consume_back(")");
  lowering.facts.sizes.push_back({lowering.result.value, parts.size() == 1 ? parts[0].value : 0,
                                  isType ? elementOf(text).bytes : 0});
}

/// #define NAME 12 gives NAME a value. What is no number may be anything.
void constant(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!name || !value)
    return;
  llvm::StringRef text = lowering.text(value->span).trim();
  const Span at = value->span;
  while (text.consume_front("(") && text.consume_back(")"))
    text = text.trim();
  const llvm::StringRef digits = text.rtrim("uUlL");
  std::uint64_t number = 0;
  if (digits.empty() || !llvm::isDigit(digits[0]) || digits.getAsInteger(0, number))
    return;
  const ValueId literal =
      lowering.make(ValueKind::Literal, at, {}, lowering.facts.intern(digits), ValueDetail::Number);
  const ValueId target =
      name->value ? name->value : lowering.name(lowering.intern(name->span), name->span);
  lowering.assign(target, literal, lowering.span, /*declares=*/true);
}

void declaration(Lowering &lowering) {
  noteStorages(lowering);
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.role == Role::Target && child.value)
      lowering.assign(child.value, 0, lowering.span, /*declares=*/true);
}

/// name = value
void initialized(Lowering &lowering) {
  const Child *value = lowering.find(Role::Value);
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.role == Role::Target && child.value)
      lowering.assign(child.value, value ? value->value : 0, lowering.span, /*declares=*/true);
  noteStorages(lowering);
  lowering.result.value = value ? value->value : 0;
  lowering.result.isStatement = true;
}

/// An array that is a parameter is a pointer.
void parameter(Lowering &lowering) {
  const std::size_t first = lowering.facts.storages.size();
  noteStorages(lowering);
  for (Storage &storage : llvm::MutableArrayRef(lowering.facts.storages).drop_front(first))
    if (storage.kind == StorageKind::Array)
      storage.kind = StorageKind::Pointer;
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children) {
    if (!child.value || child.role == Role::Ignored || child.role == Role::Key)
      continue;
    parts.push_back({child.value, child.name, child.spread});
    lowering.result = child;
  }
  if (parts.size() > 1) {
    lowering.result = {};
    lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, parts);
  }
}

} // namespace assay::c
