#include "grammars/yaml.h"
#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/decision.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/host.h"
#include "tools/gate/policy_field.h"
#include "tools/gate/resources.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "llvm/Support/Format.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "policy", "policy check FILE | show [FILE] | diff OLD NEW | explain [FILE] CODE | schema",
    R"(`check` says whether FILE is a valid policy document, and if not, where and why.
`show` prints the policy in force, every value of it: the built-in one, then
/etc/assay/policy.yaml, then $XDG_CONFIG_HOME/assay/policy.yaml, then FILE. With --origin it lists
each value with the document that set it.
`diff` lists the values in which two documents differ, each on top of the built-in policy.
`explain` says what would happen to the program CODE, and which value decides it. Nothing runs and
nothing is recorded.
`schema` prints the JSON Schema of a policy document, for editors.

A policy document changes single values:

    assessment:
      thresholds: {medium: 30, high: 60, blocked: 85}   # lowest score of each level
      weights: {imports: 50, stringOperations: 150}     # percent of each dimension's findings
      disabled-rules: [assert-used]
      extra-rules: [/etc/assay/house-rules.yaml]
    decisions: {LOW: allow, MEDIUM: warn, HIGH: confirm, BLOCKED: never}
    trust: {LOW: trusted, MEDIUM: standard, HIGH: untrusted, BLOCKED: untrusted}
    overrides: {by: [alice], approvals-only: true, valid-seconds: 900}
    limits:
      untrusted: {wall-seconds: 10, memory-mib: 256}    # the most that a program gets
    capabilities:
      always: [fs.temp]
      never: [net.raw]
    paths: {readable: [/srv/data]}
    require: {landlock: true}                           # else nothing runs
    admission: {memory-percent: 80, waiting: 64, wait-seconds: 30}
    audit: {log: /var/log/assay, witness: /mnt/worm/assay})",
    R"(assay policy check policy.yaml
assay policy show --format json
assay policy show --origin
assay policy diff old.yaml new.yaml
assay policy explain job.py
assay policy schema > policy.schema.json)",
    R"(0  valid, shown, or no difference
1  `diff`: they differ
2  not valid, or not readable
3  `explain`: the program could not be read)"};

static json::Object document(const LoadedPolicy &loaded) {
  json::Array files;
  for (const std::string &file : loaded.files)
    files.push_back(jsonText(file));
  return json::Object{{"schema", "assay.policy/1"},
                      {"digest", digestOf(loaded.policy)},
                      {"files", std::move(files)},
                      {"policy", toJson(loaded.policy)}};
}

static void printNames(llvm::StringRef title, CapabilitySet set, llvm::raw_ostream &out) {
  out << title;
  for (const CapabilityRow &row : capabilities())
    if (set.contains(row.capability))
      out << ' ' << row.name;
  out << '\n';
}

static void printPolicy(const LoadedPolicy &loaded, llvm::raw_ostream &out) {
  const Policy &policy = loaded.policy;
  out << "policy    " << digestOf(policy) << "\nfrom      built-in";
  for (const std::string &file : loaded.files)
    out << ", " << escaped(file);
  const RiskThresholds &limits = policy.assessment.thresholds;
  const unsigned from[] = {0, limits.medium, limits.high, limits.blocked};
  out << "\n\nLEVEL     FROM SCORE  DECISION  TRUST\n";
  for (unsigned i = 0; i < riskLevels; ++i)
    out << llvm::left_justify(nameOf(static_cast<RiskLevel>(i)), 10)
        << llvm::format("%10u  ", from[i]) << llvm::left_justify(nameOf(policy.actions[i]), 10)
        << nameOf(policy.trust[i]) << '\n';
  out << "\nTRUST     WALL s   CPU s  MEMORY MiB  OUTPUT KiB  FILE MiB  PROCESSES  OPEN FILES\n";
  for (unsigned i = 0; i < trustLevels; ++i) {
    const ResourceCeiling &most = policy.ceilings[i];
    out << llvm::left_justify(nameOf(static_cast<TrustLevel>(i)), 10)
        << llvm::format("%6u  %6u  %10u  %10u  ", most.wallSeconds, most.cpuSeconds, most.memoryMiB,
                        most.outputKiB)
        << llvm::format("%8u  %9u  %10u\n", most.fileMiB, most.processes, most.openFiles);
  }
  out << '\n';
  printNames("always granted:", policy.alwaysGranted, out);
  printNames("never granted: ", policy.neverGranted, out);
  out << "disabled rules:";
  for (const std::string &rule : policy.assessment.disabledRules)
    out << ' ' << escaped(rule);
  out << (policy.assessment.disabledRules.empty() ? " none\n" : "\n");
}

