#include "tools/assay/commands.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/scan.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include <algorithm>

using namespace assay;

static constexpr CommandHelp help{
    "scan", "scan [options] PATH...",
    R"(Judges files and all source files in folders. Runs nothing, changes nothing, logs nothing.

In a folder a file counts if its language is known, by name or by its "#!" line. What a
.gitignore names is left out, as are .git and symbolic links. A file that is named is always
judged; if that is not possible it is listed as an error, and the others are judged all the same.
Findings are listed by path and line.)",
    R"(assay scan .                         this folder
assay scan --threshold HIGH src      for CI: fail on HIGH and BLOCKED only
assay scan --format json . > a.json  for programs
assay scan --rules mine.yaml .       with rules of your own)",
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
  options.number("--jobs", "N", chosen.request.jobs, 1, 1024,
                 "threads (default: one for each processor)");
  return options.parse(arguments);
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

int assay::runScan(llvm::ArrayRef<std::string> arguments) {
  ScanOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);

  const ReportFormat &format = *findReportFormat(chosen.format);
  chosen.request.honourIgnoreFiles = !chosen.noIgnore;
  chosen.request.excerpts = format.wantsExcerpts;
  const ScanResult result =
      scan(chosen.request, configuration->rules, configuration->policy().assessment);
  const ReportStyle style{wantsColour(llvm::outs()),
                          chosen.all ? RiskLevel::Low : RiskLevel::Medium};
  format.write(result, style, llvm::outs());
  return exitCodeFor(result, *findRiskLevel(chosen.threshold));
}
