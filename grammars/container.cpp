#include "grammars/container.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

void assay::extractContainer(llvm::StringRef text, const Language &language, FactSet &facts) {
  facts.clear();
  const Span whole{0, static_cast<std::uint32_t>(text.size())};
  Scope &module = facts.scopes.emplace_back();
  module.kind = ScopeKind::Module;
  module.span = whole;
  module.body = 1;
  Region &body = facts.regions.emplace_back();
  body.kind = RegionKind::Body;
  body.scope = 1;
  body.span = whole;
  body.first = 1;
  body.firstValue = 1;
  Lowering lowering(facts, text, whole, /*inScope=*/1, /*inRegion=*/1, {});
  language.split(lowering);
  facts.regions[1].last = static_cast<StatementId>(facts.statements.size());
  facts.regions[1].lastValue = static_cast<ValueId>(facts.values.size());
}

/// `text` lives as long as the facts.
static ValueId embedPart(Lowering &lowering, llvm::StringRef language, llvm::StringRef text,
                         Span span) {
  if (text.trim().empty())
    return 0;
  if (lowering.facts.statements.size() > maxParts) {
    cutShort(lowering, "it has more than " + llvm::Twine(maxParts) + " parts");
    return 0;
  }
  const ValueId part = lowering.string(text, span);
  lowering.embed(language, part);
  return part;
}

ValueId assay::embedSpan(Lowering &lowering, llvm::StringRef language, Span span) {
  return embedPart(lowering, language, lowering.text(span), span);
}

ValueId assay::embedText(Lowering &lowering, llvm::StringRef language, llvm::StringRef text,
                         Span span) {
  return embedPart(lowering, language, lowering.facts.copy(text), span);
}

void assay::embedTogether(Lowering &lowering, llvm::StringRef language,
                          llvm::ArrayRef<ValueId> parts) {
  llvm::SmallVector<Operand, 16> joined;
  Span span;
  for (const ValueId part : parts) {
    if (!part)
      continue;
    const Span at = lowering.facts.value(part).span;
    if (joined.empty())
      span = at;
    else
      joined.push_back({lowering.string("\n", {at.begin, at.begin})});
    span.end = std::max(span.end, at.end);
    joined.push_back({part});
  }
  if (joined.size() < 2)
    return;
  lowering.embed(language, lowering.make(ValueKind::Concat, span, joined));
  lowering.facts.statements.back().declares = true;
}

void assay::addCall(Lowering &lowering, llvm::StringRef symbol, llvm::ArrayRef<ValueId> arguments,
                    Span span) {
  llvm::SmallVector<Operand, 4> operands;
  for (const ValueId argument : arguments)
    operands.push_back({argument});
  // A dotted symbol is a chain of members, as in any language.
  const auto [first, rest] = symbol.split('.');
  ValueId callee = lowering.name(lowering.facts.intern(lowering.facts.copy(first)), span);
  llvm::SmallVector<llvm::StringRef, 4> members;
  rest.split(members, '.', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef member : members)
    callee = lowering.make(ValueKind::Member, span, {{callee}},
                           lowering.facts.intern(lowering.facts.copy(member)));
  lowering.evaluate(lowering.call(callee, operands, span), span);
}

std::string assay::shellLine(llvm::ArrayRef<std::string> words) {
  std::string line;
  for (llvm::StringRef word : words) {
    line += line.empty() ? "" : " ";
    const bool isPlain = !word.empty() && llvm::all_of(word, [](char c) {
      return llvm::isAlnum(c) || llvm::StringRef("-_./:=,+@%").contains(c);
    });
    if (isPlain) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word)
      line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

void assay::cutShort(Lowering &lowering, const llvm::Twine &reason) {
  if (lowering.facts.cut.empty())
    lowering.facts.cut.push_back(lowering.facts.copy(reason.str()));
}
