#include "tools/assay/archive.h"
#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/fix_files.h"
#include "tools/assay/folder_watch.h"
#include "tools/assay/history.h"
#include "tools/assay/options.h"
#include "tools/assay/report_outputs.h"
#include "tools/assay/scan.h"
#include "tools/assay/scan_cache.h"
#include "tools/assay/scan_progress.h"
#include "tools/assay/scan_root.h"
#include "tools/assay/scan_scope.h"
#include "tools/assay/source_walk.h"
#include "tools/assay/unit_options.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <unistd.h>

using namespace assay;

static constexpr CommandHelp help{
    "scan", "scan [options] PATH...|--staged",
    R"(Judges files and all source files in folders. Runs nothing, changes nothing, logs nothing.

In a folder a file counts if its language is known, by name or by its "#!" line. What a
.gitignore names is left out, as are .git and symbolic links; a link that alone makes a source of
something (setup.py to data.txt) is an error. A file that is named is always
judged; if that is not possible it is listed as an error, and the others are judged all the same.
Findings are listed by path and line. An archive that is named (.whl, .zip, .egg, .jar, .nupkg, .vsix,
.tar, .tgz, .tar.gz, .crate) stands for the sources in it, which are not unpacked to the disk.

What is listed is MEDIUM or above; --all lists LOW as well. Paths in reports for other programs are
relative to the folder above with a .git in it, or to the current folder.

With --fix, files change where a rule offers an edit for what stands there. A changed text is judged
again before it is written: the finding must be gone and no other come. What is BLOCKED, not fully
analysed, or changed meanwhile is left as it is.

Old findings can be left out, so that only new ones count; how many those are is said.
--baseline compares with what --write-baseline kept: rule, path and text of the line, not its
number. --new-since compares with a revision of git, renames followed; if what was there cannot be
told (no such revision, a shallow clone, no git), everything counts and standard error says why.

A comment in the code accepts a finding on its own line or, alone on a line, on the next one:
    # assay: allow <rule-id>[, <rule-id>] -- <reason> (until 2027-01-31)
The reason is needed; the date, the last day on which it holds, is not. Code inside the line, in
a text that a shell or interpreter gets, is part of it. What is accepted does not
count. A comment in another form, for no known rule, past its date, or with nothing to accept is
reported and hides nothing; a BLOCKED finding stays. Only `scan` and editors heed such comments.)",
    R"(assay scan .                         this folder
assay scan --threshold HIGH src      for CI: fail on HIGH and BLOCKED only
assay scan --format json . > a.json  for programs
assay scan --output sarif=assay.sarif --output junit=assay.xml .
assay scan --format github .         in a job of GitHub Actions
assay scan --output html=risk.html .     a page to open in a browser
assay scan --stdin-filename a.py - < draft
assay scan --staged --new-since HEAD before a commit: see `assay hook git`
assay scan --new-since origin/main . on a branch
assay scan --fix .                   what rules know to fix, and no more
assay scan --watch .                 while one works on it
assay scan --write-baseline old.json .   once, then: assay scan --baseline old.json .
assay scan some-1.0-py3-none-any.whl what a package holds
assay scan --history 50 . > risk.jsonl
assay scan --rules mine.yaml .       with rules of your own
assay scan --report-suppressed .     what comments accept, and why)",
    R"(0  nothing at or over the threshold
1  something is at or over the threshold
2  the command line, a rule file, the policy or the baseline is wrong
3  something could not be judged: the answer is incomplete)"};

