#include "grammars/lowering.h"

// PHP: variables that are something else as well: parameters, references, captures, statics.

namespace assay::php {

void parameter(Lowering &lowering);
void promoted(Lowering &lowering);
void useTrait(Lowering &lowering);
void captures(Lowering &lowering);
void globalNames(Lowering &lowering);
void referTo(Lowering &lowering);
void staticVariable(Lowering &lowering);

/// A "&" stands before the name.
static bool isReference(Lowering &lowering, const Child &name) {
  return lowering.source.slice(lowering.span.begin, name.span.begin).rtrim().ends_with("&");
}

/// use A, B; in a class.
void useTrait(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    lowering.mixIn(lowering.name(lowering.intern(child.span), child.span));
}

/// use (&$name): the closure's variable is that of the function around it.
void captures(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.value && lowering.text(child.span).starts_with("&"))
      lowering.outer(lowering.facts.value(child.value).text, /*isModule=*/false);
}

void globalNames(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.value)
      lowering.outer(lowering.facts.value(child.value).text, /*isModule=*/true);
}

/// $a = &$b
void referTo(Lowering &lowering) {
  const Child *target = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!target || !value || !target->value || !value->value)
    return;
  lowering.result.value = value->value;
  lowering.result.isStatement = true;
  const FactSet &facts = lowering.facts;
  if (facts.value(target->value).kind == ValueKind::Name &&
      facts.value(value->value).kind == ValueKind::Name)
    lowering.alias(facts.value(target->value).text, value->value);
  else
    lowering.assign(target->value, value->value, lowering.span, /*declares=*/true);
}

/// It keeps its value from call to call, as a variable of the module would.
void staticVariable(Lowering &lowering) {
  const Child *target = lowering.find(Role::Target);
  const Child *value = lowering.find(Role::Value);
  if (!target || !target->value)
    return;
  lowering.outer(lowering.facts.value(target->value).text, /*isModule=*/true);
  lowering.assign(target->value, value ? value->value : 0, lowering.span, /*declares=*/true);
}

void parameter(Lowering &lowering) {
  const Child *name = lowering.find(Role::Target);
  const Child *fallback = lowering.find(Role::Value);
  if (!name || !name->value)
    return;
  lowering.result.value = name->value;
  lowering.result.byReference = isReference(lowering, *name);
  if (!fallback || !fallback->value)
    return;
  lowering.result.name = lowering.facts.value(name->value).text;
  lowering.result.value = fallback->value;
}

/// A constructor's parameter that is a property too: $this->name = $name.
void promoted(Lowering &lowering) {
  parameter(lowering);
  const Child *name = lowering.find(Role::Target);
  if (!name || !name->value)
    return;
  const TextId text = lowering.facts.value(name->value).text;
  const ValueId self = lowering.name(lowering.facts.intern("this"), name->span);
  const ValueId property = lowering.make(ValueKind::Member, name->span, {{self}}, text);
  lowering.assign(property, lowering.name(text, name->span), lowering.span, /*declares=*/false);
}

} // namespace assay::php
