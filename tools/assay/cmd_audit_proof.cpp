#include "audit/format.h"
#include "audit/log.h"
#include "audit/merkle.h"
#include "audit/signed_note.h"
#include "audit/tree_reader.h"
#include "tools/assay/audit_command.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"

// `assay audit show | prove | checkpoint | export`: what is handed to somebody who does not trust
// this machine.

using namespace assay;

static constexpr CommandHelp showHelp{
    "audit show", "audit show SEQ",
    R"(Prints one record: the stored bytes, their hashes, and the proof that they are in the signed log.)",
    "assay audit show 41", "0  shown\n2  there is no such record\n3  the log cannot be read"};

static constexpr CommandHelp proveHelp{
    "audit prove", "audit prove SEQ | audit prove --consistency SIZE",
    R"(Prints a C2SP tlog-proof of one record: with the record's bytes and the log's key it can be checked
anywhere. With --consistency, the hashes that prove that an older checkpoint is the beginning of
today's.)",
    "assay audit prove 41 > 41.tlog-proof",
    "0  proved\n2  there is no such record, or it is not signed\n3  the log cannot be read"};

static constexpr CommandHelp checkpointHelp{
    "audit checkpoint", "audit checkpoint [--witness FILE|CMD]",
    R"(Prints the signed checkpoint. Keep it on another machine: later `audit verify --checkpoint FILE` proves
that nothing before it changed or vanished. With --witness, signs what is not signed yet and gives the
checkpoint to a file, which it is appended to, or to a program ("|program"), which reads it. The policy's
audit.witness does the same for every checkpoint.)",
    R"(assay audit checkpoint > /mnt/elsewhere/checkpoint
assay audit checkpoint --witness /mnt/elsewhere/checkpoints
assay audit checkpoint --witness '|send-checkpoint')",
    "0  printed\n3  the log cannot be read, or the witness did not take it"};

static constexpr CommandHelp exportHelp{
    "audit export", "audit export --tiles FOLDER",
    R"(Writes the log as C2SP tlog-tiles: files that any web server can offer and any verifier of transparency
logs can read.)",
    "assay audit export --tiles /srv/www/log",
    "0  written\n2  the command line is wrong\n3  the log cannot be read, or the files not be "
    "written"};

static bool readNumber(llvm::StringRef text, std::uint64_t &number) {
  return !text.getAsInteger(10, number);
}

int assay::runAuditShow(llvm::ArrayRef<std::string> arguments) {
  Options options(showHelp);
  std::string which, given;
  options.positional("SEQ", which, "the record's number");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  std::string path = logPathOr(given);
  Filter filter;
  if (!readNumber(which, filter.firstSeq))
    return fail(showHelp.name, "want a record's number", ExitUsage);
  bool isFound = false;
  llvm::Error error = readLog(path, filter, [&](const FoundRecord &found) {
    isFound = found.record.seq == filter.firstSeq;
    if (!isFound)
      return false;
    llvm::outs() << formatText(found.record, escaped) << "\n\nstored as\n"
                 << escaped(found.line) << "\n\nleaf hash  " << hexOf(leafHash(found.line))
                 << "\nprev       " << hexOf(found.record.prev) << '\n';
    return false;
  });
  if (error)
    return fail(showHelp.name, llvm::toString(std::move(error)), ExitIncomplete);
  if (!isFound)
    return fail(showHelp.name, "there is no record " + which, ExitUsage);
  if (llvm::Expected<std::string> proof = proveRecord(path, filter.firstSeq))
    llvm::outs() << '\n' << *proof;
  else
    llvm::outs() << "\nno proof: " << escaped(llvm::toString(proof.takeError())) << '\n';
  return ExitClean;
}

int assay::runAuditProve(llvm::ArrayRef<std::string> arguments) {
  Options options(proveHelp);
  std::string which, given;
  bool isConsistency = false;
  options.positional("SEQ", which, "the record's number, or with --consistency the older size");
  options.flag("--consistency", isConsistency,
               "prove that an older tree is the beginning of today's");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  std::string path = logPathOr(given);
  std::uint64_t number = 0;
  if (!readNumber(which, number))
    return fail(proveHelp.name, "want a number", ExitUsage);
  llvm::Expected<std::string> proof =
      isConsistency ? proveConsistency(path, number) : proveRecord(path, number);
  if (!proof)
    return fail(proveHelp.name, llvm::toString(proof.takeError()), ExitUsage);
  llvm::outs() << *proof;
  return ExitClean;
}

int assay::runAuditCheckpoint(llvm::ArrayRef<std::string> arguments) {
  Options options(checkpointHelp);
  std::string given, witness;
  options.text("--witness", "FILE|CMD", witness, "also store it there; CMD begins with `|`");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (!witness.empty()) {
    llvm::Expected<std::unique_ptr<AuditLog>> log =
        AuditLog::open(logPathOr(given), {.witness = witness});
    if (!log)
      return fail(checkpointHelp.name, llvm::toString(log.takeError()), ExitIncomplete);
    if (llvm::Error error = (*log)->publish())
      return fail(checkpointHelp.name, llvm::toString(std::move(error)), ExitIncomplete);
  }
  llvm::Expected<LogFolder> folder = LogFolder::open(logPathOr(given), Access::Read);
  llvm::Expected<std::string> note =
      folder ? folder->read("checkpoint", maxNoteBytes) : folder.takeError();
  if (!note)
    return fail(checkpointHelp.name, llvm::toString(note.takeError()), ExitIncomplete);
  llvm::outs() << *note;
  return ExitClean;
}

int assay::runAuditExport(llvm::ArrayRef<std::string> arguments) {
  Options options(exportHelp);
  std::string tiles, given;
  options.text("--tiles", "FOLDER", tiles, "where to; files that are there are replaced");
  options.text("--log", "FOLDER", given, "the log, in place of the usual one");
  if (auto status = options.parse(arguments))
    return *status;
  if (tiles.empty())
    return fail(exportHelp.name, "want --tiles FOLDER", ExitUsage);
  if (llvm::Error error = exportTiles(logPathOr(given), tiles))
    return fail(exportHelp.name, llvm::toString(std::move(error)), ExitIncomplete);
  return ExitClean;
}