namespace {

struct ScanOptions {
  ConfigurationOptions configuration;
  ScanRequest request;
  ScanScope scope;
  UnitOptions units;
  ReportOutputs outputs;
  std::string threshold = "MEDIUM";
  bool noIgnore = false;
  bool noCache = false;
  unsigned history = 0;
  bool noSuppressions = false;
  bool watch = false;
  bool fix = false;
};

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, ScanOptions &chosen) {
  Options options(help);
  options.optionalPositionals("PATH", chosen.request.paths,
                              "files and folders; - for standard input");
  chosen.configuration.addTo(options);
  options.choice("--threshold", "LEVEL", chosen.threshold, {"LOW", "MEDIUM", "HIGH", "BLOCKED"},
                 "exit 1 at or over LOW, MEDIUM, HIGH or BLOCKED\n(default MEDIUM)");
  chosen.scope.addTo(options);
  chosen.outputs.addTo(options);
  options.number("--history", "N", chosen.history, 1, 100'000,
                 "instead: the risk of each of git's last N commits, a\nline of JSON each");
  options.flag("--no-ignore", chosen.noIgnore, "judge what a .gitignore leaves out, too");
  options.flag("--no-cache", chosen.noCache,
               "judge all afresh and keep nothing: see `assay cache`");
  options.flag("--no-suppressions", chosen.noSuppressions, "comments accept nothing");
  options.flag("--skip-unknown", chosen.request.skipUnknown,
               "leave named files out whose language is not known");
  options.flag(
      "--fix", chosen.fix,
      "change files where a rule offers a safe fix, and say so;\nwhat is left is reported");
  options.flag("--watch", chosen.watch, "scan again whenever a source changes, until Ctrl-C");
  chosen.units.addTo(options);
  options.number("--jobs", "N", chosen.request.jobs, 1, 1024,
                 "threads (default: one for each processor)");
  return options.parse(arguments);
}

/// The day by which suppressions expire, in UTC so that it is the same everywhere.
std::chrono::year_month_day today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

int exitCodeFor(const ScanResult &result, RiskLevel threshold) {
  if (!result.errors.empty())
    return ExitIncomplete;
  const bool over =
      std::any_of(result.files.begin(), result.files.end(),
                  [&](const JudgedFile &file) { return file.assessment.level >= threshold; });
  return over ? ExitFindings : ExitClean;
}

