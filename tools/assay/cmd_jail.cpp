#include "runtime/learn.h"
#include "runtime/permissions.h"
#include "runtime/resolved_jail.h"
#include "runtime/unjudged.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/assay/workspace_options.h"
#include "tools/gate/exit_code.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "jail",
    "jail run [OPTIONS] -- COMMAND... | jail run [OPTIONS] --program FILE [-- ARGUMENTS...] | jail "
    "learn (as run) | jail explain [OPTIONS]",
    "Runs in a jail what you say, unjudged: a command of this host, or with --program a file. What "
    "the jail grants beyond nothing is said with --grant. Code of others belongs to `assay run`, "
    "which judges it first. `explain` prints what the same options come to, and runs nothing. "
    "`learn` "
    "runs the program several times, each time with the capabilities that it asked for before, and "
    "prints what it needed as a piece of policy: only for programs that you would run anyway, "
    "since "
    "nobody judged them and each run does again what the last one did.",
    "assay jail run -- /bin/ls /\n"
    "assay jail run --profile python3 --program hello.py -- --verbose\n"
    "assay jail run --grant process.exec -- bash -c 'ls | wc -l'\n"
    "assay jail learn --profile python3 --program server.py > needs.yaml",
    "the program's own; 124 stopped by a limit, 125 no jail, 127 stopped for a violation"};

