#include "analyzer/rule_index.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

/// Shorter runs occur everywhere and filter nothing.
static constexpr std::size_t minAtomBytes = 3;

namespace {
/// Splits an expression into plain runs. Groups, classes and repetitions end a run; what may be
/// absent is no part of one.
class AtomFinder {
public:
  explicit AtomFinder(llvm::StringRef expression) : rest_(expression) {}

  std::vector<std::string> find() {
    while (!rest_.empty())
      step();
    endAlternative();
    return isFiltered_ ? atoms_ : std::vector<std::string>();
  }

private:
  void endRun() {
    if (run_.size() > best_.size())
      best_ = run_;
    run_.clear();
  }
  void endAlternative() {
    endRun();
    isFiltered_ = isFiltered_ && best_.size() >= minAtomBytes;
    atoms_.push_back(best_);
    best_.clear();
  }

  /// Passes over a group or class, nested groups included.
  void skipGroup() {
    unsigned depth = 0;
    do {
      const char c = rest_.front();
      if (c == '\\' && rest_.size() > 1)
        rest_ = rest_.drop_front();
      else if (c == '[')
        skipClass();
      else if (c == '(')
        ++depth;
      else if (c == ')')
        --depth;
      rest_ = rest_.drop_front(std::min<std::size_t>(1, rest_.size()));
    } while (depth > 0 && !rest_.empty());
  }
  /// Leaves the closing bracket.
  void skipClass() {
    rest_ = rest_.drop_front();
    rest_.consume_front("^");
    rest_.consume_front("]");
    while (!rest_.empty() && rest_.front() != ']') {
      const bool named = rest_.consume_front("[:");
      rest_ = rest_.drop_front(named ? std::min(rest_.find(":]"), rest_.size() - 2) + 2 : 1);
    }
  }

  void step() {
    const char c = rest_.front();
    switch (c) {
    case '|':
      rest_ = rest_.drop_front();
      return endAlternative();
    case '(':
      endRun();
      return skipGroup();
    case '[':
      endRun();
      skipClass();
      rest_ = rest_.drop_front(std::min<std::size_t>(1, rest_.size()));
      return;
    case '*':
    case '?':
    case '{':
      // The character before may be absent.
      if (!run_.empty())
        run_.pop_back();
      endRun();
      if (c == '{')
        rest_ = rest_.drop_until([](char d) { return d == '}'; });
      rest_ = rest_.drop_front(std::min<std::size_t>(1, rest_.size()));
      return;
    case '+':
    case '.':
    case '^':
    case '$':
      rest_ = rest_.drop_front();
      return endRun();
    case '\\':
      rest_ = rest_.drop_front();
      if (rest_.empty())
        return;
      [[fallthrough]];
    default:
      run_ += rest_.front();
      rest_ = rest_.drop_front();
    }
  }

  llvm::StringRef rest_;
  std::string run_;
  std::string best_;
  std::vector<std::string> atoms_;
  bool isFiltered_ = true;
};
} // namespace

std::vector<std::string> assay::atomsOf(llvm::StringRef expression) {
  return AtomFinder(expression).find();
}

static bool serves(const Rule &rule, const Language &language) {
  return rule.languages.empty() || llvm::any_of(rule.languages, [&](llvm::StringRef name) {
           return name == language.name || llvm::is_contained(language.aliases, name);
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
}

static std::unique_ptr<llvm::Regex> compile(llvm::StringRef expression) {
  return expression.empty() ? nullptr : std::make_unique<llvm::Regex>(expression);
}

void RuleIndex::add(const Rule &, llvm::ArrayRef<Pattern> patterns, PatternGroup group) {
  std::uint8_t position = 0;
  for (const Pattern &pattern : patterns) {
    CompiledPattern compiled;
    compiled.pattern = &pattern;
    compiled.rule = static_cast<std::uint32_t>(rules_.size() - 1);
    compiled.group = group;
    compiled.position = position++;
    for (const ArgumentPattern &argument : pattern.arguments)
      compiled.argumentExpressions.push_back(compile(argument.matches));
    compiled.expression = compile(pattern.matches);
    if (pattern.kind == PatternKind::Literal) {
      compiled.atoms.assign(pattern.contains.begin(), pattern.contains.end());
      if (!pattern.matches.empty())
        compiled.atoms = atomsOf(pattern.matches);
    }
    patterns_.push_back(std::move(compiled));
  }
}

void RuleIndex::index(PatternId id) {
  const Pattern &pattern = *patterns_[id].pattern;
  byKind_[static_cast<unsigned>(pattern.kind)].push_back(id);
  const bool isFlow = pattern.kind == PatternKind::Flow;
  if (pattern.kind == PatternKind::Call || pattern.kind == PatternKind::Use)
    for (const CapabilityRow &row : capabilities())
      if (pattern.capabilities.contains(row.capability))
        byCapability_[static_cast<unsigned>(row.capability)].push_back(id);
  for (llvm::StringRef symbol : isFlow ? pattern.sourceSymbols : pattern.symbols) {
    if (symbol.consume_front("*."))
      suffix_[symbol].push_back(id);
    else if (symbol.consume_back(".*"))
      prefix_[symbol].push_back(id);
    else
      exact_[symbol].push_back(id);
  }
}

void RuleIndex::bySymbol(llvm::StringRef name, llvm::SmallVectorImpl<PatternId> &found) const {
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
