#include "audit/log.h"
#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/status.h"
#include "tools/report/escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace assay;

static constexpr CommandHelp help{
    "status", "status [options]",
    R"(Shows what is in force: the policy, the rules, the languages, the state of the log, which is
verified, the layers of the jail, each tried, what runs and waits, and what the host has to give.
`assay doctor` says more about the layers.)",
    R"(assay status
assay status --format json)",
    R"(0  everything holds
1  the log does not verify
2  a policy or a rule file is wrong
3  the log cannot be read, or a layer that the policy requires is missing)"};

static void printStatus(const Status &status, const LoadedPolicy &loaded, llvm::raw_ostream &out) {
  out << "assay      " ASSAY_VERSION "\n";
  out << "policy     " << status.policyDigest << ", from built-in";
  for (const std::string &file : loaded.files)
    out << ", " << escaped(file);
  out << "\nrules      " << status.rules << ", " << status.rulesDigest << '\n';
  out << "languages  " << llvm::join(status.languages, ", ") << '\n';
  out << "log        " << escaped(status.logPath) << '\n';
  out << "           " << status.logRecords << " records, " << status.logState << ": "
      << escaped(status.logExplanation) << '\n';
  out << "jail      ";
  for (const LayerProbe &probe : status.layers)
    out << ' ' << probe.layer << (probe.works ? "" : " (absent)");
  for (const std::string &layer : status.missing)
    out << "\n           MISSING: " << layer << ", so nothing runs";
  out << "\nrunning    " << status.admission.running << " programs that may use "
      << status.admission.promisedMiB << " MiB, " << status.admission.waiting << " waiting\n";
  out << "host       " << status.host.processors << " processors, "
      << (status.host.availableMemoryBytes >> 20) << " MiB of memory available, load "
      << status.host.loadPercent << " %\n";
}

static int runStatus(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  std::string format = "text";
  Options options(help);
  chosen.addTo(options);
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  if (auto status = options.parse(arguments))
    return *status;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto logPath = defaultLogPath();
  if (!logPath)
    return fail(help.name, llvm::toString(logPath.takeError()), ExitIncomplete);
  const Status status =
      currentStatus(configuration->policy(), configuration->rules, *logPath, currentHost());
  if (format == "json")
    printDocument(toJson(status));
  else
    printStatus(status, configuration->loaded, llvm::outs());
  if (status.logState == "unreadable" || !status.missing.empty())
    return ExitIncomplete;
  return status.holds() ? ExitClean : ExitFindings;
}

static const CommandEntry entry({Chapter::Configure, "status",
                                 "show what is in force: policy, rules, jail, log", runStatus});