namespace {

struct JailOptions {
  std::string format = "text";
  std::string profile = "native";
  std::string program;
  WorkspaceOptions workspace{.folder = "", .mode = "read-only"};
  std::string input;
  std::vector<std::string> grants;
  std::vector<std::string> words;
  bool stop = false;
  bool quiet = false;
  unsigned wallMs = 5'000, cpuMs = 2'000, memoryMiB = 256, outputKiB = 1024, fileMiB = 16,
           processes = 16, openFiles = 64;
};

void declare(Options &options, JailOptions &given) {
  options.choice("--format", "NAME", given.format, {"text", "json"}, "of the report (text)");
  options.text("--profile", "NAME", given.profile, "how --program is run (native)");
  options.text("--program", "FILE", given.program, "run this file's bytes, not a command");
  options.texts("--grant", "CAPABILITY", given.grants, "allow it, as net.connect");
  given.workspace.addTo(options);
  options.text("--input", "FILE", given.input, "standard input (none)");
  options.flag("--stop", given.stop, "kill the program at its first violation");
  options.flag("--quiet", given.quiet, "no report");
  options.number("--wall-ms", "N", given.wallMs, 1, 86'400'000, "wall time (5000)");
  options.number("--cpu-ms", "N", given.cpuMs, 1, 86'400'000, "processor time (2000)");
  options.number("--memory-mib", "N", given.memoryMiB, 4, 1u << 20, "memory (256)");
  options.number("--output-kib", "N", given.outputKiB, 1, 1u << 20, "output (1024)");
  options.number("--file-mib", "N", given.fileMiB, 1, 1u << 20, "files and /tmp (16)");
  options.number("--processes", "N", given.processes, 1, jail_bounds::mostProcesses,
                 "processes (16)");
  options.number("--open-files", "N", given.openFiles, jail_bounds::leastOpenFiles,
                 jail_bounds::mostOpenFiles, "open files of each process (64)");
}

llvm::Expected<JailSpec> specOf(const JailOptions &given) {
  auto workspace = given.workspace.workspace();
  if (!workspace)
    return workspace.takeError();
  JailSpec spec;
  spec.workspace = *workspace;
  spec.profile = given.profile;
  spec.capabilities = given.grants;
  if (spec.workspace && spec.workspace->mode != WorkspaceMode::ReadOnly &&
      !llvm::is_contained(spec.capabilities, "fs.write"))
    spec.capabilities.push_back("fs.write");
  // The first word is the command itself.
  const bool isCommand = given.program.empty() && !given.words.empty();
  spec.arguments.assign(given.words.begin() + isCommand, given.words.end());
  spec.onViolation = given.stop ? OnViolation::Stop : OnViolation::Deny;
  spec.limits = {.wall = std::chrono::milliseconds(given.wallMs),
                 .cpu = std::chrono::milliseconds(given.cpuMs),
                 .memoryBytes = std::uint64_t{given.memoryMiB} << 20,
                 .outputBytes = std::uint64_t{given.outputKiB} << 10,
                 .fileBytes = std::uint64_t{given.fileMiB} << 20,
                 .processes = given.processes,
                 .openFiles = given.openFiles};
  return spec;
}

void printReport(const ExecutionResult &result) {
  llvm::raw_ostream &out = llvm::errs();
  if (result.stage == Stage::Compile || result.reason != EndReason::Exit ||
      !result.violations.empty())
    out << "jail: " << describe(result) << '\n';
  for (const Violation &violation : result.violations) {
    out << "jail: " << violation.code << ": ";
    out.write_escaped(violation.message)
        << ", " << (result.violationCountsAreLeast ? "at least " : "") << violation.count << "x";
    if (!violation.source.empty())
      out.write_escaped(", at " + violation.source);
    out << '\n';
    out << "jail:   " << violation.remedy << '\n';
  }
  if (result.violationsNotListed)
    out << "jail: " << result.violationsNotListed << " more violations of other kinds\n";
  printChanges(result, out);
}

/// What the options name, read. `bytes` must live as long as the program.
llvm::Error readFiles(const JailOptions &given, JailSpec &spec, Program &program,
                      std::unique_ptr<llvm::MemoryBuffer> &bytes) {
  const auto read = [](const std::string &name,
                       std::unique_ptr<llvm::MemoryBuffer> &into) -> llvm::Error {
    auto file = llvm::MemoryBuffer::getFile(name);
    if (!file)
      return llvm::createStringError(name + ": " + file.getError().message());
    into = std::move(*file);
    return llvm::Error::success();
  };
  std::unique_ptr<llvm::MemoryBuffer> input;
  if (!given.input.empty()) {
    if (auto error = read(given.input, input))
      return error;
    spec.standardInput = input->getBuffer().str();
  }
  if (given.program.empty()) {
    program = HostCommand{given.words.front()};
    return llvm::Error::success();
  }
  if (auto error = read(given.program, bytes))
    return error;
  program = ProgramBytes{bytes->getBuffer()};
  return llvm::Error::success();
}

int learnCommand(const JailOptions &given, JailSpec spec) {
  std::unique_ptr<llvm::MemoryBuffer> bytes;
  Program program;
  if (auto error = readFiles(given, spec, program, bytes))
    return fail("jail", llvm::toString(std::move(error)), ExitUsage);
  RunOptions options;
  options.onOutput = [](OutputStream, llvm::StringRef text) { llvm::errs() << text; };
  auto lesson = learn(program, spec, options);
  if (!lesson)
    return fail("jail", llvm::toString(lesson.takeError()), ExitJail);
  printLesson(*lesson, llvm::join(given.words, " ") + given.program, llvm::outs());
  return lesson->isComplete ? ExitClean : ExitIncomplete;
}

int runCommand(const JailOptions &given, JailSpec spec) {
  std::unique_ptr<llvm::MemoryBuffer> bytes;
  Program program;
  if (auto error = readFiles(given, spec, program, bytes))
    return fail("jail", llvm::toString(std::move(error)), ExitUsage);
  RunOptions options;
  if (given.format == "text")
    options.onOutput = [](OutputStream stream, llvm::StringRef text) {
      llvm::raw_ostream &out = stream == OutputStream::Output ? llvm::outs() : llvm::errs();
      out << text;
      out.flush();
    };
  auto result = runUnjudged(program, spec, options);
  if (!result)
    return fail("jail", llvm::toString(result.takeError()), ExitJail);
  if (result->reason == EndReason::Exit && result->exitCode == 0 && spec.workspace)
    commitChanges(spec.workspace->host, given.workspace.toCommit(), result->changes);
  if (given.format == "json") {
    json::Object document = toJson(*result);
    document["schema"] = "assay.jail/1";
    document["output"] = json::fixUTF8(result->output);
    document["errors"] = json::fixUTF8(result->errors);
    printDocument(std::move(document));
  } else if (!given.quiet) {
    printReport(*result);
  }
  return exitCodeOf(*result);
}

int explainCommand(const JailOptions &given, const JailSpec &spec) {
  if (given.format == "json") {
    auto document = explainJailAsJson(spec);
    if (!document)
      return fail("jail", llvm::toString(document.takeError()), ExitJail);
    printDocument(std::move(*document));
    return ExitClean;
  }
  if (auto error = explainJail(spec, llvm::outs()))
    return fail("jail", llvm::toString(std::move(error)), ExitJail);
  return ExitClean;
}

} // namespace

static int runJail(llvm::ArrayRef<std::string> arguments) {
  JailOptions given;
  Options options(help);
  declare(options, given);
  // What follows -- is the command's, options of it included.
  const auto *rest = llvm::find(arguments, "--");
  if (rest != arguments.end())
    given.words.assign(rest + 1, arguments.end());
  const llvm::ArrayRef<std::string> own(arguments.begin(), rest);
  std::string verb;
  options.positional("run|learn|explain", verb, "what to do");
  if (auto status = options.parse(own))
    return *status;
  if (verb != "run" && verb != "explain" && verb != "learn")
    return fail("jail", "want `run`, `learn` or `explain`; see assay jail --help", ExitUsage);
  auto spec = specOf(given);
  if (!spec)
    return fail("jail", llvm::toString(spec.takeError()), ExitJail);
  if (verb == "explain")
    return explainCommand(given, *spec);
  if (given.program.empty() && given.words.empty())
    return fail("jail", "nothing to run: give a command after --, or --program FILE", ExitUsage);
  return verb == "learn" ? learnCommand(given, std::move(*spec))
                         : runCommand(given, std::move(*spec));
}

static const CommandEntry entry({Chapter::Host, "jail",
                                 "run a command in the jail, unjudged; learn what one needs",
                                 runJail});
