#include "audit/memory.h"
#include "audit/record.h"
#include "audit/verify_range.h"
#include "tools/assay/audit_command.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp verifyHelp{
    "audit verify", "audit verify [OPTIONS]",
    R"(Reads every record and recomputes everything: the hash chain, the tree, the signatures of each
key. Names the first bad record. What lies outside the log decides what can be known of its end:
give the checkpoints that were kept elsewhere, and the first key.

With --incremental, reads only the records behind the checkpoint that your last verification of this log
left in your state folder ($XDG_STATE_HOME/assay/remembered). It proves that the log continues what was
verified then, and says from where it read; it does not find out a change that was made since then in
the records before, so verify the whole log now and then. It reads all if nothing is remembered, if a
--checkpoint is older than that, or if anything is wrong.

With --from and --to, judges these records alone: each is a record, has its number, continues the one
before it, and is in the tree whose root is signed. The other records are hashed and not judged. With
--tiles, the folder of an `audit export`, they are not even read: what the tree needs of them comes from a
few tiles, and the output covers what that export's checkpoint covers. So it proves that these records are
those that were signed; it does not prove that the log still has the others.)",
    R"x(assay audit verify
assay audit verify --incremental
assay audit verify --from 1000 --to 1999 --tiles /var/www/log
assay audit verify --checkpoint /mnt/witness/checkpoints --key "$(cat first-key)")x",
    R"(0  the log holds (and the output says since when nothing outside confirms that)
1  it does not
2  the command line is wrong
3  the log cannot be read)"};

static json::Object toJson(const Verification &verdict) {
  auto orNull = [](auto value) { return value ? json::Value(*value) : json::Value(nullptr); };
  return json::Object{
      {"schema", "assay.audit-verify/1"},
      {"holds", verdict.holds()},
      {"state", stateOf(verdict)},
      {"record", orNull(verdict.record)},
      {"explanation", json::fixUTF8(verdict.explanation)},
      {"origin", json::fixUTF8(verdict.origin)},
      {"firstKey", json::fixUTF8(verdict.firstKey)},
      {"first", verdict.first},
      {"readFrom", verdict.readFrom},
      {"range", verdict.range ? json::Value(json::Array{verdict.range->from, verdict.range->to})
                              : json::Value(nullptr)},
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
        << std::max(verdict.witnessedSize, verdict.range ? verdict.range->from : 0)
        << ") nothing outside this log confirms it\n";
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

namespace {

/// The options of `audit verify` that choose records.
struct RangeFlags {
  std::string from, to;
  RangeOptions range;

  void declare(Options &options) {
    options.text("--from", "SEQ", from, "judge the records from this one on");
    options.text("--to", "SEQ", to, "judge the records up to this one");
    options.text("--tiles", "FOLDER", range.tiles,
                 "an `audit export`: read the range and a few tiles, nothing else");
  }

  [[nodiscard]] bool isGiven() const {
    return !from.empty() || !to.empty() || !range.tiles.empty();
  }

  /// False: it said what is wrong.
  bool read() {
    for (auto [text, name, seq] :
         {std::tuple(&from, "--from", &range.from), std::tuple(&to, "--to", &range.to)}) {
      std::uint64_t value = 0;
      if (text->empty())
        continue;
      if (llvm::StringRef(*text).getAsInteger(10, value)) {
        fail(verifyHelp.name, std::string(name) + ": want a record's number", ExitUsage);
        return false;
      }
      *seq = value;
    }
    return true;
  }
};

} // namespace

int assay::runAuditVerify(llvm::ArrayRef<std::string> arguments) {
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
  RangeFlags range;
  range.declare(options);
  options.flag("--incremental", incremental, "read only what came since the last verification");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (forget && incremental)
    return fail(verifyHelp.name, "--incremental needs what --forget ignores", ExitUsage);
  if (incremental && range.isGiven())
    return fail(verifyHelp.name, "--incremental and a range exclude each other", ExitUsage);
  if (!range.read())
    return ExitUsage;
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
  llvm::Expected<Verification> verdict =
      range.isGiven() ? verifyRange(path, range.range, how) : verifyLog(path, how);
  if (!verdict)
    return fail(verifyHelp.name, llvm::toString(verdict.takeError()), ExitIncomplete);
  if (format == "json")
    printDocument(toJson(*verdict));
  else
    printVerdict(*verdict, !how.firstKey.empty());
  if (!verdict->holds())
    return ExitFindings;
  // A range says nothing of the rest.
  if (range.isGiven())
    return ExitClean;
  if (llvm::Error error = remember(path, {verdict->checkpoint, verdict->base}))
    llvm::errs() << "assay audit verify: not remembered: "
                 << escaped(llvm::toString(std::move(error))) << '\n';
  return ExitClean;
}
