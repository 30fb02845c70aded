#include "audit/format.h"
#include "audit/index.h"
#include "audit/log.h"
#include "audit/memory.h"
#include "audit/verify.h"
#include "tools/assay/audit_command.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/Support/MemoryBuffer.h"
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

static constexpr CommandHelp verifyHelp{
    "audit verify", "audit verify [OPTIONS]",
    R"(Reads every record and recomputes everything: the hash chain, the tree, the signatures of each
key. Names the first bad record. What lies outside the log decides what can be known of its end:
give the checkpoints that were kept elsewhere, and the first key.

With --incremental, reads only the records behind the checkpoint that your last verification of this log
left in your state folder ($XDG_STATE_HOME/assay/remembered). It proves that the log continues what was
verified then, and says from where it read; it does not find out a change that was made since then in
the records before, so verify the whole log now and then. It reads all if nothing is remembered, if a
--checkpoint is older than that, or if anything is wrong.)",
    R"x(assay audit verify
assay audit verify --incremental
assay audit verify --checkpoint /mnt/witness/checkpoints --key "$(cat first-key)")x",
    R"(0  the log holds (and the output says since when nothing outside confirms that)
1  it does not
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

static json::Object toJson(const Verification &verdict) {
  auto orNull = [](auto value) { return value ? json::Value(*value) : json::Value(nullptr); };
  return json::Object{{"schema", "assay.audit-verify/1"},
                      {"holds", verdict.holds()},
                      {"state", stateOf(verdict)},
                      {"record", orNull(verdict.record)},
                      {"explanation", json::fixUTF8(verdict.explanation)},
                      {"origin", json::fixUTF8(verdict.origin)},
                      {"firstKey", json::fixUTF8(verdict.firstKey)},
                      {"first", verdict.first},
                      {"readFrom", verdict.readFrom},
                      {"size", verdict.size},
                      {"root", base64Of(bytesOf(verdict.root))},
                      {"signed", verdict.signedSize},
                      {"witnessed", verdict.witnessedSize},
                      {"unwitnessedSince", verdict.unwitnessedSince
                                               ? json::Value(formatTime(*verdict.unwitnessedSince))
                                               : json::Value(nullptr)}};
}

static void printVerdict(const Verification &verdict, bool isKeyGiven) {
  llvm::raw_ostream &out = llvm::outs();
  out << stateOf(verdict);
  if (verdict.record)
    out << ": record " << *verdict.record;
  out << ": " << escaped(verdict.explanation) << '\n';
  if (!verdict.holds())
    return;
  out << "  log   " << escaped(verdict.origin) << '\n';
  out << "  root  " << base64Of(bytesOf(verdict.root)) << " of " << verdict.size << " records\n";
  out << "  key   " << escaped(verdict.firstKey)
      << (isKeyGiven ? "" : " (by the log's own word; --key pins it)") << '\n';
  if (verdict.unwitnessedSince)
    out << "  since " << formatTime(*verdict.unwitnessedSince) << " (record "
        << verdict.witnessedSize << ") nothing outside this log confirms it\n";
}

/// A file of checkpoints, as a witness appends them: notes, one after another. Each ends with its
/// signature lines and an empty line.
static void splitNotes(llvm::StringRef text, std::vector<std::string> &notes) {
  while (!text.empty()) {
    std::size_t body = text.find("\n\n");
    std::size_t end = body == llvm::StringRef::npos ? body : text.find("\n\n", body + 2);
    if (end == llvm::StringRef::npos)
      end = text.size();
    std::string note = text.take_front(end).rtrim('\n').str() + '\n';
    if (note.size() > 1)
      notes.push_back(std::move(note));
    text = text.drop_front(end).ltrim('\n');
  }
}

static int runVerify(llvm::ArrayRef<std::string> arguments) {
  Options options(verifyHelp);
  VerifyOptions how;
  std::string format = "text", given;
  std::vector<std::string> files;
  bool forget = false, incremental = false;
  options.texts("--checkpoint", "FILE", files, "checkpoints that were kept elsewhere (repeatable)");
  options.text("--key", "KEY", how.firstKey, "the first key, as `assay audit key` printed it");
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  options.number("--threads", "N", how.threads, 1, 1024, "default: one for each processor");
  options.flag("--forget", forget, "ignore what the last verification saw at this path");
  options.flag("--incremental", incremental, "read only what came since the last verification");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (forget && incremental)
    return fail(verifyHelp.name, "--incremental needs what --forget ignores", ExitUsage);
  std::string path = logPathOr(given);
  if (path.empty())
    return ExitIncomplete;
  for (const std::string &file : files) {
    auto text = llvm::MemoryBuffer::getFile(file);
    if (!text)
      return fail(verifyHelp.name, file + ": " + text.getError().message(), ExitIncomplete);
    splitNotes((*text)->getBuffer(), how.outsideCheckpoints);
  }
  if (!forget) {
    if (llvm::Expected<Remembered> seen = recall(path)) {
      how.remembered = std::move(seen->checkpoint);
      if (incremental)
        how.rememberedBase = std::move(seen->base);
    } else {
      llvm::consumeError(seen.takeError());
    }
  }
  llvm::Expected<Verification> verdict = verifyLog(path, how);
  if (!verdict)
    return fail(verifyHelp.name, llvm::toString(verdict.takeError()), ExitIncomplete);
  if (format == "json")
    printDocument(toJson(*verdict));
  else
    printVerdict(*verdict, !how.firstKey.empty());
  if (!verdict->holds())
    return ExitFindings;
  if (llvm::Error error = remember(path, {verdict->checkpoint, verdict->base}))
    llvm::errs() << "assay audit verify: not remembered: "
                 << escaped(llvm::toString(std::move(error))) << '\n';
  return ExitClean;
}

static int runAudit(llvm::ArrayRef<std::string> arguments) {
  static constexpr struct {
    llvm::StringLiteral name;
    int (*run)(llvm::ArrayRef<std::string>);
  } table[] = {{"log", runLog},
               {"show", runAuditShow},
               {"verify", runVerify},
               {"prove", runAuditProve},
               {"checkpoint", runAuditCheckpoint},
               {"report", runAuditReport},
               {"export", runAuditExport},
               {"key", runAuditKey},
               {"rotate", runAuditRotate},
               {"prune", runAuditPrune},
               {"erase", runAuditErase},
               {"reindex", runAuditReindex}};
  if (!arguments.empty())
    for (const auto &row : table)
      if (row.name == arguments.front())
        return row.run(arguments.drop_front());
  llvm::outs() << "usage: assay audit COMMAND [OPTIONS]\n\ncommands:";
  for (const auto &row : table)
    llvm::outs() << ' ' << row.name;
  llvm::outs() << "\n`assay audit COMMAND --help` explains one.\n";
  bool isHelp = !arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h");
  return isHelp ? ExitClean : ExitUsage;
}

static const CommandEntry entry({Chapter::Log, "audit",
                                 "read and verify the log of what was judged and run", runAudit});
