#include "analyzer/rule_reader.h"
#include "analyzer/expression.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace assay;

namespace {

constexpr llvm::StringLiteral patternNames[] = {"call",    "use",       "import",  "assign",
                                                "literal", "loop",      "handler", "flow",
                                                "text",    "recursion", "record"};
constexpr llvm::StringLiteral shapeNames[] = {"any",     "constant", "computed", "built",
                                              "decoded", "missing",  "present"};
constexpr llvm::StringLiteral sourceNames[] = {"network",   "input", "environment",
                                               "arguments", "file",  "request"};
constexpr llvm::StringLiteral textNames[] = {"bidi", "zero-width"};

llvm::SmallVector<llvm::StringRef, 64> refs(llvm::ArrayRef<llvm::StringLiteral> names) {
  return {names.begin(), names.end()};
}

class Reader {
public:
  explicit Reader(llvm::BumpPtrAllocator &memory) : memory_(memory) {}

  llvm::Expected<Rule> read(const YamlNode &node) {
    auto map = YamlMap::of(node, "a rule");
    if (!map)
      return map.takeError();
    Rule rule;
    auto steps = {&Reader::readHead, &Reader::readGrade, &Reader::readPatterns, &Reader::readText,
                  &Reader::readExamples};
    for (auto step : steps)
      if (auto error = (this->*step)(*map, rule))
        return error;
    if (auto error = map->finish())
      return error;
    return rule;
  }

private:
  llvm::StringRef keep(llvm::StringRef text) { return text.copy(memory_); }

  template <typename T> llvm::ArrayRef<T> keep(llvm::ArrayRef<T> items) {
    T *copy = memory_.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }

  llvm::ArrayRef<llvm::StringRef> keep(const std::vector<std::string> &list) {
    llvm::SmallVector<llvm::StringRef, 8> kept;
    for (const std::string &text : list)
      kept.push_back(keep(llvm::StringRef(text)));
    return keep(llvm::ArrayRef<llvm::StringRef>(kept));
  }

  llvm::Error texts(YamlMap &map, llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> &into) {
    std::vector<std::string> list;
    if (auto error = map.read(key, list))
      return error;
    into = keep(list);
    return llvm::Error::success();
  }

  llvm::Error text(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) {
    std::string value;
    if (auto error = map.read(key, value))
      return error;
    into = keep(llvm::StringRef(value).trim());
    return llvm::Error::success();
  }

  llvm::Error requiredText(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) {
    auto node = map.require(key);
    if (!node)
      return node.takeError();
    auto value = yamlText(**node, key);
    if (!value)
      return value.takeError();
    into = keep(llvm::StringRef(*value).trim());
    return llvm::Error::success();
  }

  llvm::Error readHead(YamlMap &map, Rule &rule) {
    if (auto error = requiredText(map, "id", rule.id))
      return error;
    const bool isKebab = !rule.id.empty() && llvm::all_of(rule.id, [](char c) {
      return llvm::isDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
    });
    if (!isKebab)
      return map.node().error("the id `" + rule.id + "` must be lower-case words joined by -");
    if (auto error = requiredText(map, "title", rule.title))
      return error;
    return requiredText(map, "message", rule.message);
  }

  template <typename T>
  llvm::Error named(YamlMap &map, llvm::StringRef key, std::optional<T> (*find)(llvm::StringRef),
                    llvm::StringRef choices, T &into) {
    llvm::StringRef name;
    if (auto error = requiredText(map, key, name))
      return error;
    const auto found = find(name);
    if (!found)
      return (*map.require(key))->error("unknown " + key + " `" + name + "`, want " + choices);
    into = *found;
    return llvm::Error::success();
  }

  llvm::Error readGrade(YamlMap &map, Rule &rule) {
    if (auto error = named(map, "dimension", findDimension,
                           "imports, controlFlow, stringOperations or behaviour", rule.dimension))
      return error;
    if (auto error = named(map, "level", findRiskLevel, "LOW, MEDIUM, HIGH or BLOCKED", rule.level))
      return error;
    if (auto error =
            named(map, "confidence", findConfidence, "low, medium or high", rule.confidence))
      return error;
    if (auto error = texts(map, "languages", rule.languages))
      return error;
    const YamlNode *numbers = map.find("cwe");
    if (!numbers)
      return llvm::Error::success();
    if (numbers->kind != YamlNode::Kind::Sequence)
      return numbers->error("`cwe` must be a list of numbers");
    llvm::SmallVector<std::uint16_t, 4> cwe;
    for (const YamlNode &item : numbers->items) {
      // The catalogue of weaknesses ends below 1500 (CWE 4.16).
      auto number = yamlInteger(item, "cwe", 1, 1500);
      if (!number)
        return number.takeError();
      cwe.push_back(static_cast<std::uint16_t>(*number));
    }
    rule.cwe = keep(llvm::ArrayRef<std::uint16_t>(cwe));
    return llvm::Error::success();
  }

  llvm::Error readPatterns(YamlMap &map, Rule &rule) {
    if (auto error = patternList(map.find("any"), rule.any))
      return error;
    if (rule.any.empty())
      return map.node().error("a rule must have patterns under `any`");
    if (auto error = patternList(map.find("with"), rule.with))
      return error;
    return patternList(map.find("without"), rule.without);
  }

