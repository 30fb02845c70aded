#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/gate/exit_code.h"
#include "tools/report/fleet.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;

static constexpr CommandHelp help{
    "fleet", "fleet report ANSWERS",
    R"(Draws what a run over many repositories found, as a page for a browser: the riskiest
repositories, what is new since the run before, who can do what, which jobs failed. It needs nothing
but itself, and lets no text of a repository run.

ANSWERS is a file that `python -m assay_spark report` wrote (tools/spark/README.md), or - for
standard input: {"run", "before", "repositories", "files", "riskiest": [{"id", "rank", "score",
"files", "blocked", "high", "medium", "lines"}], "new": [{"id", "path", "line", "rule", "level",
"message"}], "capabilities": [{"capability", "repositories", "files"}], "failed": [{"id",
"status", "reason"}]}.)",
    R"(python -m assay_spark report results | assay fleet report - > fleet.html)",
    R"(0  the page was written
2  the command line or the answers are wrong
3  the page cannot be written)"};

static llvm::Expected<FleetReport> readAnswers(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!file)
    return llvm::createStringError(file.getError(), "cannot read " + path);
  auto value = parseDocument((*file)->getBuffer());
  auto report = value ? readFleetReport(*value) : value.takeError();
  if (!report)
    return llvm::createStringError(path + ": " + llvm::toString(report.takeError()));
  return report;
}

static int runFleet(llvm::ArrayRef<std::string> arguments) {
  std::string action, answers;
  Options options(help);
  options.positional("report", action, "the only thing to be done with a fleet here");
  options.positional("ANSWERS", answers, "what `assay_spark report` wrote; - for standard input");
  if (auto status = options.parse(arguments))
    return *status;
  if (action != "report")
    return fail(help.name, "want `assay fleet report ANSWERS`, got `" + action + "`", ExitUsage);
  auto report = readAnswers(answers);
  if (!report)
    return fail(help.name, llvm::toString(report.takeError()), ExitUsage);
  writeFleetPage(*report, llvm::outs());
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    llvm::outs().clear_error();
    return fail(help.name, "cannot write to standard output", ExitIncomplete);
  }
  return ExitClean;
}

static const CommandEntry entry({Chapter::Judge, "fleet", "draw what many repositories can do",
                                 runFleet});
