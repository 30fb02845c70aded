#include "analyzer/rule_reader.h"
#include "analyzer/expression.h"
#include "analyzer/pattern_reader.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

namespace {

class Reader {
public:
  explicit Reader(llvm::BumpPtrAllocator &memory) : texts_(memory) {}

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
  llvm::Error readHead(YamlMap &map, Rule &rule) {
    if (auto error = texts_.required(map, "id", rule.id))
      return error;
    const bool isKebab = !rule.id.empty() && llvm::all_of(rule.id, [](char c) {
      return llvm::isDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
    });
    if (!isKebab)
      return map.node().error("the id `" + rule.id + "` must be lower-case words joined by -");
    if (auto error = texts_.required(map, "title", rule.title))
      return error;
    return texts_.required(map, "message", rule.message);
  }

  template <typename T>
  llvm::Error named(YamlMap &map, llvm::StringRef key, std::optional<T> (*find)(llvm::StringRef),
                    llvm::StringRef choices, T &into) {
    llvm::StringRef name;
    if (auto error = texts_.required(map, key, name))
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
    if (auto error = texts_.list(map, "languages", rule.languages))
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
    rule.cwe = texts_.keep(llvm::ArrayRef<std::uint16_t>(cwe));
    return llvm::Error::success();
  }

  llvm::Error readPatterns(YamlMap &map, Rule &rule) {
    const PatternReader reader(texts_);
    if (auto error = reader.read(map.find("any"), rule.any))
      return error;
    if (rule.any.empty())
      return map.node().error("a rule must have patterns under `any`");
    if (auto error = reader.read(map.find("with"), rule.with))
      return error;
    return reader.read(map.find("without"), rule.without);
  }

  llvm::Error readText(YamlMap &map, Rule &rule) {
    if (auto error = texts_.text(map, "why", rule.why))
      return error;
    if (auto error = texts_.text(map, "fix", rule.fix))
      return error;
    if (auto error = readEdits(map.find("edits"), rule))
      return error;
    if (auto error = texts_.text(map, "misses", rule.misses))
      return error;
    if (auto error = texts_.list(map, "references", rule.references))
      return error;
    return texts_.list(map, "covers", rule.covers);
  }

  llvm::Expected<RuleEdit> readEdit(const YamlNode &node) {
    auto map = YamlMap::of(node, "an edit");
    if (!map)
      return map.takeError();
    RuleEdit edit;
    if (auto error = texts_.required(*map, "find", edit.find))
      return error;
    if (auto error = texts_.text(*map, "put", edit.put))
      return error;
    if (auto error = map->finish())
      return error;
    if (const std::string problem = problemOf(edit.find); !problem.empty())
      return node.error("`find` " + problem);
    std::string problem;
    if (!RE2(edit.find.str(), expressionOptions()).CheckRewriteString(edit.put.str(), &problem))
      return node.error("`put`: " + problem);
    return edit;
  }

  llvm::Error readEdits(const YamlNode *node, Rule &rule) {
    if (!node)
      return llvm::Error::success();
    if (node->kind != YamlNode::Kind::Sequence)
      return node->error("`edits` must be a list of {find, put}");
    llvm::SmallVector<RuleEdit, 4> edits;
    for (const YamlNode &item : node->items) {
      auto edit = readEdit(item);
      if (!edit)
        return edit.takeError();
      edits.push_back(*edit);
    }
    rule.edits = texts_.keep(llvm::ArrayRef<RuleEdit>(edits));
    return llvm::Error::success();
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
          examples.push_back({texts_.keep(language.scalar), texts_.keep(source), flagged});
      }
    }
    rule.examples = texts_.keep(llvm::ArrayRef<RuleExample>(examples));
    return llvm::Error::success();
  }

  RuleTexts texts_;
};

} // namespace

llvm::Expected<Rule> assay::readRule(const YamlNode &node, llvm::BumpPtrAllocator &memory) {
  return Reader(memory).read(node);
}