/// What reports call the whole: the folder that was named if it is somewhere else, or the root.
std::string nameOf(const ScanRequest &request) {
  const bool isElsewhere =
      request.paths.size() == 1 &&
      llvm::sys::path::is_absolute(pathBelow(request.root, request.paths.front()));
  return llvm::sys::path::filename(isElsewhere ? request.paths.front() : request.root).str();
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Set by Ctrl-C. The next one ends the program at once.
std::atomic<bool> isInterrupted = false;

void stopAtInterrupt() {
  struct sigaction action{};
  action.sa_handler = [](int) { isInterrupted = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
}

/// Files that are named one by one are judged as fast as they are found.
bool gainsByCache(const ScanRequest &request) {
  return llvm::any_of(request.paths, [](const std::string &path) {
    return llvm::sys::fs::is_directory(path) || isArchive(path);
  });
}

/// A cache that cannot be had costs time and nothing else.
std::unique_ptr<ScanCache> openCache() {
  auto cache = ScanCache::open(ScanCache::defaultFolder());
  if (cache)
    return std::move(*cache);
  llvm::errs() << "assay scan: without a cache: " << escaped(llvm::toString(cache.takeError()))
               << '\n';
  return nullptr;
}

/// Scans and reports. Gives back the exit status.
int scanOnce(const ScanOptions &chosen, const RuleSet &rules, const AssessmentPolicy &policy) {
  const std::chrono::sys_seconds began = now();
  ScanResult result = scan(chosen.request, rules, policy);
  if (chosen.fix) {
    const FixOutcome fixes = fixFiles(result, rules, policy, llvm::errs());
    if (fixes.changed)
      result = scan(chosen.request, rules, policy);
    llvm::append_range(result.errors, fixes.failed);
  }
  if (llvm::Error error = chosen.scope.finish(chosen.request, rules, policy, result))
    return fail(help.name, llvm::toString(std::move(error)), ExitUsage);
  result.began = began;
  result.ended = now();
  result.name = nameOf(chosen.request);
  if (chosen.outputs.need(ReportNeeds::Source))
    takeSource(result, chosen.outputs.lowestListed());
  if (llvm::Error error = chosen.outputs.write(result))
    return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
  return exitCodeFor(result, *findRiskLevel(chosen.threshold));
}

/// Scans whenever a source has changed, until Ctrl-C.
int scanAgainAndAgain(const ScanOptions &chosen, const RuleSet &rules,
                      const AssessmentPolicy &policy) {
  FolderWatch watch;
  while (true) {
    const SourceWalk walk = findSources(chosen.request.paths, chosen.request.honourIgnoreFiles);
    if (llvm::Error error = watch.follow(walk))
      return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
    const int status = scanOnce(chosen, rules, policy);
    if (status == ExitUsage || isInterrupted)
      return status;
    llvm::outs().flush();
    llvm::errs() << "assay scan: waiting for changes in folders " << walk.folders.size()
                 << " (end with Ctrl-C)\n";
    if (llvm::Error error = watch.wait(isInterrupted))
      return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
    if (isInterrupted)
      return status;
  }
}

} // namespace

/// Judges commits, each file by itself, and prints what they add up to.
static int runHistory(const ScanOptions &chosen, const RuleSet &rules,
                      const AssessmentPolicy &policy) {
  const std::vector<std::string> &paths = chosen.request.paths;
  if (paths.size() != 1 || chosen.scope.staged)
    return fail(help.name, "--history takes one PATH: a folder in a git repository", ExitUsage);
  auto repository = GitRepository::open(paths.front());
  if (!repository)
    return fail(help.name, llvm::toString(repository.takeError()), ExitIncomplete);
  HistoryRequest request{chosen.history, pathBelow(repository->top(), paths.front()) + "/",
                         chosen.request.jobs, &isInterrupted};
  if (request.below == "./" || request.below == repository->top() + "/")
    request.below.clear();
  stopAtInterrupt();
  auto history = historyOf(*repository, request, rules, policy);
  if (!history)
    return fail(help.name, llvm::toString(history.takeError()), ExitIncomplete);
  writeHistory(*history, llvm::outs());
  return ExitClean;
}

static int runScan(llvm::ArrayRef<std::string> arguments) {
  ScanOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  if (llvm::Error error = chosen.outputs.check())
    return fail(help.name, llvm::toString(std::move(error)), ExitUsage);
  chosen.configuration.projectFile = findProjectPolicy();
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);

  if (chosen.history)
    return runHistory(chosen, configuration->rules, configuration->policy().assessment);

  ScanRequest &request = chosen.request;
  request.honourIgnoreFiles = !chosen.noIgnore;
  request.lineHashes = chosen.outputs.need(ReportNeeds::LineHashes);
  if (llvm::Error error = chosen.scope.prepare(request))
    return fail(help.name, llvm::toString(std::move(error)), ExitUsage);
  if ((chosen.watch || chosen.fix) && !request.texts.empty())
    return fail(help.name,
                "--watch and --fix are for files and folders, not for what is staged or piped in",
                ExitUsage);
  if (llvm::Error error = chosen.units.prepare(request))
    return fail(help.name, llvm::toString(std::move(error)), ExitUsage);
  AssessmentPolicy policy = configuration->policy().assessment;
  if (!chosen.noSuppressions)
    policy.suppressionsAsOf = today();
  const std::unique_ptr<ScanCache> cache =
      !chosen.noCache && gainsByCache(request) ? openCache() : nullptr;
  request.cache = cache.get();
  ScanProgress progress(STDERR_FILENO);
  if (llvm::errs().is_displayed())
    request.progress = &progress;
  request.stop = &isInterrupted;
  stopAtInterrupt();
  return chosen.watch ? scanAgainAndAgain(chosen, configuration->rules, policy)
                      : scanOnce(chosen, configuration->rules, policy);
}

static const CommandEntry entry({Chapter::Judge, "scan", "judge files and folders", runScan});
