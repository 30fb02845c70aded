#include "grammars/yaml.h"
#include "tools/assay/by_service.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/run_choice.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/json.h"
#include <algorithm>

using namespace assay;

static constexpr CommandHelp help{
    "run", "run [options] FILE|- [-- ARGUMENT...]",
    R"(Judges one program and, if that is approved, runs it in a jail that grants what the judgement
predicted and the policy allows, and nothing else. Every step is recorded in the log, each before
it is taken.

By the built-in policy LOW runs, MEDIUM runs with a warning, HIGH must be confirmed by a person at
the terminal or with --yes, and BLOCKED needs --override with a --reason of at least 10 characters.

The program's standard input, output and error, and its exit status, are passed through; assay's
own words go to standard error. With --format json the output is part of one document instead.)",
    R"(assay run job.py
assay run job.py -- --rows 10 data.csv
assay run --yes report.py                      a person has said yes
assay run --grant net.connect fetch.py         it may use the network
assay run --workspace . fix.py                 it works on a copy; what it changed is shown
assay run --workspace . --commit fix.py        and taken over if it succeeds
assay run --override --reason "needed for the migration of 3 May" fix.sh)",
    R"(The program's own, or if it did not run to its end:
2    the command line, a rule file or the policy is wrong; nothing ran
3    the program could not be judged, or a step not be recorded
124  stopped by a limit (time, memory, output)
125  the jail could not be set up; nothing ran
126  not approved: it needs a confirmation or an override; nothing ran
127  killed by the jail for a violation
128+n  killed by signal n)"};

namespace {

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, RunChoice &chosen) {
  const auto *const split = std::find(arguments.begin(), arguments.end(), "--");
  if (split != arguments.end())
    chosen.programArguments.assign(split + 1, arguments.end());
  Options options(help);
  options.positional("FILE", chosen.file, "the program; - for standard input");
  options.text("--language", "NAME", chosen.language, "its language, if the file does not tell");
  options.flag("--yes", chosen.yes, "a person has confirmed it: do not ask");
  options.flag("--override", chosen.override, "set the verdict BLOCKED aside; needs --reason");
  options.text("--reason", "TEXT", chosen.reason, "why this program has to run; kept in the log");
  options.text("--approval", "REQUEST", chosen.approval,
               "use the approval that was given for this request, see `assay help approve`");
  options.texts("--grant", "CAPABILITY", chosen.grants,
                "grant it besides what was predicted, unless the policy never does (repeatable)");
  chosen.workspace.addTo(options);
  chosen.configuration.addTo(options);
  chosen.configuration.addServiceTo(options);
  options.choice("--format", "NAME", chosen.format, {"text", "json"}, "text (default) or json");
  if (auto status = options.parse({arguments.begin(), split}))
    return status;
  if (chosen.override != !chosen.reason.empty())
    return fail(help.name, "--override and --reason go together", ExitUsage);
  return std::nullopt;
}

/// Adds the capabilities named on the command line to those that the policy always grants.
llvm::Error grant(llvm::ArrayRef<std::string> names, Policy &policy) {
  llvm::SmallVector<llvm::StringRef, 64> known;
  for (const CapabilityRow &row : capabilities())
    known.push_back(row.name);
  for (const std::string &name : names) {
    const auto capability = findCapability(name);
    if (!capability)
      return llvm::createStringError("--grant: there is no capability `" + name + "`" +
                                     suggestion(name, known));
    policy.alwaysGranted.insert(*capability);
  }
  return llvm::Error::success();
}

llvm::Expected<RunInput> inputFor(RunChoice &chosen) {
  RunInput input;
  auto workspace = chosen.workspace.workspace();
  if (!workspace)
    return workspace.takeError();
  input.workspace = std::move(*workspace);
  input.commit = chosen.workspace.toCommit();
  input.arguments = chosen.programArguments;
  if (chosen.format == "text")
    input.onOutput = passOn;
  if (llvm::Error error = readInput(chosen))
    return error;
  input.standardInput = chosen.standardInput.value_or("");
  return input;
}

int runHere(RunChoice &chosen, Configuration configuration, const SourceFile &program,
            const Language &language) {
  auto session = openSession(std::move(configuration), "cli");
  if (!session)
    return fail(help.name, llvm::toString(session.takeError()), ExitIncomplete);
  const Policy &policy = (*session)->configuration.policy();
  auto judgement = (*session)->gate->judge(program, language);
  if (!judgement)
    return fail(help.name, llvm::toString(judgement.takeError()), ExitIncomplete);
  const Assessment &assessment = judgement->assessment;
  askPerson(chosen, program, assessment, decide(assessment, policy, saidBy(chosen)));
  const Consent consent = saidBy(chosen);
  const bool mayRun = !chosen.approval.empty() || decide(assessment, policy, consent).runs();
  auto input = mayRun ? inputFor(chosen) : RunInput();
  if (!input)
    return fail(help.name, llvm::toString(input.takeError()), ExitIncomplete);
  auto result = (*session)->gate->execute(*judgement, program, consent, *input);
  if (!result)
    return fail(help.name, llvm::toString(result.takeError()), ExitIncomplete);
  if (chosen.format == "json")
    printDocument(runDocument(*judgement, *result));
  return reportRun(chosen, *judgement, *result);
}

} // namespace

static int runRun(llvm::ArrayRef<std::string> arguments) {
  RunChoice chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  noteProjectPolicy(help.name);
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  if (auto error = grant(chosen.grants, configuration->loaded.policy))
    return fail(help.name, llvm::toString(std::move(error)), ExitUsage);
  auto program = openProgram(chosen.file);
  if (!program)
    return fail(help.name, llvm::toString(program.takeError()), ExitIncomplete);
  auto language = languageFor(*program, chosen.language);
  if (!language)
    return fail(help.name, llvm::toString(language.takeError()), ExitUsage);
  if (const auto status = runByService(chosen, *program, **language))
    return *status;
  return runHere(chosen, std::move(*configuration), *program, **language);
}

static const CommandEntry entry({Chapter::Judge, "run",
                                 "judge one program, and run it in a jail if that is approved",
                                 runRun});
