#include "grammars/language.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

bool PackedSymbols::has(llvm::StringRef symbol) const {
  const auto name = [&](const Row &row) { return text.substr(row.symbol.begin, row.symbol.size); };
  const auto *row =
      llvm::partition_point(rows, [&](const Row &known) { return name(known) < symbol; });
  return row != rows.end() && name(*row) == symbol;
}

SymbolRows::SymbolRows(const PackedSymbols &packed) {
  const auto text = [&](PackedSymbols::Part part) {
    return packed.text.substr(part.begin, part.size);
  };
  const auto argument = [&](const PackedSymbols::Argument &given) {
    return ArgumentSelector{given.position, text(given.name)};
  };
  // The rows point into it from here on.
  arguments.reserve(packed.arguments.size());
  for (const PackedSymbols::Argument &given : packed.arguments)
    arguments.push_back(argument(given));
  const auto capabilities = [&](PackedSymbols::Part part) {
    return packed.capabilities.slice(part.begin, part.size);
  };
  rows.reserve(packed.rows.size());
  for (const PackedSymbols::Row &row : packed.rows)
    rows.push_back({text(row.symbol), capabilities(row.capabilities),
                    llvm::ArrayRef(arguments).slice(row.sinks.begin, row.sinks.size),
                    text(row.source), capabilities(row.sanitizes), row.decoding,
                    argument(row.decodes), text(row.code), argument(row.words), text(row.returns),
                    argument(row.when), text(row.whenValue), row.onRead,
                    packed.flows.slice(row.flows.begin, row.flows.size),
                    packed.effects.slice(row.memory.begin, row.memory.size), text(row.aliasOf),
                    row.holdsGlobals});
}
