#include "grammars/lowering.h"

// TypeScript: parameters with types and fallbacks, `import x = require("m")`.

namespace assay::typescript {

void parameter(Lowering &lowering);
void requireClause(Lowering &lowering);

/// A name with a fallback is a Named value; a pattern or a plain name is itself.
void parameter(Lowering &lowering) {
  const Child *pattern = lowering.find(Role::Target);
  const Child *rest = lowering.find(Role::Operand);
  const Child *target = pattern ? pattern : rest;
  if (!target)
    return;
  const Child *fallback = lowering.find(Role::Value);
  lowering.result.value = target->value;
  lowering.result.spread = target->spread;
  if (!fallback || !fallback->value || !target->value ||
      lowering.facts.value(target->value).kind != ValueKind::Name)
    return;
  lowering.result.name = lowering.facts.value(target->value).text;
  lowering.result.value = fallback->value;
}

void requireClause(Lowering &lowering) {
  const Child *source = lowering.find(Role::Module);
  const Child *alias = lowering.find(Role::Alias);
  if (source && source->value && alias)
    lowering.import(lowering.facts.value(source->value).text, 0, lowering.intern(alias->span),
                    lowering.span);
}

} // namespace assay::typescript