static void printOrigins(const LoadedPolicy &loaded, llvm::raw_ostream &out) {
  for (const PolicyField &field : policyFields()) {
    const std::string name = dotted(field.path);
    const auto origin = loaded.origins.find(name);
    out << llvm::left_justify(name, 36) << field.get(loaded.policy) << "  "
        << (origin == loaded.origins.end() ? "built-in" : escaped(origin->second)) << '\n';
  }
}

static json::Object originsToJson(const LoadedPolicy &loaded) {
  json::Object origins;
  for (const PolicyField &field : policyFields()) {
    const auto origin = loaded.origins.find(dotted(field.path));
    origins[dotted(field.path)] =
        origin == loaded.origins.end() ? json::Value("built-in") : jsonText(origin->second);
  }
  return origins;
}

namespace {

struct Chosen {
  std::string format = "text";
  std::string language;
  bool noConfiguration = false;
  bool origin = false;
};

/// One document on top of the built-in policy.
llvm::Expected<LoadedPolicy> loadAlone(const std::string &file) {
  PolicySources sources;
  sources.readConfiguration = false;
  sources.commandLineFile = file;
  return loadPolicy(sources);
}

llvm::Expected<LoadedPolicy> loadInForce(const std::string &file, const Chosen &chosen) {
  PolicySources sources = defaultPolicySources();
  sources.readConfiguration = !chosen.noConfiguration;
  sources.commandLineFile = file;
  return loadPolicy(sources);
}

int check(llvm::ArrayRef<std::string> files, const Chosen &) {
  auto loaded = loadAlone(files[0]);
  if (!loaded)
    return fail(help.name, llvm::toString(loaded.takeError()), ExitUsage);
  llvm::outs() << escaped(files[0]) << ": a valid policy, digest " << digestOf(loaded->policy)
               << '\n';
  return ExitClean;
}

int show(llvm::ArrayRef<std::string> files, const Chosen &chosen) {
  auto loaded = loadInForce(files.empty() ? "" : files[0], chosen);
  if (!loaded)
    return fail(help.name, llvm::toString(loaded.takeError()), ExitUsage);
  if (chosen.format == "json") {
    json::Object shown = document(*loaded);
    if (chosen.origin)
      shown["origins"] = originsToJson(*loaded);
    printDocument(std::move(shown));
  } else if (chosen.origin) {
    printOrigins(*loaded, llvm::outs());
  } else {
    printPolicy(*loaded, llvm::outs());
  }
  return ExitClean;
}

int diff(llvm::ArrayRef<std::string> files, const Chosen &) {
  auto before = loadAlone(files[0]);
  if (!before)
    return fail(help.name, llvm::toString(before.takeError()), ExitUsage);
  auto after = loadAlone(files[1]);
  if (!after)
    return fail(help.name, llvm::toString(after.takeError()), ExitUsage);
  const auto changes = differences(before->policy, after->policy);
  for (const PolicyChange &change : changes)
    llvm::outs() << change.field << ": " << change.before << " -> " << change.after << '\n';
  return changes.empty() ? ExitClean : ExitFindings;
}

/// The value that decides, and who set it.
void printValue(llvm::StringRef section, llvm::StringRef key, llvm::StringRef value,
                const LoadedPolicy &loaded) {
  const std::string name = (section + "." + key).str();
  const auto origin = loaded.origins.find(name);
  llvm::outs() << "           " << name << ": " << value << ", "
               << (origin == loaded.origins.end() ? std::string("built-in")
                                                  : "set by " + escaped(origin->second))
               << '\n';
}

void printExplanation(const Assessment &assessment, const LoadedPolicy &loaded) {
  const Policy &policy = loaded.policy;
  const Decision decision = decide(assessment, policy);
  const RiskLevel level = assessment.degraded.empty()
                              ? assessment.level
                              : std::max(assessment.level, RiskLevel::Medium);
  llvm::outs() << escaped(assessment.path) << "\ndecision   " << nameOf(decision.verdict) << ": "
               << escaped(decision.because) << '\n';
  printValue("decisions", nameOf(level), nameOf(policy.actionFor(level)), loaded);
  llvm::outs() << "trust      " << nameOf(decision.trust) << '\n';
  printValue("trust", nameOf(level), nameOf(decision.trust), loaded);
  const Grants grants = grantsFor(assessment, policy);
  printNames("granted   ", grants.granted, llvm::outs());
  printNames("withheld  ", grants.withheld, llvm::outs());
  for (const LimitReason &reason :
       limitsFor(assessment.complexity, policy.ceilingFor(decision.trust), currentHost()).reasons)
    llvm::outs() << "limit      " << reason.limit << ' ' << escaped(reason.because) << '\n';
}

int explain(llvm::ArrayRef<std::string> files, const Chosen &chosen) {
  ConfigurationPaths paths;
  paths.noConfiguration = chosen.noConfiguration;
  paths.policyFile = files.size() == 2 ? files[0] : "";
  auto configuration = loadConfiguration(paths);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto program = openProgram(files.back());
  if (!program)
    return fail(help.name, llvm::toString(program.takeError()), ExitIncomplete);
  auto language = languageFor(*program, chosen.language);
  if (!language)
    return fail(help.name, llvm::toString(language.takeError()), ExitUsage);
  Assessor assessor(configuration->rules, configuration->policy().assessment);
  printExplanation(assessor.assess(*program, **language), configuration->loaded);
  return ExitClean;
}

int schema(llvm::ArrayRef<std::string>, const Chosen &) {
  printDocument(policySchema());
  return ExitClean;
}

/// What can be done with policies, and with how many files.
struct Verb {
  llvm::StringLiteral name;
  std::size_t fewest;
  std::size_t most;
  int (*run)(llvm::ArrayRef<std::string>, const Chosen &);
};

constexpr Verb verbs[] = {{"check", 1, 1, check},
                          {"diff", 2, 2, diff},
                          {"explain", 1, 2, explain},
                          {"schema", 0, 0, schema},
                          {"show", 0, 1, show}};

} // namespace