  llvm::Error readText(YamlMap &map, Rule &rule) {
    if (auto error = text(map, "why", rule.why))
      return error;
    if (auto error = text(map, "fix", rule.fix))
      return error;
    if (auto error = text(map, "misses", rule.misses))
      return error;
    if (auto error = texts(map, "references", rule.references))
      return error;
    return texts(map, "covers", rule.covers);
  }

  llvm::Error readExamples(YamlMap &map, Rule &rule) {
    llvm::SmallVector<RuleExample, 8> examples;
    for (bool flagged : {true, false}) {
      const YamlNode *node = map.find(flagged ? "flagged" : "clean");
      if (!node)
        continue;
      if (node->kind != YamlNode::Kind::Map)
        return node->error("examples must be a map from language to code");
      for (const auto &[language, code] : node->entries) {
        auto sources = yamlTexts(code, language.scalar);
        if (!sources)
          return sources.takeError();
        for (const std::string &source : *sources)
          examples.push_back({keep(language.scalar), keep(source), flagged});
      }
    }
    rule.examples = keep(llvm::ArrayRef<RuleExample>(examples));
    return llvm::Error::success();
  }

  llvm::Error patternList(const YamlNode *node, llvm::ArrayRef<Pattern> &into) {
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
    into = keep(llvm::ArrayRef<Pattern>(patterns));
    return llvm::Error::success();
  }

  llvm::Expected<Pattern> readPattern(const YamlNode &node) {
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

  llvm::Error readBody(const YamlNode &node, Pattern &pattern) {
    const llvm::StringRef what = nameOf(pattern.kind);
    auto map = YamlMap::of(node, what);
    if (!map)
      return map.takeError();
    if (auto error = bodyOf(*map, pattern))
      return error;
    return map->finish();
  }

  llvm::Error bodyOf(YamlMap &map, Pattern &pattern) {
    bool unused = true;
    switch (pattern.kind) {
    case PatternKind::Call:
    case PatternKind::Use:
      if (auto error = capabilities(map.find("capability"), pattern.capabilities))
        return error;
      if (auto error = texts(map, "symbol", pattern.symbols))
        return error;
      if (pattern.symbols.empty() && pattern.capabilities.empty())
        return map.node().error("want `symbol` or `capability`");
      return llvm::Error::success();
    case PatternKind::Import:
      return texts(map, "symbol", pattern.symbols);
    case PatternKind::Assign:
      return texts(map, "name", pattern.symbols);
    case PatternKind::Record:
      return texts(map, "type", pattern.symbols);
    case PatternKind::Literal:
      if (auto error = texts(map, "contains", pattern.contains))
        return error;
      if (auto error = regex(map, pattern.matches))
        return error;
      pattern.needs = keep(textsNeededBy(pattern.matches));
      return llvm::Error::success();
    case PatternKind::Loop:
    case PatternKind::Recursion:
      if (auto error = map.read("unbounded", unused))
        return error;
      break;
    case PatternKind::Handler:
      if (auto error = map.read("swallows", unused))
        return error;
      break;
    case PatternKind::Flow:
      if (auto error = capabilities(map.find("to"), pattern.capabilities))
        return error;
      if (auto error = names(map, "source", refs(sourceNames), pattern.sources))
        return error;
      return texts(map, "symbol", pattern.sourceSymbols);
    case PatternKind::Text:
      return names(map, "characters", refs(textNames), pattern.contains);
    }
    if (auto error = texts(map, "symbol", pattern.symbols))
      return error;
    return capabilities(map.find("capability"), pattern.capabilities);
  }

  llvm::Error readArguments(YamlMap &map, Pattern &pattern) {
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
    pattern.arguments = keep(llvm::ArrayRef<ArgumentPattern>(arguments));
    return llvm::Error::success();
  }

  llvm::Expected<ArgumentPattern> readArgument(const YamlNode &node, bool hasPlace) {
    auto map = YamlMap::of(node, "an argument");
    if (!map)
      return map.takeError();
    ArgumentPattern argument;
    if (hasPlace) {
      llvm::StringRef place;
      if (auto error = requiredText(*map, "at", place))
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
      if (auto error = texts(*map, key, *into))
        return error;
    if (auto error = regex(*map, argument.matches))
      return error;
    if (auto error = capabilities(map->find("from"), argument.from))
      return error;
    if (auto error = map->finish())
      return error;
    return argument;
  }

  llvm::Error regex(YamlMap &map, llvm::StringRef &into) {
    if (auto error = text(map, "matches", into))
      return error;
    if (const std::string problem = problemOf(into); !problem.empty())
      return map.node().error("`matches` " + problem);
    return llvm::Error::success();
  }

  llvm::Error names(YamlMap &map, llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> known,
                    llvm::ArrayRef<llvm::StringRef> &into) {
    if (auto error = texts(map, key, into))
      return error;
    for (llvm::StringRef name : into)
      if (!llvm::is_contained(known, name))
        return map.node().error("unknown `" + key + "`: `" + name + "`" + suggestion(name, known) +
                                " (want " + llvm::join(known, ", ") + ")");
    return llvm::Error::success();
  }

  llvm::Error capabilities(const YamlNode *node, CapabilitySet &into) {
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

  llvm::BumpPtrAllocator &memory_;
};

} // namespace

llvm::StringRef assay::nameOf(PatternKind kind) {
  return patternNames[static_cast<unsigned>(kind)];
}

llvm::Expected<Rule> assay::readRule(const YamlNode &node, llvm::BumpPtrAllocator &memory) {
  return Reader(memory).read(node);
}
