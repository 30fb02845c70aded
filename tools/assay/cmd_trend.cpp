#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/gate/exit_code.h"
#include "tools/report/trend.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;

static constexpr CommandHelp help{
    "trend", "trend [options] HISTORY",
    R"(Draws how the risk of a repository changed from commit to commit, as a page for a browser. It
needs nothing but itself, neither network nor server, and lets no text of a commit run.

HISTORY is a file that `assay scan --history` wrote, or - for standard input: a commit a line, as
JSON: {"commit": TEXT, "time": SECONDS, "subject": TEXT, "score": N, "findings": N, "levels":
{"LOW": N, "MEDIUM": N, "HIGH": N, "BLOCKED": N}}, where levels counts files.)",
    R"(assay scan --history 100 . > history.jsonl
assay trend --name assay history.jsonl > trend.html)",
    R"(0  the page was written
2  the command line or the history is wrong
3  the page cannot be written)"};

namespace {

/// As many as `assay scan --history` gives.
constexpr std::size_t maxCommits = 100'000;

llvm::Expected<std::vector<HistoryEntry>> readHistory(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!file)
    return llvm::createStringError(file.getError(), "cannot read " + path);
  std::vector<HistoryEntry> entries;
  llvm::StringRef rest = (*file)->getBuffer();
  for (unsigned number = 1; !rest.empty(); ++number) {
    const auto [line, after] = rest.split('\n');
    rest = after;
    if (line.trim().empty())
      continue;
    auto value = parseDocument(line);
    auto entry = value ? readHistoryEntry(*value) : value.takeError();
    if (!entry)
      return llvm::createStringError(path + ":" + llvm::Twine(number) + ": " +
                                     llvm::toString(entry.takeError()));
    if (entries.size() == maxCommits)
      return llvm::createStringError(path + " has more than " + llvm::Twine(maxCommits) +
                                     " commits");
    entries.push_back(std::move(*entry));
  }
  if (entries.empty())
    return llvm::createStringError(path + " has no commit");
  return entries;
}

} // namespace

static int runTrend(llvm::ArrayRef<std::string> arguments) {
  std::string history, name = "the repository";
  Options options(help);
  options.positional("HISTORY", history, "what `assay scan --history` wrote; - for standard input");
  options.text("--name", "TEXT", name, "what the repository is called");
  if (auto status = options.parse(arguments))
    return *status;
  auto entries = readHistory(history);
  if (!entries)
    return fail(help.name, llvm::toString(entries.takeError()), ExitUsage);
  writeTrendPage(name, std::move(*entries), llvm::outs());
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    llvm::outs().clear_error();
    return fail(help.name, "cannot write to standard output", ExitIncomplete);
  }
  return ExitClean;
}

static const CommandEntry entry({Chapter::Judge, "trend", "draw the risk of a history", runTrend});
