#include "analyzer/rule.h"
#include "analyzer/rule_reader.h"
#include "grammars/language.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace assay;

RuleSet::RuleSet() : memory_(std::make_unique<llvm::BumpPtrAllocator>()) {
  for (const Rule &rule : builtInRules())
    rules_.push_back(&rule);
}
RuleSet::~RuleSet() = default;
RuleSet::RuleSet(RuleSet &&) noexcept = default;
RuleSet &RuleSet::operator=(RuleSet &&) noexcept = default;

const Rule *RuleSet::find(llvm::StringRef id) const {
  const auto at = llvm::find_if(rules_, [&](const Rule *rule) { return rule->id == id; });
  return at == rules_.end() ? nullptr : *at;
}

static llvm::Error checkLanguages(const YamlNode &node, const Rule &rule) {
  llvm::SmallVector<llvm::StringRef, 16> known;
  for (const Language &language : languages())
    known.push_back(language.name);
  for (llvm::StringRef name : rule.languages)
    if (!findLanguage(name))
      return node.error("unknown language `" + name + "`" + suggestion(name, known));
  return llvm::Error::success();
}

llvm::Error RuleSet::add(llvm::StringRef fileName, llvm::StringRef yaml) {
  auto document = YamlDocument::parse(fileName, yaml);
  if (!document)
    return document.takeError();
  const YamlNode &root = document->root();
  const llvm::ArrayRef<YamlNode> nodes =
      root.kind == YamlNode::Kind::Sequence ? llvm::ArrayRef(root.items) : llvm::ArrayRef(root);
  std::vector<const Rule *> added;
  for (const YamlNode &node : nodes) {
    auto rule = readRule(node, *memory_);
    if (!rule)
      return rule.takeError();
    if (auto error = checkLanguages(node, *rule))
      return error;
    const auto isSame = [&](const Rule *other) { return other->id == rule->id; };
    if (llvm::any_of(rules_, isSame) || llvm::any_of(added, isSame))
      return node.error("the rule id `" + rule->id + "` is taken, choose another");
    added.push_back(new (*memory_) Rule(*rule));
  }
  rules_.insert(rules_.end(), added.begin(), added.end());
  return llvm::Error::success();
}

namespace {
/// Hashes fields with their lengths, so that no two rules spell alike.
class Fingerprint {
public:
  void add(llvm::StringRef text) {
    add(text.size());
    hash_.update(text);
  }
  void add(std::uint64_t number) {
    hash_.update(llvm::ArrayRef(reinterpret_cast<const std::uint8_t *>(&number), sizeof number));
  }
  void add(llvm::ArrayRef<llvm::StringRef> texts) {
    add(texts.size());
    for (llvm::StringRef text : texts)
      add(text);
  }
  void add(const ArgumentPattern &argument) {
    add(static_cast<std::uint64_t>(argument.position));
    add(argument.name);
    add(static_cast<std::uint64_t>(argument.shape));
    add(argument.equals);
    add(argument.differs);
    add(argument.contains);
    add(argument.matches);
    add(argument.from.bits());
  }
  void add(const Pattern &pattern) {
    add(static_cast<std::uint64_t>(pattern.kind));
    add(pattern.symbols);
    add(pattern.capabilities.bits());
    for (const ArgumentPattern &argument : pattern.arguments)
      add(argument);
    add(pattern.sources);
    add(pattern.sourceSymbols);
    add(pattern.contains);
    add(pattern.matches);
  }
  std::string hex() { return llvm::toHex(hash_.final(), /*LowerCase=*/true); }

private:
  llvm::SHA256 hash_;
};
} // namespace

std::string RuleSet::digest() const {
  Fingerprint print;
  for (const Rule *rule : rules_) {
    print.add(rule->id);
    print.add(rule->message);
    print.add(static_cast<std::uint64_t>(rule->level));
    print.add(static_cast<std::uint64_t>(rule->confidence));
    print.add(static_cast<std::uint64_t>(rule->dimension));
    print.add(rule->languages);
    for (llvm::ArrayRef<Pattern> patterns : {rule->any, rule->with, rule->without}) {
      print.add(patterns.size());
      for (const Pattern &pattern : patterns)
        print.add(pattern);
    }
  }
  return print.hex();
}