static int runPolicy(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> words;
  Chosen chosen;
  Options options(help);
  options.positionals("check|show|diff|explain|schema FILE", words,
                      "what to do, and with which files");
  options.choice("--format", "NAME", chosen.format, {"text", "json"},
                 "of `show`: text (default) or json");
  options.flag("--origin", chosen.origin, "`show` says where each value comes from");
  options.text("--language", "NAME", chosen.language, "the language of CODE, if it does not tell");
  options.flag("--no-config", chosen.noConfiguration, "do not read the configured policies");
  if (auto status = options.parse(arguments))
    return *status;
  const llvm::ArrayRef<std::string> files = llvm::ArrayRef(words).drop_front();
  llvm::SmallVector<llvm::StringRef> known;
  for (const Verb &verb : verbs) {
    known.push_back(verb.name);
    if (verb.name == words[0] && files.size() >= verb.fewest && files.size() <= verb.most)
      return verb.run(files, chosen);
  }
  if (llvm::is_contained(known, words[0]))
    return fail(help.name, "`" + words[0] + "` takes other files, see `assay help policy`",
                ExitUsage);
  return fail(help.name, "there is no `policy " + words[0] + "`" + suggestion(words[0], known),
              ExitUsage);
}

static const CommandEntry entry({Chapter::Configure, "policy",
                                 "check a policy, show the one in force", runPolicy});
