#ifndef ASSAY_TOOLS_GATE_EXIT_CODE_H
#define ASSAY_TOOLS_GATE_EXIT_CODE_H

namespace assay {

/// The exit statuses of `assay`: a contract with scripts, hooks and CI.
///
/// `assay run` passes the program's own status through. When the program did not run to an end of
/// its own, the status is one of the last four; they lie where shells and coreutils put such
/// statuses (`timeout` uses 124 and 125, POSIX shells 126 to 128+n).
enum ExitCode : int {
  /// Nothing at or over the threshold; the log verifies; the document is valid.
  ExitClean = 0,
  /// Findings at or over the threshold, or a log that does not verify.
  ExitFindings = 1,
  /// The command line, a policy or a rule file is wrong. Nothing was done.
  ExitUsage = 2,
  /// Something failed, or a file could not be analysed: the answer is incomplete.
  ExitIncomplete = 3,
  /// `run`: stopped by a limit (time, memory, output).
  ExitLimit = 124,
  /// `run`: the jail could not be set up; nothing ran.
  ExitJail = 125,
  /// `run`: the gate said no (not confirmed, or no valid override); nothing ran.
  ExitDenied = 126,
  /// `run`: killed by the jail for a violation. A program killed by signal n gives 128 + n.
  ExitViolation = 127,
};

struct ExecutionResult;

/// The status to end with after a run: the program's own, or why it has none.
int exitCodeOf(const ExecutionResult &execution);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_EXIT_CODE_H
