#include "grammars/lowering.h"
#include "grammars/text_escape.h"

// C: literals with prefixes, #include, inline assembly.

namespace assay::c {

bool plainString(Lowering &lowering);
void include(Lowering &lowering);
void inlineAssembly(Lowering &lowering);

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

} // namespace assay::c
