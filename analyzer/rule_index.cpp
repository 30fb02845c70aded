#include "analyzer/rule_index.h"
#include "analyzer/expression.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace assay;

static bool serves(const Rule &rule, const Language &language) {
  return rule.languages.empty() || llvm::any_of(rule.languages, [&](llvm::StringRef name) {
           return name == language.name || llvm::is_contained(language.aliases, name) ||
                  llvm::is_contained(language.like, name);
         });
}

RuleIndex::RuleIndex(const RuleSet &rules, llvm::ArrayRef<std::string> disabled,
                     const Language &language)
    : models_(language) {
  for (const Rule *rule : rules.rules()) {
    if (!serves(*rule, language) || llvm::is_contained(disabled, rule->id))
      continue;
    rules_.push_back(rule);
    add(*rule, rule->any, PatternGroup::Any);
    add(*rule, rule->with, PatternGroup::With);
    add(*rule, rule->without, PatternGroup::Without);
  }
  for (PatternId id = 0; id < patterns_.size(); ++id)
    index(id);
  filterLiterals();
}

const RE2 *CompiledPattern::expressionOf(std::size_t argument) const {
  const llvm::StringRef text = pattern->arguments[argument].matches;
  if (text.empty())
    return nullptr;
  if (expressions_.empty())
    expressions_.resize(pattern->arguments.size());
  std::unique_ptr<RE2> &expression = expressions_[argument];
  if (!expression)
    expression =
        std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), expressionOptions());
  return expression.get();
}

void RuleIndex::filterLiterals() {
  for (PatternId id : byKind(PatternKind::Literal)) {
    const Pattern &pattern = *patterns_[id].pattern;
    for (llvm::StringRef text : pattern.contains)
      literalFilter_.add(text.lower());
    for (llvm::StringRef text : pattern.needs)
      literalFilter_.add(text);
    if (!pattern.matches.empty() && pattern.needs.empty())
      literalFilter_.passAll();
  }
}

/// A pattern's `contains` and `matches` as one set of expressions, so that a literal is read once
/// for all rules.
void RuleIndex::compileLiterals() const {
  literals_ = std::make_unique<RE2::Set>(expressionOptions(), RE2::UNANCHORED);
  for (PatternId id : byKind(PatternKind::Literal)) {
    const Pattern &pattern = *patterns_[id].pattern;
    for (llvm::StringRef text : pattern.contains) {
      literals_->Add(RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())), nullptr);
      literalPatterns_.push_back(id);
    }
    if (!pattern.matches.empty()) {
      literals_->Add(re2::StringPiece(pattern.matches.data(), pattern.matches.size()), nullptr);
      literalPatterns_.push_back(id);
    }
  }
  if (!literals_->Compile())
    literalPatterns_.clear();
}

void RuleIndex::byLiteral(llvm::StringRef text, llvm::SmallVectorImpl<PatternId> &found) const {
  if (!literalFilter_.passes(text))
    return;
  if (!literals_)
    compileLiterals();
  std::vector<int> matches;
  if (literalPatterns_.empty() ||
      !literals_->Match(re2::StringPiece(text.data(), text.size()), &matches))
    return;
  for (int match : matches)
    found.push_back(literalPatterns_[static_cast<std::size_t>(match)]);
  llvm::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

void RuleIndex::add(const Rule &, llvm::ArrayRef<Pattern> patterns, PatternGroup group) {
  std::uint8_t position = 0;
  for (const Pattern &pattern : patterns) {
    CompiledPattern compiled;
    compiled.pattern = &pattern;
    compiled.rule = static_cast<std::uint32_t>(rules_.size() - 1);
    compiled.group = group;
    compiled.position = position++;
    patterns_.push_back(std::move(compiled));
  }
}

void RuleIndex::index(PatternId id) {
  const Pattern &pattern = *patterns_[id].pattern;
  byKind_[static_cast<unsigned>(pattern.kind)].push_back(id);
  const bool isFlow = pattern.kind == PatternKind::Flow;
  // A pattern that names symbols is found by them; its capabilities are then a condition.
  if (pattern.symbols.empty() &&
      (pattern.kind == PatternKind::Call || pattern.kind == PatternKind::Use))
    for (const CapabilityRow &row : capabilities())
      if (pattern.capabilities.contains(row.capability))
        byCapability_[static_cast<unsigned>(row.capability)].push_back(id);
  if (pattern.kind == PatternKind::Record && pattern.symbols.empty())
    exact_[pattern.arguments[0].name].push_back(id);
  for (llvm::StringRef symbol : isFlow ? pattern.sourceSymbols : pattern.symbols) {
    const std::string lower = isFolded() ? symbol.lower() : std::string();
    if (isFolded())
      symbol = lower;
    if (symbol.consume_front("*."))
      suffix_[symbol].push_back(id);
    else if (symbol.consume_back(".*"))
      prefix_[symbol].push_back(id);
    else
      exact_[symbol].push_back(id);
  }
}

void RuleIndex::bySymbol(llvm::StringRef name, llvm::SmallVectorImpl<PatternId> &found) const {
  const std::string lower = isFolded() ? name.lower() : std::string();
  if (isFolded())
    name = lower;
  const auto append = [&](const llvm::StringMap<std::vector<PatternId>> &map, llvm::StringRef key) {
    if (const auto at = map.find(key); at != map.end())
      found.append(at->second.begin(), at->second.end());
  };
  append(exact_, name);
  for (std::size_t dot = name.find('.'); dot != llvm::StringRef::npos;
       dot = name.find('.', dot + 1)) {
    append(prefix_, name.take_front(dot));
    append(suffix_, name.drop_front(dot + 1));
  }
}

bool RuleIndex::names(const Pattern &pattern, llvm::StringRef name) const {
  const auto equal = [&](llvm::StringRef a, llvm::StringRef b) {
    return isFolded() ? a.equals_insensitive(b) : a == b;
  };
  return llvm::any_of(pattern.symbols, [&](llvm::StringRef symbol) {
    if (symbol.consume_front("*"))
      return equal(name.take_back(symbol.size()), symbol);
    return symbol.consume_back("*") ? equal(name.take_front(symbol.size()), symbol)
                                    : equal(name, symbol);
  });
}
