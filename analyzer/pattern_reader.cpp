#include "analyzer/pattern_reader.h"
#include "analyzer/expression.h"
#include "analyzer/memory/memory_fault.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

static constexpr llvm::StringLiteral patternNames[] = {
    "call", "use",  "import",    "assign", "literal",  "loop",  "handler",
    "flow", "text", "recursion", "record", "dispatch", "memory"};
static constexpr llvm::StringLiteral shapeNames[] = {"any",     "constant", "computed", "built",
                                                     "decoded", "dense",    "missing",  "present"};
static constexpr llvm::StringLiteral sourceNames[] = {"network",   "input", "environment",
                                                      "arguments", "file",  "request"};
static constexpr llvm::StringLiteral textNames[] = {"bidi", "zero-width", "look-alike"};

static llvm::SmallVector<llvm::StringRef, 64> refs(llvm::ArrayRef<llvm::StringLiteral> names) {
  return {names.begin(), names.end()};
}

llvm::StringRef assay::nameOf(PatternKind kind) {
  return patternNames[static_cast<unsigned>(kind)];
}

llvm::ArrayRef<llvm::StringRef> RuleTexts::keep(const std::vector<std::string> &list) const {
  llvm::SmallVector<llvm::StringRef, 8> kept;
  for (const std::string &text : list)
    kept.push_back(keep(llvm::StringRef(text)));
  return keep(llvm::ArrayRef<llvm::StringRef>(kept));
}

llvm::Error RuleTexts::list(YamlMap &map, llvm::StringRef key,
                            llvm::ArrayRef<llvm::StringRef> &into) const {
  std::vector<std::string> list;
  if (auto error = map.read(key, list))
    return error;
  into = keep(list);
  return llvm::Error::success();
}

llvm::Error RuleTexts::text(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) const {
  std::string value;
  if (auto error = map.read(key, value))
    return error;
  into = keep(llvm::StringRef(value).trim());
  return llvm::Error::success();
}

llvm::Error RuleTexts::required(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) const {
  auto node = map.require(key);
  if (!node)
    return node.takeError();
  auto value = yamlText(**node, key);
  if (!value)
    return value.takeError();
  into = keep(llvm::StringRef(*value).trim());
  return llvm::Error::success();
}

static llvm::Error readCapabilities(const YamlNode *node, CapabilitySet &into) {
  if (!node)
    return llvm::Error::success();
  auto list = yamlTexts(*node, "capability");
  if (!list)
    return list.takeError();
  llvm::SmallVector<llvm::StringRef, 64> known;
  for (const CapabilityRow &row : assay::capabilities())
    known.push_back(row.name);
  for (const std::string &name : *list) {
    const auto capability = findCapability(name);
    if (!capability)
      return node->error("unknown capability `" + name + "`" + suggestion(name, known));
    into.insert(*capability);
  }
  return llvm::Error::success();
}

llvm::Error PatternReader::read(const YamlNode *node, llvm::ArrayRef<Pattern> &into) const {
  if (!node)
    return llvm::Error::success();
  if (node->kind != YamlNode::Kind::Sequence)
    return node->error("patterns must be a list");
  llvm::SmallVector<Pattern, 4> patterns;
  for (const YamlNode &item : node->items) {
    auto pattern = readPattern(item);
    if (!pattern)
      return pattern.takeError();
    patterns.push_back(*pattern);
  }
  into = texts_.keep(llvm::ArrayRef<Pattern>(patterns));
  return llvm::Error::success();
}

llvm::Expected<Pattern> PatternReader::readPattern(const YamlNode &node) const {
  auto map = YamlMap::of(node, "a pattern");
  if (!map)
    return map.takeError();
  Pattern pattern;
  const YamlNode *body = nullptr;
  for (std::size_t kind = 0; kind < std::size(patternNames); ++kind) {
    const YamlNode *found = map->find(patternNames[kind]);
    if (found && body)
      return node.error("a pattern has one kind only, write two patterns");
    if (found) {
      body = found;
      pattern.kind = static_cast<PatternKind>(kind);
    }
  }
  if (!body) {
    if (auto error = map->finish())
      return error;
    return node.error("a pattern must have one of " +
                      llvm::join(std::begin(patternNames), std::end(patternNames), ", "));
  }
  if (auto error = readBody(*body, pattern))
    return error;
  if (auto error = readArguments(*map, pattern))
    return error;
  if (auto error = map->finish())
    return error;
  return pattern;
}

llvm::Error PatternReader::readBody(const YamlNode &node, Pattern &pattern) const {
  const llvm::StringRef what = nameOf(pattern.kind);
  auto map = YamlMap::of(node, what);
  if (!map)
    return map.takeError();
  if (auto error = bodyOf(*map, pattern))
    return error;
  return map->finish();
}

