#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/package.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "diff", "diff [options] OLD NEW",
    R"(Compares two versions of a package, each a folder, an archive or a file: what the new one can do that
the old one could not, what runs of it by itself, and findings that are new. Runs nothing.

By itself runs: at installation setup.py, build.rs, extconf.rb, configure, binding.gyp and npm's
scripts preinstall, install, postinstall and prepare; at import __init__.py of the top package,
index.js and what `main` in package.json names; at every start of Python the imports in a .pth.
A hook is listed when it is new, its command is another, or it can do more or is of a higher level
than before.

Findings are known by rule, path and text of the line, not by its number. Comments in the packages
accept nothing, and what they say to ignore is judged.)",
    R"(assay diff left-pad-1.0.tgz left-pad-1.1.tgz
assay diff --threshold HIGH old/ new/
assay diff --format json old.whl new.whl)",
    R"(0  nothing new at or over the threshold
1  a new finding, or a listed hook, is at or over the threshold
2  the command line, a rule file or the policy is wrong
3  something could not be read or judged: the answer is incomplete)"};

namespace {

struct DiffOptions {
  ConfigurationOptions configuration;
  std::vector<std::string> paths;
  std::string threshold = "MEDIUM";
  std::string format = "text";
  unsigned jobs = 0;
};

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, DiffOptions &chosen) {
  Options options(help);
  options.positionals("OLD NEW", chosen.paths, "folders, archives or files");
  chosen.configuration.addTo(options);
  options.choice("--threshold", "LEVEL", chosen.threshold, {"LOW", "MEDIUM", "HIGH", "BLOCKED"},
                 "exit 1 at or over LOW, MEDIUM, HIGH or BLOCKED\n(default MEDIUM)");
  options.choice("--format", "FORMAT", chosen.format, {"text", "json"}, "text (default) or json");
  options.number("--jobs", "N", chosen.jobs, 1, 1024, "threads (default: one for each processor)");
  return options.parse(arguments);
}

std::string namesOf(CapabilitySet set) {
  std::string names;
  for (const CapabilityRow &row : capabilities())
    if (set.contains(row.capability))
      names += (names.empty() ? "" : " ") + row.name.str();
  return names.empty() ? "none" : names;
}

void printText(const Package &before, const Package &after, const PackageDiff &diff) {
  llvm::raw_ostream &out = llvm::outs();
  out << "level          " << nameOf(before.level()) << " -> " << nameOf(after.level()) << '\n'
      << "files          " << before.scan.files.size() << " -> " << after.scan.files.size() << '\n'
      << "can now        " << namesOf(diff.gained) << '\n'
      << "can no more    " << namesOf(diff.lost) << '\n';
  for (const PackageHook *hook : diff.hooks) {
    out << "runs at " << nameOf(hook->time) << ": " << nameOf(hook->level) << ' '
        << escaped(hook->path);
    if (!hook->command.empty())
      out << ": " << escaped(hook->command);
    out << " (" << namesOf(hook->capabilities) << ")\n";
  }
  for (const ListedFinding &finding : diff.findings)
    out << "new: " << escaped(finding.file->rootPath) << ':' << finding.finding->range.begin.line
        << ": " << nameOf(finding.finding->level) << ' ' << finding.finding->rule->id << ": "
        << escaped(finding.finding->message) << '\n';
  out << "findings       " << diff.findings.size() << " new, " << diff.gone << " gone\n";
  for (const Package *package : {&before, &after})
    for (const ScanError &error : package->scan.errors)
      out << "error: " << escaped(error.path) << ": " << escaped(error.message) << '\n';
}

json::Object toJson(const PackageHook &hook) {
  return json::Object{{"time", nameOf(hook.time)},
                      {"path", jsonText(hook.path)},
                      {"command", jsonText(hook.command)},
                      {"level", nameOf(hook.level)},
                      {"capabilities", assay::toJson(hook.capabilities)}};
}

json::Array errorsOf(const Package &package) {
  json::Array errors;
  for (const ScanError &error : package.scan.errors)
    errors.push_back(
        json::Object{{"path", jsonText(error.path)}, {"message", jsonText(error.message)}});
  return errors;
}

json::Object packageToJson(const Package &package) {
  json::Array hooks;
  for (const PackageHook &hook : package.hooks)
    hooks.push_back(toJson(hook));
  return json::Object{{"level", nameOf(package.level())},
                      {"files", static_cast<std::uint64_t>(package.scan.files.size())},
                      {"capabilities", assay::toJson(package.capabilities())},
                      {"hooks", std::move(hooks)},
                      {"errors", errorsOf(package)}};
}

void printJson(const Package &before, const Package &after, const PackageDiff &diff) {
  json::Array hooks, findings;
  for (const PackageHook *hook : diff.hooks)
    hooks.push_back(toJson(*hook));
  for (const ListedFinding &finding : diff.findings) {
    json::Object object = assay::toJson(*finding.finding);
    object["path"] = jsonText(finding.file->rootPath);
    object["fingerprint"] = finding.place->fingerprint;
    findings.push_back(std::move(object));
  }
  printDocument(json::Object{{"schema", "assay.diff/1"},
                             {"old", packageToJson(before)},
                             {"new", packageToJson(after)},
                             {"gained", assay::toJson(diff.gained)},
                             {"lost", assay::toJson(diff.lost)},
                             {"hooks", std::move(hooks)},
                             {"findings", std::move(findings)},
                             {"gone", diff.gone}});
}

int exitCodeFor(const Package &before, const Package &after, const PackageDiff &diff,
                RiskLevel threshold) {
  if (!before.scan.errors.empty() || !after.scan.errors.empty())
    return ExitIncomplete;
  const bool isOver =
      llvm::any_of(
          diff.findings,
          [&](const ListedFinding &finding) { return finding.finding->level >= threshold; }) ||
      llvm::any_of(diff.hooks, [&](const PackageHook *hook) { return hook->level >= threshold; });
  return isOver ? ExitFindings : ExitClean;
}

} // namespace

static int runDiff(llvm::ArrayRef<std::string> arguments) {
  DiffOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  if (chosen.paths.size() != 2)
    return fail(help.name, "want OLD and NEW", ExitUsage);
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  const AssessmentPolicy &policy = configuration->policy().assessment;
  auto before = judgePackage(chosen.paths[0], chosen.jobs, configuration->rules, policy);
  if (!before)
    return fail(help.name, llvm::toString(before.takeError()), ExitIncomplete);
  auto after = judgePackage(chosen.paths[1], chosen.jobs, configuration->rules, policy);
  if (!after)
    return fail(help.name, llvm::toString(after.takeError()), ExitIncomplete);
  const PackageDiff diff = compare(*before, *after);
  (chosen.format == "json" ? printJson : printText)(*before, *after, diff);
  return exitCodeFor(*before, *after, diff, *findRiskLevel(chosen.threshold));
}

static const CommandEntry entry({Chapter::Judge, "diff", "compare two versions of a package",
                                 runDiff});
