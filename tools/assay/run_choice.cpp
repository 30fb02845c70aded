#include "tools/assay/run_choice.h"
#include "tools/assay/print_assessment.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include <unistd.h>

using namespace assay;

static constexpr llvm::StringLiteral command = "run";

Consent assay::saidBy(const RunChoice &choice) {
  Consent consent;
  consent.confirmed = choice.yes;
  consent.approval = choice.approval;
  if (choice.override)
    consent.override = overrideByCurrentUser(choice.reason);
  return consent;
}

void assay::askPerson(RunChoice &choice, const SourceFile &program, const Assessment &assessment,
                      const Decision &decision) {
  if (decision.warn && choice.format == "text" && !choice.shown)
    printAssessment(program, assessment, /*all=*/false, llvm::errs());
  choice.shown = true;
  if (decision.verdict == Verdict::Confirm && !choice.yes && !choice.override && hasTerminal())
    choice.yes = askYesNo("run " + assessment.path + "?");
}

llvm::Error assay::readInput(RunChoice &choice) {
  if (choice.standardInput || choice.file == "-" || ::isatty(STDIN_FILENO))
    return llvm::Error::success();
  auto text = readStandardInput(jail_bounds::mostInputBytes);
  if (!text)
    return text.takeError();
  choice.standardInput = std::move(*text);
  return llvm::Error::success();
}

static int refuse(const RunChoice &choice, const Judgement &judgement, const Decision &decision) {
  llvm::errs() << "assay run: not run: " << escaped(decision.because) << '\n';
  const std::string file = escaped(choice.file);
  if (decision.verdict == Verdict::Confirm)
    llvm::errs() << "to confirm: assay run --yes " << file << '\n';
  else if (decision.overridable)
    llvm::errs() << "a person can approve it: assay approve " << judgement.request
                 << " --reason TEXT\n";
  return ExitDenied;
}

/// Says what the program asked for in vain, and how it ended unless that was its own end.
static void explain(const ExecutionResult &execution) {
  for (const Violation &violation : execution.violations)
    llvm::errs() << "assay run: denied: " << escaped(violation.message) << " ("
                 << escaped(violation.code)
                 << (violation.source.empty() ? "" : ", at " + escaped(violation.source)) << "); "
                 << escaped(violation.remedy) << '\n';
  printChanges(execution, llvm::errs());
  if (execution.reason != EndReason::Exit)
    llvm::errs() << "assay run: " << escaped(describe(execution)) << '\n';
}

int assay::reportRun(const RunChoice &choice, const Judgement &judgement,
                     const GateResult &result) {
  if (!result.decision.runs())
    return refuse(choice, judgement, result.decision);
  int exitCode = ExitJail;
  if (result.execution) {
    explain(*result.execution);
    exitCode = exitCodeOf(*result.execution);
  } else {
    fail(command, result.notStarted, ExitJail);
  }
  if (!result.unrecorded.empty())
    return fail(command, "it ran, but its end is not in the log: " + result.unrecorded,
                ExitIncomplete);
  return exitCode;
}
