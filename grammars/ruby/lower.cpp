#include "grammars/lowering.h"
#include "grammars/text_escape.h"

// Ruby: quoted text and symbols, calls with and without a receiver, command strings, values of
// bodies.

namespace assay::ruby {

bool plainString(Lowering &lowering);
bool escapeSequence(Lowering &lowering);
bool symbol(Lowering &lowering);
void scopeResolution(Lowering &lowering);
void call(Lowering &lowering);
void shellCommand(Lowering &lowering);
void appended(Lowering &lowering);
void choice(Lowering &lowering);
void body(Lowering &lowering);
void parameter(Lowering &lowering);
void caughtTypes(Lowering &lowering);

namespace {

/// %q(...), %Q[...], '...', "...": the text between the delimiters.
llvm::StringRef withoutQuotes(llvm::StringRef spelling, bool &isRaw) {
  isRaw = spelling.starts_with("'") || spelling.starts_with("%q");
  if (spelling.consume_front("%"))
    spelling = spelling.drop_while([](char c) { return c == 'q' || c == 'Q'; });
  return spelling.size() >= 2 ? spelling.drop_front().drop_back() : llvm::StringRef();
}

llvm::SmallVector<Operand, 4> valuesOf(const Lowering &lowering) {
  llvm::SmallVector<Operand, 4> found;
  for (const Child &child : lowering.children)
    if (child.value)
      found.push_back({child.value, child.name, child.spread});
  return found;
}

} // namespace

bool plainString(Lowering &lowering) {
  bool isRaw = false;
  const llvm::StringRef text = withoutQuotes(lowering.text(), isRaw);
  if (!isRaw && text.contains("#{"))
    return false;
  lowering.result.value =
      lowering.string(isRaw ? text : unescape(lowering.facts, text, EscapeStyle::C), lowering.span);
  return true;
}

bool escapeSequence(Lowering &lowering) {
  lowering.result.value =
      lowering.string(unescape(lowering.facts, lowering.text(), EscapeStyle::C), lowering.span);
  return true;
}

/// :name, :"name", and the words of %w() and %i().
bool symbol(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  if (text.contains("#{"))
    return false;
  text.consume_front(":");
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\''))
    text = text.drop_front().drop_back();
  lowering.result.value = lowering.string(text, lowering.span);
  return true;
}

/// A::B, and ::B, which is B.
void scopeResolution(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *name = lowering.find(Role::Name);
  if (!name)
    return;
  const TextId text = lowering.intern(name->span);
  lowering.result.value =
      base ? lowering.make(ValueKind::Member, lowering.span, {{base->value}}, text)
           : lowering.name(text, lowering.span);
}

/// What receiver.send(:method, ...) calls, and it is then given the arguments behind the name; 0
/// for any other call. A name in quotes may as well be what a socket sends.
static TextId sent(const Lowering &lowering, llvm::StringRef method) {
  const Child *first = lowering.find(Role::Argument);
  const bool sends = method == "send" || method == "public_send" || method == "__send__";
  if (!sends || !first || !first->value || !lowering.text(first->span).starts_with(":"))
    return 0;
  const Value &name = lowering.facts.value(first->value);
  return name.kind == ValueKind::Literal ? name.text : 0;
}

/// receiver.method(...) { block }; Kernel's methods need no receiver. The block is the last
/// argument.
void call(Lowering &lowering) {
  const Child *base = lowering.find(Role::Base);
  const Child *name = lowering.find(Role::Name);
  // receiver.() is receiver.call()
  const TextId method = name ? lowering.intern(name->span) : lowering.facts.intern("call");
  const TextId named = sent(lowering, lowering.facts.text(method));
  const TextId text = named ? named : method;
  const bool isKernel = base && lowering.text(base->span) == "Kernel";
  ValueId callee = 0;
  if (base && !isKernel) {
    const Span at{lowering.span.begin, name ? name->span.end : base->span.end};
    callee = lowering.make(ValueKind::Member, at, {{base->value}}, text);
  } else {
    callee = lowering.name(text, name ? name->span : lowering.span);
  }
  const llvm::SmallVector<Operand, 8> arguments = lowering.operands(Role::Argument);
  lowering.result.value =
      lowering.call(callee, llvm::ArrayRef(arguments).drop_front(named ? 1 : 0), lowering.span);
}

/// `command` and %x(command) are calls of "`".
void shellCommand(Lowering &lowering) {
  const ValueId text = lowering.make(ValueKind::Format, lowering.span, valuesOf(lowering));
  const ValueId callee = lowering.name(lowering.facts.intern("`"), lowering.span);
  lowering.result.value = lowering.call(callee, {{text}}, lowering.span);
}

/// receiver << value is a call: it keeps the value.
void appended(Lowering &lowering) {
  const auto parts = valuesOf(lowering);
  if (parts.size() != 2)
    return;
  const ValueId callee =
      lowering.make(ValueKind::Member, lowering.span, {parts[0]}, lowering.facts.intern("<<"));
  lowering.result.value = lowering.call(callee, {parts[1]}, lowering.span);
}

/// What decides is evaluated; the value is one of the others.
void choice(Lowering &lowering) {
  ++lowering.facts.controlFlow;
  lowering.result.value =
      lowering.make(ValueKind::Operator, lowering.span, lowering.operands(Role::Operand),
                    lowering.facts.intern("?:"));
}

/// Every expression is evaluated; a method or block gives the last one back.
void body(Lowering &lowering) {
  const llvm::SmallVector<Child, 8> children(lowering.children);
  const Child *last = nullptr;
  for (const Child &child : children) {
    if (child.value && !child.isStatement)
      lowering.evaluate(child.value, child.span);
    last = &child;
  }
  if (last && last->value)
    lowering.facts.statements.push_back({.kind = StatementKind::Return,
                                         .span = last->span,
                                         .scope = lowering.scope,
                                         .region = lowering.region,
                                         .value = last->value});
}

void parameter(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  const Child *fallback = lowering.find(Role::Value);
  if (!name)
    return;
  const TextId text = lowering.intern(name->span);
  if (fallback && fallback->value) {
    lowering.result.name = text;
    lowering.result.value = fallback->value;
  } else {
    lowering.result.value = lowering.name(text, name->span);
  }
}

/// Nothing for a handler of everything.
void caughtTypes(Lowering &lowering) {
  const auto types = valuesOf(lowering);
  const llvm::StringRef text = lowering.text();
  if (!types.empty() && text != "Exception" && text != "StandardError")
    lowering.result.value = types.front().value;
}

} // namespace assay::ruby
