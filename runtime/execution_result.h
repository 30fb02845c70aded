#ifndef ASSAY_RUNTIME_EXECUTION_RESULT_H
#define ASSAY_RUNTIME_EXECUTION_RESULT_H

#include "runtime/workspace.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// Why a program is no longer running.
enum class EndReason : std::uint8_t {
  /// Of its own accord, with an exit code.
  Exit,
  /// By a signal that was not the jail's.
  Signal,
  WallTime,
  CpuTime,
  Memory,
  /// It wrote more than it may to standard output and standard error.
  Output,
  /// It made a call that is always fatal, or JailSpec::onViolation is Stop.
  Violation,
  /// The caller asked for it (RunOptions::cancelled).
  Cancelled,
};

/// "exit", "signal", "wall-time", "cpu-time", "memory", "output", "violation", "cancelled".
llvm::StringRef nameOf(EndReason reason);

/// What ran last.
enum class Stage : std::uint8_t {
  /// The compiler, which failed: the program never ran.
  Compile,
  Run,
};

/// Something the program asked for and did not get. Repetitions are counted, not repeated.
struct Violation {
  /// Stable: "JAIL-" and the capability with a hyphen, e.g. "JAIL-net-connect".
  std::string code;
  /// The taxonomy name; empty if the call stands for none.
  std::string capability;
  std::string syscall;
  /// What it was about, if that can be told: "AF_INET stream", "/usr/bin/id". From the program:
  /// escape it before printing.
  std::string target;
  std::uint64_t count = 0;
  /// The errno that the program got.
  int error = 0;
  /// Grows with each violation of a run; of the last one counted here.
  std::uint64_t latest = 0;
  /// "main.py:12", if the language's runtime said so on standard error. The program's word.
  std::string source;
  /// One sentence for people.
  std::string message;
  /// What would allow it, or that nothing does.
  std::string remedy;
};

enum class OutputStream : std::uint8_t { Output, Errors };

/// So many bytes in a row came from one stream: the order in which the supervisor read them.
struct OutputChunk {
  OutputStream stream = OutputStream::Output;
  std::size_t bytes = 0;
};

/// How a program ended and what it used. Text in it is the program's: bytes, not always UTF-8.
struct ExecutionResult {
  Stage stage = Stage::Run;
  EndReason reason = EndReason::Exit;
  /// Only if the program ended of its own accord.
  std::optional<int> exitCode;
  /// Only if a signal ended it, the jail's SIGKILL included.
  std::optional<int> signal;

  std::chrono::milliseconds wall{};
  /// User and system time of all processes that were waited for, or seen in the last sample.
  std::chrono::milliseconds cpu{};
  /// Of the largest process, or of all together where a cgroup counted.
  std::uint64_t peakMemoryBytes = 0;
  /// From the call to the program's first instruction.
  std::chrono::microseconds setUp{};

  /// Standard output and standard error, together at most ResourceLimits::outputBytes.
  std::string output;
  std::string errors;
  std::vector<OutputChunk> order;

  /// Sorted by code, then syscall, then target. At most mostViolations; further ones only count.
  std::vector<Violation> violations;
  std::uint64_t violationsNotListed = 0;
  /// After Notifications::mostAnswers the kernel refuses alone, so counts are what they are at
  /// least.
  bool violationCountsAreLeast = false;

  /// What became of a copied workspace, in the order in which it can be committed. Complete only
  /// if `changesIncomplete` is empty, which says why it is not.
  std::vector<WorkspaceChange> changes;
  std::string changesIncomplete;

  /// The layers that held, e.g. "seccomp", "namespaces", "landlock-7", "cgroup-v2", "rlimits".
  std::vector<std::string> layers;

  /// What a shell would show as $?: the exit code, or 128 + signal.
  [[nodiscard]] int shellStatus() const { return exitCode ? *exitCode : 128 + signal.value_or(0); }
};

/// Different violations listed for one run: enough to tell what a program wanted, and a bound on
/// what a hostile one can make us keep.
inline constexpr std::size_t mostViolations = 64;

/// One sentence: "stopped after 5000 ms of wall time", "exited with 3".
std::string describe(const ExecutionResult &result);

/// Everything but the output itself, of which only the sizes are told.
llvm::json::Object toJson(const ExecutionResult &result);

} // namespace assay

#endif // ASSAY_RUNTIME_EXECUTION_RESULT_H
