#include "grammars/table/symbol_model.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

// The `memory` of a symbols.yaml: "VERB PLACE for SIZE * TIMES".

using namespace assay;

static std::optional<MemoryEffect::Kind> kindOf(llvm::StringRef verb) {
  using Kind = MemoryEffect::Kind;
  return llvm::StringSwitch<std::optional<Kind>>(verb)
      .Case("allocates", Kind::Allocates)
      .Case("reallocates", Kind::Reallocates)
      .Case("frees", Kind::Frees)
      .Case("may-be-null", Kind::MayBeNull)
      .Case("uses", Kind::Uses)
      .Case("writes", Kind::Writes)
      .Case("reads", Kind::Reads)
      .Case("copies", Kind::Copies)
      .Case("appends", Kind::Appends)
      .Case("joins", Kind::Joins)
      .Case("measures", Kind::Measures)
      .Case("numbers", Kind::Numbers)
      .Case("ends", Kind::Ends)
      .Case("asks", Kind::Asks)
      .Case("opens", Kind::Opens)
      .Case("starts", Kind::Starts)
      .Case("handles", Kind::Handles)
      .Case("locks", Kind::Locks)
      .Default(std::nullopt);
}

/// "$N", "result" or nothing; false if it is something else.
static bool readPlace(llvm::StringRef text, std::int8_t &place) {
  text = text.trim();
  if (text.empty())
    return true;
  if (text == "result") {
    place = MemoryEffect::result;
    return true;
  }
  return text.consume_front("$") && !text.getAsInteger(10, place) && place >= 0;
}

llvm::Expected<MemoryEffect> assay::readMemoryEffect(llvm::StringRef text, const YamlNode &node) {
  const auto [what, amount] = text.split(" for ");
  const auto [verb, place] = what.split(' ');
  const auto [size, times] = amount.split('*');
  MemoryEffect effect;
  const auto kind = kindOf(verb);
  llvm::StringRef at = place.trim();
  const bool isRest = at.consume_back("..");
  if (!kind || !readPlace(at, effect.place) || !readPlace(size, effect.size) ||
      !readPlace(times, effect.times))
    return node.error("`" + text +
                      "` is no effect on memory; want VERB PLACE for SIZE * TIMES, with $0 or "
                      "result for each, as in `writes $0 for $2`");
  effect.kind = *kind;
  if (isRest) {
    effect.size = effect.place;
    effect.place = MemoryEffect::rest;
  }
  return effect;
}
