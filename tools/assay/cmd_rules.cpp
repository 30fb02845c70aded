#include "grammars/yaml.h"
#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/rule_test.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "rules", "rules list | rules show ID | rules test",
    R"(`list` names the rules in force, `show` explains one: what it finds, why that matters, what
to do, and what it does not see. `test` judges the examples in each rule and says which of them
the rule gets wrong; a rule file of your own is checked this way before it is used.)",
    R"(assay rules list
assay rules show shell-built-command
assay rules test --rules mine.yaml)",
    R"(0  listed, shown, or all examples are judged as they should be
1  `test`: an example is judged wrongly
2  a rule file is wrong, or there is no such rule)"};

static void printList(const RuleSet &rules, llvm::raw_ostream &out) {
  for (const Rule *rule : rules.rules())
    out << llvm::left_justify(nameOf(rule->level), 9)
        << llvm::left_justify(nameOf(rule->dimension), 18) << llvm::left_justify(rule->id, 36)
        << ' ' << rule->title << '\n';
}

static json::Object listDocument(const RuleSet &rules) {
  json::Array list;
  for (const Rule *rule : rules.rules())
    list.push_back(toJson(*rule));
  return json::Object{
      {"schema", "assay.rules/1"}, {"digest", rules.digest()}, {"rules", std::move(list)}};
}

/// Rules come from files of the user: tabs and the like are escaped line by line.
static void printProse(llvm::StringRef title, llvm::StringRef text, llvm::raw_ostream &out) {
  if (text.trim().empty())
    return;
  out << '\n' << title << '\n';
  for (text = text.trim("\n"); !text.empty();) {
    const auto [line, rest] = text.split('\n');
    out << "  " << escaped(line) << '\n';
    text = rest;
  }
}

static void printRule(const Rule &rule, llvm::raw_ostream &out) {
  out << escaped(rule.id) << ": " << escaped(rule.title) << '\n';
  out << "\nlevel       " << nameOf(rule.level) << "\nconfidence  " << nameOf(rule.confidence)
      << "\ndimension   " << nameOf(rule.dimension) << "\nlanguages   "
      << (rule.languages.empty() ? "all" : llvm::join(rule.languages, ", ")) << '\n';
  if (!rule.cwe.empty()) {
    out << "cwe         ";
    llvm::interleave(rule.cwe, out, [&](std::uint16_t number) { out << number; }, ", ");
    out << '\n';
  }
  printProse("why", rule.why, out);
  printProse("fix", rule.fix, out);
  printProse("does not see", rule.misses, out);
  for (const RuleExample &example : rule.examples)
    printProse(((example.flagged ? "flagged, " : "clean, ") + example.language).str(), example.code,
               out);
  for (llvm::StringRef reference : rule.references)
    printProse("see", reference, out);
}

static int show(const RuleSet &rules, llvm::StringRef id, bool asJson) {
  const Rule *rule = rules.find(id);
  if (!rule) {
    llvm::SmallVector<llvm::StringRef> ids;
    for (const Rule *known : rules.rules())
      ids.push_back(known->id);
    return fail(help.name, ("there is no rule `" + id + "`" + suggestion(id, ids)).str(),
                ExitUsage);
  }
  if (asJson)
    printDocument(json::Object{{"schema", "assay.rule/1"}, {"rule", toJson(*rule)}});
  else
    printRule(*rule, llvm::outs());
  return ExitClean;
}

static int test(const RuleSet &rules) {
  const RuleTest result = testRules(rules);
  for (const FailedExample &failure : result.failures) {
    llvm::outs() << escaped(failure.rule) << ": ";
    if (failure.number != 0)
      llvm::outs() << "example " << failure.number << " ("
                   << (failure.flagged ? "flagged" : "clean") << ", " << escaped(failure.language)
                   << ") ";
    llvm::outs() << failure.problem << '\n';
  }
  llvm::outs() << result.rules << " rules, " << result.examples << " examples, "
               << result.failures.size() << " failed\n";
  return result.failures.empty() ? ExitClean : ExitFindings;
}

static int runRules(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> words;
  std::string format = "text";
  ConfigurationOptions chosen;
  Options options(help);
  options.positionals("list|show|test ID", words, "what to do, and with which rule");
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  options.texts("--rules", "FILE", chosen.ruleFiles, "add the rules of a YAML file (repeatable)");
  if (auto status = options.parse(arguments))
    return *status;
  chosen.noConfiguration = true;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  const RuleSet &rules = configuration->rules;
  if (words[0] == "show" && words.size() == 2)
    return show(rules, words[1], format == "json");
  if (words[0] == "test" && words.size() == 1)
    return test(rules);
  if (words[0] != "list" || words.size() != 1)
    return fail(help.name, "want `list`, `show ID` or `test`", ExitUsage);
  if (format == "json")
    printDocument(listDocument(rules));
  else
    printList(rules, llvm::outs());
  return ExitClean;
}

static const CommandEntry entry({Chapter::Configure, "rules", "list, explain and test rules",
                                 runRules});
