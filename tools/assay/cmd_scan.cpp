#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/scan.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include <algorithm>
#include <chrono>

using namespace assay;

static constexpr CommandHelp help{
    "scan", "scan [options] PATH...",
    R"(Judges files and all source files in folders. Runs nothing, changes nothing, logs nothing.

In a folder a file counts if its language is known, by name or by its "#!" line. What a
.gitignore names is left out, as are .git and symbolic links. A file that is named is always
judged; if that is not possible it is listed as an error, and the others are judged all the same.
Findings are listed by path and line.

A comment in the code accepts a finding on its own line or, alone on a line, on the next one:
    # assay: allow <rule-id>[, <rule-id>] -- <reason> (until 2027-01-31)
The reason is needed; the date, the last day on which it holds, is not. What is accepted does not
count. A comment in another form, for no known rule, past its date, or with nothing to accept is
reported and hides nothing; a BLOCKED finding stays. Only `scan` and editors heed such comments.)",
    R"(assay scan .                         this folder
assay scan --threshold HIGH src      for CI: fail on HIGH and BLOCKED only
assay scan --format json . > a.json  for programs
assay scan --rules mine.yaml .       with rules of your own
assay scan --report-suppressed .     what comments accept, and why)",
    R"(0  nothing at or over the threshold
1  something is at or over the threshold
2  the command line, a rule file or the policy is wrong; nothing was judged
3  something could not be judged: the answer is incomplete)"};

namespace {

struct ScanOptions {
  ConfigurationOptions configuration;
  ScanRequest request;
  std::string threshold = "MEDIUM";
  std::string format = "text";
  bool all = false;
  bool noIgnore = false;
  bool noSuppressions = false;
  bool reportSuppressed = false;
};

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, ScanOptions &chosen) {
  Options options(help);
  options.positionals("PATH", chosen.request.paths, "files and folders");
  chosen.configuration.addTo(options);
  options.choice("--threshold", "LEVEL", chosen.threshold, {"LOW", "MEDIUM", "HIGH", "BLOCKED"},
                 "exit 1 at or over LOW, MEDIUM, HIGH or BLOCKED\n(default MEDIUM)");
  std::vector<std::string> formats;
  for (const ReportFormat &format : reportFormats())
    formats.push_back(format.name.str());
  options.choice("--format", "NAME", chosen.format, formats, "text (default) or json");
  options.flag("--all", chosen.all, "list LOW findings too (text; JSON always has them)");
  options.flag("--no-ignore", chosen.noIgnore, "judge what a .gitignore leaves out, too");
  options.flag("--no-suppressions", chosen.noSuppressions, "comments accept nothing");
  options.flag("--report-suppressed", chosen.reportSuppressed,
               "list what comments accept, with the reasons (text;\nJSON always has it)");
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

} // namespace

static int runScan(llvm::ArrayRef<std::string> arguments) {
  ScanOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);

  const ReportFormat &format = *findReportFormat(chosen.format);
  chosen.request.honourIgnoreFiles = !chosen.noIgnore;
  chosen.request.excerpts = format.wantsExcerpts;
  AssessmentPolicy policy = configuration->policy().assessment;
  if (!chosen.noSuppressions)
    policy.suppressionsAsOf = today();
  const ScanResult result = scan(chosen.request, configuration->rules, policy);
  const ReportStyle style{wantsColour(llvm::outs()),
                          chosen.all ? RiskLevel::Low : RiskLevel::Medium, chosen.reportSuppressed};
  format.write(result, style, llvm::outs());
  return exitCodeFor(result, *findRiskLevel(chosen.threshold));
}

static const CommandEntry entry({Chapter::Judge, "scan", "judge files and folders", runScan});
