#include "grammars/yaml.h"
#include "tools/assay/commands.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "llvm/Support/Format.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "policy", "policy check FILE | policy show [FILE]",
    R"(`check` says whether FILE is a valid policy document, and if not, where and why.
`show` prints the policy in force, every value of it: the built-in one, then
/etc/assay/policy.yaml, then $XDG_CONFIG_HOME/assay/policy.yaml, then FILE.

A policy document changes single values:

    assessment:
      thresholds: {medium: 30, high: 60, blocked: 85}   # lowest score of each level
      disabled-rules: [assert-used]
    decisions: {LOW: allow, MEDIUM: warn, HIGH: confirm, BLOCKED: never}
    trust: {LOW: trusted, MEDIUM: standard, HIGH: untrusted, BLOCKED: untrusted}
    limits:
      untrusted: {wall-seconds: 10, memory-mib: 256}    # the most that a program gets
    capabilities:
      always: [fs.temp]
      never: [net.raw])",
    R"(assay policy check policy.yaml
assay policy show --format json)",
    R"(0  valid, or shown
2  not valid, or not readable)"};

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

static int check(const std::string &file) {
  PolicySources sources;
  sources.readConfiguration = false;
  sources.commandLineFile = file;
  auto loaded = loadPolicy(sources);
  if (!loaded)
    return fail(help.name, llvm::toString(loaded.takeError()), ExitUsage);
  llvm::outs() << escaped(file) << ": a valid policy, digest " << digestOf(loaded->policy) << '\n';
  return ExitClean;
}

static int show(const std::string &file, const std::string &format, bool noConfiguration) {
  PolicySources sources = defaultPolicySources();
  sources.readConfiguration = !noConfiguration;
  sources.commandLineFile = file;
  auto loaded = loadPolicy(sources);
  if (!loaded)
    return fail(help.name, llvm::toString(loaded.takeError()), ExitUsage);
  if (format == "json")
    printDocument(document(*loaded));
  else
    printPolicy(*loaded, llvm::outs());
  return ExitClean;
}

int assay::runPolicy(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> words;
  std::string format = "text";
  bool noConfiguration = false;
  Options options(help);
  options.positionals("check|show", words, "what to do, and with which FILE");
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  options.flag("--no-config", noConfiguration, "do not read the configured policies");
  if (auto status = options.parse(arguments))
    return *status;
  if (words[0] == "check" && words.size() == 2)
    return check(words[1]);
  if (words[0] == "show" && words.size() <= 2)
    return show(words.size() == 2 ? words[1] : "", format, noConfiguration);
  return fail(help.name, "want `check FILE` or `show [FILE]`", ExitUsage);
}
