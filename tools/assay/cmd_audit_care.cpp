#include "audit/index.h"
#include "audit/log.h"
#include "audit/report.h"
#include "tools/assay/audit_command.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include <ctime>

// `assay audit key | rotate | prune | erase | reindex | report`: what keeps the log and sums it up.

using namespace assay;

static constexpr CommandHelp keyHelp{
    "audit key", "audit key",
    R"(Prints the log's first verifier key, making the log if there is none. Keep it away from this machine:
`audit verify --key KEY` then finds out a log that was replaced as a whole.)",
    "assay audit key > first-key", "0  printed\n3  the log cannot be opened"};

static constexpr CommandHelp rotateHelp{
    "audit rotate", "audit rotate",
    R"(Replaces the signing key now and erases the old private key. It also happens by itself once a day: one
who takes the machine over cannot sign the past anew.)",
    "assay audit rotate", "0  done\n3  the log cannot be opened or written"};

static constexpr CommandHelp pruneHelp{
    "audit prune", "audit prune --before TIME",
    R"(Removes the whole segments whose records are all older than TIME. A signed record keeps what
verification of the rest needs, and says that this happened.)",
    "assay audit prune --before 2026-01-01",
    "0  done\n2  the command line is wrong\n3  the log cannot be opened or written"};

static constexpr CommandHelp eraseHelp{
    "audit erase", "audit erase SEQ [--name NAME]",
    R"(Erases the private values of a record (a path, a command line), which the log holds as salted
commitments. Every proof still holds, for the record does not change; a record says that and by whom
they were erased. Nobody can find out the value from what is left.)",
    R"(assay audit erase 41
assay audit erase 41 --name path)",
    "0  erased\n2  the command line is wrong\n3  there is none, or the log cannot be written"};

static constexpr CommandHelp reindexHelp{
    "audit reindex", "audit reindex [--check]",
    R"(Makes the index (index.sqlite) anew from the records. With --check, compares the index that is there with
the records and changes nothing.)",
    "assay audit reindex --check",
    "0  made, or it fits\n1  --check: it does not fit\n3  the log cannot be read"};

static constexpr CommandHelp reportHelp{
    "audit report", "audit report [OPTIONS]",
    R"(Verifies the log and sums it up: records by type, level, verdict and day, overrides with their reasons,
violations, policy changes. HTML is one page without scripts.)",
    "assay audit report --since 2026-11-01 --format html > november.html",
    "0  the log holds\n1  it does not\n2  the command line is wrong\n3  the log cannot be read"};

static int usable(const CommandHelp &help, llvm::ArrayRef<std::string> arguments,
                  llvm::function_ref<llvm::Error(AuditLog &)> use) {
  Options options(help);
  std::string given;
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  llvm::Expected<std::unique_ptr<AuditLog>> log = AuditLog::open(logPathOr(given));
  if (!log)
    return fail(help.name, llvm::toString(log.takeError()), ExitIncomplete);
  if (llvm::Error error = use(**log))
    return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
  return ExitClean;
}

int assay::runAuditKey(llvm::ArrayRef<std::string> arguments) {
  return usable(keyHelp, arguments, [](AuditLog &log) {
    llvm::outs() << log.firstKey() << '\n';
    return llvm::Error::success();
  });
}

int assay::runAuditRotate(llvm::ArrayRef<std::string> arguments) {
  return usable(rotateHelp, arguments, [](AuditLog &log) { return log.rotateKey(); });
}

int assay::runAuditPrune(llvm::ArrayRef<std::string> arguments) {
  Options options(pruneHelp);
  std::string before, given;
  options.text("--before", "TIME", before, "keep what is not older (UTC)");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  std::optional<std::int64_t> time = parseTime(before);
  if (!time)
    return fail(pruneHelp.name, "want --before TIME, such as 2026-11-24", ExitUsage);
  llvm::Expected<std::unique_ptr<AuditLog>> log = AuditLog::open(logPathOr(given));
  if (!log)
    return fail(pruneHelp.name, llvm::toString(log.takeError()), ExitIncomplete);
  llvm::Expected<std::uint64_t> first = (*log)->prune(*time);
  if (!first)
    return fail(pruneHelp.name, llvm::toString(first.takeError()), ExitIncomplete);
  llvm::outs() << "the log begins with record " << *first << '\n';
  return ExitClean;
}

int assay::runAuditErase(llvm::ArrayRef<std::string> arguments) {
  Options options(eraseHelp);
  std::string which, name, given;
  options.positional("SEQ", which, "the record's number");
  options.text("--name", "NAME", name, "only the value of this name");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  std::uint64_t seq = 0;
  if (llvm::StringRef(which).getAsInteger(10, seq))
    return fail(eraseHelp.name, "want a record's number", ExitUsage);
  llvm::Expected<std::unique_ptr<AuditLog>> log = AuditLog::open(logPathOr(given));
  if (!log)
    return fail(eraseHelp.name, llvm::toString(log.takeError()), ExitIncomplete);
  llvm::Expected<std::size_t> count = (*log)->erase(seq, name);
  if (!count)
    return fail(eraseHelp.name, llvm::toString(count.takeError()), ExitIncomplete);
  llvm::outs() << *count << (*count == 1 ? " value" : " values") << " erased\n";
  return ExitClean;
}

int assay::runAuditReindex(llvm::ArrayRef<std::string> arguments) {
  Options options(reindexHelp);
  bool check = false;
  std::string given;
  options.flag("--check", check, "compare, change nothing");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  std::string path = logPathOr(given);
  if (check) {
    llvm::Expected<bool> isSame = indexMatchesLog(path);
    if (!isSame)
      return fail(reindexHelp.name, llvm::toString(isSame.takeError()), ExitIncomplete);
    llvm::outs() << (*isSame ? "the index fits the log\n"
                             : "index-stale: it does not fit the log\n");
    return *isSame ? ExitClean : ExitFindings;
  }
  llvm::Expected<std::uint64_t> count = rebuildIndex(path);
  if (!count)
    return fail(reindexHelp.name, llvm::toString(count.takeError()), ExitIncomplete);
  llvm::outs() << *count << " records indexed\n";
  return ExitClean;
}

int assay::runAuditReport(llvm::ArrayRef<std::string> arguments) {
  Options options(reportHelp);
  FilterOptions wanted;
  VerifyOptions how;
  std::string format = "text", given;
  wanted.declare(options);
  options.choice("--format", "NAME", format, {"text", "json", "html"},
                 "text (default), json or html");
  options.text("--key", "KEY", how.firstKey, "the first key, as `assay audit key` printed it");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (!wanted.read())
    return ExitUsage;
  llvm::Expected<AuditReport> report = makeReport(logPathOr(given), wanted.filter, how);
  if (!report)
    return fail(reportHelp.name, llvm::toString(report.takeError()), ExitIncomplete);
  if (format == "json")
    printDocument(formatReportJSON(*report));
  else if (format == "html")
    llvm::outs() << formatReportHTML(*report, escaped);
  else
    llvm::outs() << formatReportText(*report, escaped);
  return report->verification.holds() ? ExitClean : ExitFindings;
}
