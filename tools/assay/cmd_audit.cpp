#include "audit/format.h"
#include "audit/index.h"
#include "audit/log.h"
#include "grammars/yaml.h"
#include "tools/assay/audit_command.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include <chrono>
#include <thread>

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp logHelp{
    "audit log", "audit log [OPTIONS]",
    R"(Prints the records of the log, oldest first. Text of judged code is made safe to print. Reading
proves nothing: `audit verify` does.)",
    R"(assay audit log --type decision --level HIGH
assay audit log --since 2026-11-24 --format json
assay audit log --follow)",
    R"(0  printed
2  the command line is wrong
3  the log cannot be read)"};

static std::optional<std::int64_t> timeOption(llvm::StringRef name, llvm::StringRef text,
                                              bool &isWrong) {
  if (text.empty())
    return std::nullopt;
  std::optional<std::int64_t> time = parseTime(text);
  if (!time) {
    isWrong = true;
    fail("audit", (name + ": want a time such as 2026-11-24T12:55:27Z or 2026-11-24").str(),
         ExitUsage);
  }
  return time;
}

void FilterOptions::declare(Options &options) {
  options.text("--since", "TIME", since, "not before this time (UTC)");
  options.text("--until", "TIME", until, "before this time (UTC)");
  options.text("--type", "TYPE", type, "assessment, decision, override, exec.begin, exec.end, ...");
  options.text("--level", "LEVEL", filter.level, "LOW, MEDIUM, HIGH or BLOCKED");
  options.text("--verdict", "VERDICT", filter.verdict, "allow, confirm, block or overridden");
  options.text("--subject", "SHA256", subject, "the code with this digest");
  options.text("--actor", "NAME", filter.actor, "a client, a process or a user id");
}

bool FilterOptions::read() {
  bool isWrong = false;
  filter.since = timeOption("--since", since, isWrong);
  filter.until = timeOption("--until", until, isWrong);
  if (!type.empty() && !(filter.type = parseRecordType(type))) {
    fail("audit", "--type: there is no type of record `" + type + "`", ExitUsage);
    isWrong = true;
  }
  if (!subject.empty() && !(filter.subject = parseDigest(subject))) {
    fail("audit", "--subject: want 64 lower-case hexadecimal digits", ExitUsage);
    isWrong = true;
  }
  return !isWrong;
}

std::string assay::logPathOr(llvm::StringRef given) {
  if (!given.empty())
    return given.str();
  llvm::Expected<std::string> path = defaultLogPath();
  if (path)
    return std::move(*path);
  fail("audit", llvm::toString(path.takeError()), ExitIncomplete);
  return {};
}

static void printRecord(const FoundRecord &found, llvm::StringRef format) {
  llvm::raw_ostream &out = llvm::outs();
  if (format == "json")
    out << (out.is_displayed() ? escaped(found.line) : found.line.str()) << '\n';
  else if (format == "csv")
    out << formatCSV(found.record) << '\n';
  else if (format == "ocsf")
    out << json::Value(formatOCSF(found.record)) << '\n';
  else
    out << formatText(found.record, escaped) << '\n';
}

static int runLog(llvm::ArrayRef<std::string> arguments) {
  Options options(logHelp);
  FilterOptions wanted;
  std::string format = "text", given;
  bool follow = false, noIndex = false;
  unsigned limit = 0;
  wanted.declare(options);
  options.choice("--format", "NAME", format, {"text", "json", "csv", "ocsf"},
                 "text (default), json (the stored lines), csv or ocsf");
  options.flag("--follow", follow, "wait for more");
  options.number("--limit", "N", limit, 1, 1'000'000'000, "the first N records that match");
  options.flag("--no-index", noIndex, "read all records even for --limit");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (!wanted.read())
    return ExitUsage;
  std::string path = logPathOr(given);
  if (path.empty())
    return ExitIncomplete;
  if (format == "csv")
    llvm::outs() << csvHeader() << '\n';
  unsigned left = limit;
  auto print = [&](const FoundRecord &found) {
    wanted.filter.firstSeq = found.record.seq + 1;
    printRecord(found, format);
    return limit == 0 || --left > 0;
  };
  // A page of a long log comes from the index, if that can be used; a stale one is no reason to
  // fail.
  if (limit != 0 && !follow && !noIndex) {
    llvm::Error error = searchLog(path, wanted.filter, limit, print);
    if (!error)
      return ExitClean;
    llvm::errs() << "assay audit log: " << escaped(llvm::toString(std::move(error)))
                 << "; reading all records\n";
    if (left != limit)
      return ExitIncomplete;
  }
  while (true) {
    if (llvm::Error error = readLog(path, wanted.filter, print))
      return fail(logHelp.name, llvm::toString(std::move(error)), ExitIncomplete);
    llvm::outs().flush();
    if (!follow || (limit != 0 && left == 0))
      return ExitClean;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

namespace {

struct AuditCommand {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  int (*run)(llvm::ArrayRef<std::string>);
};

constexpr AuditCommand auditCommands[] = {
    {"log", "print the records that match", runLog},
    {"show", "print one record as it is stored, its hashes and its proof", runAuditShow},
    {"verify", "prove that the log holds, or say where it does not", runAuditVerify},
    {"prove", "print a proof of one record for somebody else", runAuditProve},
    {"checkpoint", "print the newest checkpoint, to be kept elsewhere", runAuditCheckpoint},
    {"report", "count what happened, as text, JSON or HTML", runAuditReport},
    {"export", "write the log as tiles for verifiers of transparency logs", runAuditExport},
    {"key", "print the first key, to be kept elsewhere", runAuditKey},
    {"rotate", "sign with a new key from now on", runAuditRotate},
    {"prune", "remove old segments, and keep what verification needs", runAuditPrune},
    {"erase", "forget what is private in one record", runAuditErase},
    {"reindex", "make the search index anew", runAuditReindex}};

constexpr CommandHelp auditHelp{
    "audit", "audit COMMAND [OPTIONS]",
    "Reads the log of what was judged and run, proves that it holds, and keeps it.",
    "assay audit verify\nassay audit log --level HIGH\nassay audit verify --help",
    "That of the command; 2 if there is none of that name."};

int explainAudit(const std::string &helpOption) {
  std::vector<std::string> names;
  std::string summaries = "one of these, each with --help of its own:";
  for (const AuditCommand &command : auditCommands) {
    names.push_back(command.name.str());
    summaries += ("\n" + command.name + ": " + command.summary).str();
  }
  std::string chosen;
  Options options(auditHelp);
  options.positional("COMMAND", chosen, std::move(names), summaries.c_str());
  const int status = options.parse({helpOption}).value_or(ExitUsage);
  if (isOfAllCommands(helpOption))
    for (const AuditCommand &command : auditCommands)
      command.run({helpOption});
  return status;
}

} // namespace

static int runAudit(llvm::ArrayRef<std::string> arguments) {
  const llvm::StringRef first = arguments.empty() ? "" : llvm::StringRef(arguments.front());
  llvm::SmallVector<llvm::StringRef> names;
  for (const AuditCommand &command : auditCommands) {
    names.push_back(command.name);
    if (command.name == first)
      return command.run(arguments.drop_front());
  }
  if (first == "-h" || first.starts_with("--help"))
    return explainAudit(first.str());
  const std::string problem =
      first.empty() ? "wants a command"
                    : ("there is no `audit " + first + "`" + suggestion(first, names)).str();
  return fail(auditHelp.name, problem + " (see `assay audit --help`)", ExitUsage);
}

static const CommandEntry entry({Chapter::Log, "audit",
                                 "read and verify the log of what was judged and run", runAudit});
