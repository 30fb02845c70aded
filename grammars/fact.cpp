#include "grammars/fact.h"

using namespace assay;

/// Names and short constants repeat; interning longer texts costs more than it saves.
static constexpr std::size_t maxInternedLiteral = 32;

void FactSet::clear() {
  values.assign(1, {});
  operands.clear();
  statements.assign(1, {});
  regions.assign(1, {});
  scopes.assign(1, {});
  parameters.clear();
  mixins.clear();
  storages.clear();
  sizes.clear();
  dereferences.clear();
  addresses.clear();
  comments.clear();
  texts.assign(1, "");
  controlFlow = 0;
  unparsedBytes = 0;
  cut.clear();
  memory_.Reset();
  interned_.clear();
}

TextId FactSet::intern(llvm::StringRef text) {
  if (text.empty())
    return 0;
  const auto [at, isNew] =
      interned_.try_emplace(llvm::CachedHashStringRef(text), static_cast<TextId>(texts.size()));
  if (isNew)
    texts.push_back(text);
  return at->second;
}

TextId FactSet::append(llvm::StringRef text) {
  if (text.size() <= maxInternedLiteral)
    return intern(text);
  texts.push_back(text);
  return static_cast<TextId>(texts.size() - 1);
}

void FactSet::setTexts(std::vector<llvm::StringRef> all) {
  texts = std::move(all);
  interned_.clear();
  for (std::size_t id = 1; id < texts.size(); ++id)
    interned_.try_emplace(llvm::CachedHashStringRef(texts[id]), static_cast<TextId>(id));
}

ValueId FactSet::add(const Value &value, llvm::ArrayRef<Operand> parts) {
  Value &added = values.emplace_back(value);
  added.firstOperand = static_cast<std::uint32_t>(operands.size());
  added.operandCount = static_cast<std::uint32_t>(parts.size());
  operands.insert(operands.end(), parts.begin(), parts.end());
  return static_cast<ValueId>(values.size() - 1);
}
