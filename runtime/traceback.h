#ifndef ASSAY_RUNTIME_TRACEBACK_H
#define ASSAY_RUNTIME_TRACEBACK_H

#include "runtime/execution_result.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

// What language runtimes say on standard error when a call of theirs was refused: the only source
// for the line of the program that made it, and for refusals by mounts and Landlock, which no
// supervisor sees. It is the program's own word: good for a report, never for a decision.

namespace assay {

/// The last refusal that was written to standard error.
struct ReportedRefusal {
  /// Of the program itself, not of a library: "main.py". Empty if it was not said.
  std::string file;
  unsigned line = 0;
  /// errno; 0 if it was not said.
  int error = 0;
  /// What was refused, if that was said.
  std::string path;
};

/// Understands uncaught exceptions of Python and Node.js, and what bash says of redirections and
/// commands. Looks at the end of `errors` only, whose size is bounded.
std::optional<ReportedRefusal> readTraceback(llvm::StringRef errors);

/// Adds the source line to the violation that the refusal is about: the last one with that errno.
/// If there is none and the path is one that the mounts refuse, that becomes a violation.
void tellReported(const ReportedRefusal &refusal, ExecutionResult &result);

} // namespace assay

#endif // ASSAY_RUNTIME_TRACEBACK_H
