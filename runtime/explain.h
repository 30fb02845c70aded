#ifndef ASSAY_RUNTIME_EXPLAIN_H
#define ASSAY_RUNTIME_EXPLAIN_H

#include "runtime/execution_result.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>

// From what the kernel saw to what a person can act on.

namespace assay {

/// A call that was refused. Numbers are x86-64's.
struct RefusedCall {
  int number = -1;
  std::array<std::uint64_t, 6> arguments{};
  /// What a pointer argument pointed to when the call was made, if that matters for the
  /// explanation; the program may have changed it since.
  std::string path;
};

/// How the jail answers, and what is reported. No value: not worth a report.
struct Answer {
  int error = 0;
  bool isFatal = false;
  /// count is 1.
  std::optional<Violation> violation;
};

Answer answerTo(const RefusedCall &call);

/// The stable code for a capability: "JAIL-net-connect"; "JAIL-syscall" for none.
std::string violationCode(llvm::StringRef capability);

/// The policy line or flag that grants `capability`, or why nothing does.
std::string remedyFor(llvm::StringRef capability);

/// A process died by SIGSYS, which only calls of another architecture cause.
Violation foreignArchitecture();

} // namespace assay

#endif // ASSAY_RUNTIME_EXPLAIN_H
