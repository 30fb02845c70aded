#include "runtime/traceback.h"
#include "test/fuzz/fuzz.h"
#include <cerrno>

// What a jailed program writes to standard error, read for the line that was refused. It may write
// anything.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  const auto refusal = readTraceback(input);
  if (!refusal)
    return;
  require(refusal->error > 0, "a refusal has an error");
  require(input.contains(refusal->file) && input.contains(refusal->path),
          "nothing is named that the program did not name");
  ExecutionResult result;
  Violation known;
  known.code = "JAIL-process-exec";
  known.error = EACCES;
  result.violations.push_back(known);
  tellReported(*refusal, result);
  require(result.violations.size() <= 2, "one refusal is one violation at most");
  require(refusal->error != EACCES || result.violations.size() == 1,
          "a refusal belongs to the violation with its error");
  for (const Violation &violation : result.violations)
    require(!violation.code.empty() && violation.count <= 1, "the program cannot make up numbers");
}