llvm::Error PatternReader::bodyOf(YamlMap &map, Pattern &pattern) const {
  bool unused = true;
  switch (pattern.kind) {
  case PatternKind::Call:
  case PatternKind::Use:
    if (auto error = readCapabilities(map.find("capability"), pattern.capabilities))
      return error;
    if (auto error = texts_.list(map, "symbol", pattern.symbols))
      return error;
    if (pattern.symbols.empty() && pattern.capabilities.empty())
      return map.node().error("want `symbol` or `capability`");
    return llvm::Error::success();
  case PatternKind::Import:
    return texts_.list(map, "symbol", pattern.symbols);
  case PatternKind::Assign:
    return texts_.list(map, "name", pattern.symbols);
  case PatternKind::Record:
    return texts_.list(map, "type", pattern.symbols);
  case PatternKind::Literal:
    if (auto error = texts_.list(map, "contains", pattern.contains))
      return error;
    if (auto error = regex(map, pattern.matches))
      return error;
    pattern.needs = texts_.keep(textsNeededBy(pattern.matches));
    return llvm::Error::success();
  case PatternKind::Loop:
  case PatternKind::Recursion:
  case PatternKind::Dispatch:
    if (auto error = map.read("unbounded", unused))
      return error;
    break;
  case PatternKind::Handler:
    if (auto error = map.read("swallows", unused))
      return error;
    break;
  case PatternKind::Flow:
    if (auto error = readCapabilities(map.find("to"), pattern.capabilities))
      return error;
    if (auto error = names(map, "source", refs(sourceNames), pattern.sources))
      return error;
    return texts_.list(map, "symbol", pattern.sourceSymbols);
  case PatternKind::Text:
    return names(map, "characters", refs(textNames), pattern.contains);
  case PatternKind::Memory: {
    llvm::SmallVector<llvm::StringRef, memoryFaultCount> known;
    for (unsigned fault = 0; fault < memoryFaultCount; ++fault)
      known.push_back(nameOf(static_cast<MemoryFault>(fault)));
    if (auto error = names(map, "fault", known, pattern.contains))
      return error;
    break;
  }
  }
  if (auto error = texts_.list(map, "symbol", pattern.symbols))
    return error;
  return readCapabilities(map.find("capability"), pattern.capabilities);
}

llvm::Error PatternReader::readArguments(YamlMap &map, Pattern &pattern) const {
  llvm::SmallVector<ArgumentPattern, 4> arguments;
  if (pattern.kind == PatternKind::Call || pattern.kind == PatternKind::Record) {
    const YamlNode *node = map.find("arguments");
    if (node && node->kind != YamlNode::Kind::Sequence)
      return node->error("`arguments` must be a list");
    for (const YamlNode &item : node ? llvm::ArrayRef(node->items) : llvm::ArrayRef<YamlNode>()) {
      auto argument = readArgument(item, /*hasPlace=*/true);
      if (!argument)
        return argument.takeError();
      arguments.push_back(*argument);
    }
    if (pattern.kind == PatternKind::Record && pattern.symbols.empty() &&
        (arguments.empty() || arguments[0].name.empty()))
      return map.node().error("a `record` needs a `type`, or an entry's name first");
  } else if (pattern.kind == PatternKind::Assign) {
    if (const YamlNode *node = map.find("value")) {
      auto argument = readArgument(*node, /*hasPlace=*/false);
      if (!argument)
        return argument.takeError();
      arguments.push_back(*argument);
    }
  }
  pattern.arguments = texts_.keep(llvm::ArrayRef<ArgumentPattern>(arguments));
  return llvm::Error::success();
}

llvm::Expected<ArgumentPattern> PatternReader::readArgument(const YamlNode &node,
                                                            bool hasPlace) const {
  auto map = YamlMap::of(node, "an argument");
  if (!map)
    return map.takeError();
  ArgumentPattern argument;
  if (hasPlace) {
    llvm::StringRef place;
    if (auto error = texts_.required(*map, "at", place))
      return error;
    unsigned position = 0;
    if (!place.getAsInteger(10, position) && position < 256)
      argument.position = static_cast<std::int16_t>(position);
    else if (place != "any") {
      argument.position = -1;
      argument.name = place;
    }
  }
  llvm::ArrayRef<llvm::StringRef> shape;
  if (auto error = names(*map, "is", refs(shapeNames), shape))
    return error;
  if (!shape.empty())
    argument.shape = static_cast<Shape>(llvm::find(shapeNames, shape[0]) - shapeNames);
  for (auto [key, into] : {std::pair{"equals", &argument.equals},
                           {"differs", &argument.differs},
                           {"contains", &argument.contains}})
    if (auto error = texts_.list(*map, key, *into))
      return error;
  if (auto error = regex(*map, argument.matches))
    return error;
  if (auto error = readCapabilities(map->find("from"), argument.from))
    return error;
  if (auto error = map->finish())
    return error;
  return argument;
}

llvm::Error PatternReader::regex(YamlMap &map, llvm::StringRef &into) const {
  if (auto error = texts_.text(map, "matches", into))
    return error;
  if (const std::string problem = problemOf(into); !problem.empty())
    return map.node().error("`matches` " + problem);
  return llvm::Error::success();
}

llvm::Error PatternReader::names(YamlMap &map, llvm::StringRef key,
                                 llvm::ArrayRef<llvm::StringRef> known,
                                 llvm::ArrayRef<llvm::StringRef> &into) const {
  if (auto error = texts_.list(map, key, into))
    return error;
  for (llvm::StringRef name : into)
    if (!llvm::is_contained(known, name))
      return map.node().error("unknown `" + key + "`: `" + name + "`" + suggestion(name, known) +
                              " (want " + llvm::join(known, ", ") + ")");
  return llvm::Error::success();
}
