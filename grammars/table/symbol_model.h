#ifndef ASSAY_GRAMMARS_TABLE_SYMBOL_MODEL_H
#define ASSAY_GRAMMARS_TABLE_SYMBOL_MODEL_H

#include "grammars/capability.h"
#include "grammars/language.h"
#include "grammars/yaml.h"
#include <string>
#include <vector>

namespace assay {

struct ArgumentModel {
  int position = -1;
  std::string name;
};

/// A SymbolRow while it is read; see grammars/language.h for the fields.
struct SymbolModel {
  std::string symbol;
  std::vector<Capability> capabilities;
  std::vector<ArgumentModel> sinks;
  std::string source;
  std::vector<Capability> sanitizes;
  std::string decoding = "None";
  ArgumentModel decodes;
  std::string code;
  ArgumentModel words;
  std::string returns;
  ArgumentModel when;
  std::string whenValue;
  bool onRead = false;
  std::vector<FlowStep> flows;
  std::vector<MemoryEffect> memory;
  std::string aliasOf;
  bool holdsGlobals = false;
};

/// Reads "$1 -> receiver[$0]"; see grammars/README.md.
llvm::Expected<FlowStep> readFlow(llvm::StringRef text, const YamlNode &node);

/// Reads "writes $0 for $1 * $2"; see grammars/README.md.
llvm::Expected<MemoryEffect> readMemoryEffect(llvm::StringRef text, const YamlNode &node);

/// Sorts by symbol; the models of one symbol stay in order.
void sortBySymbol(std::vector<SymbolModel> &models);

/// Reads a symbols.yaml: a map from symbols, separated by commas, to one model or a list of models.
/// The result is sorted by symbol.
llvm::Expected<std::vector<SymbolModel>> readSymbols(const YamlNode &root);

} // namespace assay

#endif // ASSAY_GRAMMARS_TABLE_SYMBOL_MODEL_H
