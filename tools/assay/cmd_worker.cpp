#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/worker.h"
#include "tools/gate/exit_code.h"
#include "tools/report/json.h"
#include <csignal>

using namespace assay;

static constexpr CommandHelp help{
    "worker", "worker [options] < JOBS > RESULTS",
    R"(Judges what it is told on standard input, a job a line, and answers on standard output. For
engines that have many repositories and many machines: xargs, GNU parallel, Slurm, Spark.

A job is a line of JSON:
  {"path": "FOLDER|ARCHIVE|FILE"}  required
   "id": "TEXT"                    names the job in its answers; without it the path does
   "shard": [PART, OF]             only this part of the files, counted from 0: part PART of the
                                   sorted list cut in OF; data is not followed between parts
   "ignoreFiles": true             leave out what a .gitignore names; else it is judged, too

The answer is lines of JSON, each with the job's "id", in the order of the jobs:
  {"kind": "file", "file": {...}}  one for each file, by path: as an entry of `files` in
                                   `assay scan --format json`; paths are below the job's
  {"kind": "error", "path", "message"}  one for each path that could not be judged
  {"kind": "end", "status", ...}   the last one: "done", or "incomplete" if there were errors, with
                                   "files", "errors", "findings", "level" (the worst file's)
An answer without its "end" is not whole: take it for not given. A job that fails has its "end"
alone, with "reason" and the status "failed" (it cannot be opened), "bad-line" (it is no job; the id
is the line's number), "time", "memory", "output" (it took more than it may) or "crash". It keeps
no other from being judged. The same job has the same answer, byte for byte, on every machine with
the same assay, rules and policy.

Each job is judged in a process of its own. Lines of JSON on standard error say what is being done:
{"heartbeat", "line", "id", "seconds"}. Comments of the code accept nothing, unless
--suppressions; the project's own policy is not read.)",
    R"(echo '{"path": "src"}' | assay worker
ls -d repos/* | jq -Rc '{path: .}' | assay worker > results.jsonl
xargs -P8 -I{} sh -c 'echo {} | assay worker' < jobs.jsonl)",
    R"(0  all jobs were answered, whatever came of them
2  the command line, a rule file or the policy is wrong
3  standard input cannot be read, standard output cannot be written, or no process can be had)"};

namespace {

struct WorkerOptions {
  ConfigurationOptions configuration;
  unsigned seconds = 600;
  unsigned megabytes = 2048;
  unsigned heartbeat = 10;
  unsigned jobs = 1;
  bool suppressions = false;
};

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, WorkerOptions &chosen) {
  Options options(help);
  chosen.configuration.addTo(options);
  options.number("--seconds", "N", chosen.seconds, 1, 86'400, "time for one job (default 600)");
  options.number("--memory", "MIB", chosen.megabytes, 64, 1u << 20,
                 "memory for one job (default 2048)");
  options.number("--heartbeat", "N", chosen.heartbeat, 1, 3'600,
                 "seconds between signs of life (default 10)");
  options.number("--jobs", "N", chosen.jobs, 1, 1024, "threads for one job (default 1)");
  options.flag("--suppressions", chosen.suppressions, "comments of the code accept findings");
  return options.parse(arguments);
}

void sayAlive(unsigned line, llvm::StringRef id, std::chrono::seconds spent) {
  llvm::errs() << llvm::json::Value(
                      llvm::json::Object{{"heartbeat", true},
                                         {"line", line},
                                         {"id", jsonText(id)},
                                         {"seconds", static_cast<std::int64_t>(spent.count())}})
               << '\n';
}

/// Answers one line of input.
llvm::Error answer(const LineReader::Line &line, unsigned number, WorkerSetup &setup) {
  const std::string name = std::to_string(number);
  auto job = line.isTooLong
                 ? llvm::createStringError("is longer than " +
                                           std::to_string(LineReader::maxBytes >> 10) + " KiB")
                 : parseWorkerLine(line.text);
  if (!job) {
    llvm::outs() << failedLine(name, "bad-line", llvm::toString(job.takeError()));
    return llvm::Error::success();
  }
  setup.beat = [&](std::chrono::seconds spent) { sayAlive(number, job->id, spent); };
  return answerTo(*job, setup, llvm::outs());
}

int workOff(WorkerSetup &setup) {
  LineReader reader(STDIN_FILENO);
  for (unsigned number = 1;; ++number) {
    auto line = reader.next();
    if (!line)
      return fail(help.name, llvm::toString(line.takeError()), ExitIncomplete);
    if (!*line)
      return ExitClean;
    if (llvm::StringRef((*line)->text).trim().empty())
      continue;
    if (llvm::Error error = answer(**line, number, setup))
      return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
    llvm::outs().flush();
    if (llvm::outs().has_error()) {
      llvm::outs().clear_error();
      return fail(help.name, "cannot write to standard output", ExitIncomplete);
    }
  }
}

} // namespace

static int runWorker(llvm::ArrayRef<std::string> arguments) {
  WorkerOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  AssessmentPolicy policy = configuration->policy().assessment;
  if (chosen.suppressions)
    policy.suppressionsAsOf =
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  WorkerSetup setup{.rules = &configuration->rules, .policy = &policy, .limits = {}, .beat = {}};
  setup.limits.time = std::chrono::seconds(chosen.seconds);
  setup.limits.memoryBytes = std::uint64_t{chosen.megabytes} << 20;
  setup.limits.heartbeat = std::chrono::seconds(chosen.heartbeat);
  setup.limits.threads = chosen.jobs;
  // Whoever reads the answers is gone: say so and end with 3.
  std::signal(SIGPIPE, SIG_IGN);
  return workOff(setup);
}

static const CommandEntry entry({Chapter::Judge, "worker", "judge many, a job a line: for fleets",
                                 runWorker});
