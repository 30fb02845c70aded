#include "grammars/table/symbol_model.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <iterator>
#include <map>

using namespace assay;

namespace {

struct DecodingName {
  llvm::StringLiteral name;
  llvm::StringLiteral enumerator;
};

constexpr DecodingName decodings[] = {{"base64", "Base64"},
                                      {"base32", "Base32"},
                                      {"base85", "Base85"},
                                      {"hex", "Hex"},
                                      {"rot13", "Rot13"},
                                      {"zlib", "Zlib"},
                                      {"gzip", "Gzip"},
                                      {"url", "Url"},
                                      {"escape", "Escape"},
                                      {"reverse", "Reverse"},
                                      {"join", "Join"},
                                      {"replace", "Replace"},
                                      {"lower", "Lower"},
                                      {"upper", "Upper"},
                                      {"strip", "Strip"},
                                      {"format", "Format"},
                                      {"printf", "Printf"},
                                      {"utf16", "Utf16"},
                                      {"character-of", "CharacterOf"},
                                      {"text", "Text"},
                                      {"join-path", "JoinPath"},
                                      {"home", "Home"},
                                      {"true", "True"},
                                      {"echo", "Echo"}};

constexpr llvm::StringLiteral sources[] = {"network",   "input", "environment",
                                           "arguments", "file",  "request"};

/// "all" stands for every capability.
llvm::Error readCapabilities(const YamlNode *node, llvm::StringRef key, bool allowsAll,
                             std::vector<Capability> &capabilities) {
  if (!node)
    return llvm::Error::success();
  auto names = yamlTexts(*node, key);
  if (!names)
    return names.takeError();
  llvm::SmallVector<llvm::StringRef, 64> known;
  for (const CapabilityRow &row : assay::capabilities())
    known.push_back(row.name);
  for (const std::string &name : *names) {
    if (allowsAll && name == "all") {
      for (const CapabilityRow &row : assay::capabilities())
        capabilities.push_back(row.capability);
      continue;
    }
    const auto capability = findCapability(name);
    if (!capability)
      return node->error("unknown capability `" + name + "`" + suggestion(name, known));
    capabilities.push_back(*capability);
  }
  return llvm::Error::success();
}

ArgumentModel argumentOf(llvm::StringRef text) {
  ArgumentModel argument;
  if (text == "all")
    argument.position = -2;
  else if (text.getAsInteger(10, argument.position) || argument.position < 0) {
    argument.position = -1;
    argument.name = text.str();
  }
  return argument;
}

llvm::Error readWhen(const YamlNode *node, SymbolModel &model) {
  if (!node)
    return llvm::Error::success();
  if (node->kind != YamlNode::Kind::Map || node->entries.size() != 1)
    return node->error("`when` must be a map of one argument to its constant: {shell: true}");
  model.when = argumentOf(node->entries[0].first.scalar);
  model.whenValue = node->entries[0].second.scalar;
  return llvm::Error::success();
}

llvm::Error readSource(YamlMap &map, SymbolModel &model) {
  if (auto error = map.read("source", model.source))
    return error;
  if (!model.source.empty() && !llvm::is_contained(sources, model.source))
    return map.node().error("unknown source `" + model.source + "`, want one of " +
                            llvm::join(std::begin(sources), std::end(sources), ", "));
  return llvm::Error::success();
}

llvm::Error readDecoding(YamlMap &map, SymbolModel &model) {
  std::string name;
  if (auto error = map.read("decode", name))
    return error;
  if (name.empty())
    return llvm::Error::success();
  const auto *at = llvm::find_if(decodings, [&](const DecodingName &d) { return d.name == name; });
  if (at == std::end(decodings))
    return map.node().error("unknown decoding `" + name + "`");
  model.decoding = at->enumerator.str();
  return llvm::Error::success();
}

llvm::Expected<SymbolModel> readModel(const YamlNode &node) {
  auto map = YamlMap::of(node, "the model of a symbol");
  if (!map)
    return map.takeError();
  SymbolModel model;
  if (auto error =
          readCapabilities(map->find("capability"), "capability", false, model.capabilities))
    return error;
  if (auto error = readCapabilities(map->find("sanitizes"), "sanitizes", true, model.sanitizes))
    return error;
  std::vector<std::string> sinks;
  if (auto error = map->read("sink", sinks))
    return error;
  for (const std::string &sink : sinks)
    model.sinks.push_back(argumentOf(sink));
  if (auto error = readSource(*map, model))
    return error;
  if (auto error = readDecoding(*map, model))
    return error;
  std::string decodes;
  if (auto error = map->read("of", decodes))
    return error;
  if (!decodes.empty())
    model.decodes = argumentOf(decodes);
  if (auto error = map->read("code", model.code))
    return error;
  std::string words;
  if (auto error = map->read("words", words))
    return error;
  if (!words.empty() && model.code.empty())
    return node.error("`words` needs `code`: the language in which they are a command");
  if (!words.empty())
    model.words = argumentOf(words);
  if (auto error = map->read("returns", model.returns))
    return error;
  if (auto error = readWhen(map->find("when"), model))
    return error;
  std::string on;
  if (auto error = map->read("on", on))
    return error;
  if (!on.empty() && on != "read")
    return node.error("`on` can only be `read`");
  model.onRead = on == "read";
  std::vector<std::string> flows;
  if (auto error = map->read("flows", flows))
    return error;
  for (const std::string &flow : flows) {
    auto step = readFlow(flow, node);
    if (!step)
      return step.takeError();
    model.flows.push_back(*step);
  }
  std::vector<std::string> effects;
  if (auto error = map->read("memory", effects))
    return error;
  for (const std::string &text : effects) {
    auto effect = readMemoryEffect(text, node);
    if (!effect)
      return effect.takeError();
    model.memory.push_back(*effect);
  }
  if (auto error = map->read("is", model.aliasOf))
    return error;
  std::string members;
  if (auto error = map->read("members", members))
    return error;
  if (!members.empty() && members != "global")
    return node.error("`members` can only be `global`");
  model.holdsGlobals = !members.empty();
  if (auto error = map->finish())
    return error;
  return model;
}

} // namespace

void assay::sortBySymbol(std::vector<SymbolModel> &models) {
  std::map<std::string, std::vector<SymbolModel>> bySymbol;
  for (SymbolModel &model : models)
    bySymbol[model.symbol].push_back(std::move(model));
  models.clear();
  for (auto &[symbol, rows] : bySymbol)
    std::move(rows.begin(), rows.end(), std::back_inserter(models));
}

llvm::Expected<std::vector<SymbolModel>> assay::readSymbols(const YamlNode &root) {
  std::vector<SymbolModel> models;
  auto map = YamlMap::of(root, "symbols.yaml");
  if (!map)
    return map.takeError();
  for (const auto &[key, value] : root.entries) {
    const llvm::ArrayRef<YamlNode> rows = value.kind == YamlNode::Kind::Sequence
                                              ? llvm::ArrayRef(value.items)
                                              : llvm::ArrayRef(value);
    for (const YamlNode &row : rows) {
      auto model = readModel(row);
      if (!model)
        return model.takeError();
      llvm::SmallVector<llvm::StringRef, 8> symbols;
      llvm::StringRef(key.scalar).split(symbols, ',');
      for (llvm::StringRef symbol : symbols) {
        model->symbol = symbol.trim().str();
        models.push_back(*model);
      }
    }
  }
  sortBySymbol(models);
  return models;
}
