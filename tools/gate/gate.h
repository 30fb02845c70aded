#ifndef ASSAY_TOOLS_GATE_GATE_H
#define ASSAY_TOOLS_GATE_GATE_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "audit/log.h"
#include "runtime/execution_result.h"
#include "runtime/jail.h"
#include "tools/gate/admission.h"
#include "tools/gate/decision.h"
#include "tools/gate/host.h"
#include "tools/gate/resources.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A program that was judged, and the record that says so.
struct Judgement {
  /// Names the request in all its records: 32 hexadecimal digits, random.
  std::string request;
  Assessment assessment;
  /// Number of the record.
  std::uint64_t record = 0;
};

/// What an approved program is run with.
struct RunInput {
  std::vector<std::string> arguments;
  /// What it reads from its standard input.
  std::string standardInput;
  /// A folder to work on. It is read-only, whatever it says, to a program that is not granted
  /// fs.write.
  std::optional<Workspace> workspace{};
  /// Of a copied workspace, if the program ends of its own accord with status 0.
  Commit commit = Commit::Nothing;
  /// Called on the calling thread with output as it arrives. May be empty.
  std::function<void(OutputStream, llvm::StringRef)> onOutput;
  /// Ends the request early, at whatever step it is.
  Stop stop;
};

/// What became of a judged program.
struct GateResult {
  Decision decision;
  /// Set if it ran: what it could use, and how it ended.
  CapabilitySet granted;
  /// Predicted, and not granted because the policy never grants it.
  CapabilitySet withheld;
  std::optional<AdaptedLimits> limits;
  std::optional<ExecutionResult> execution;
  /// Set if it was to run and nothing ran: the jail could not be built, no memory became free, or
  /// the request was cancelled or too late. Why, and the remedy.
  std::string notStarted;
  /// Numbers of its records, in order, the judgement's first.
  std::vector<std::uint64_t> records;
  /// Set if the program ran and its end could not be recorded: the log has the beginning.
  std::string unrecorded;
};

/// The safety coordinator: the one door through which code is run.
///
/// Each step is recorded before the next one is taken, so what cannot be recorded does not happen,
/// and what was recorded stays so when a later step fails. What is run are the bytes that were
/// judged. The gate asks nobody: it says that a confirmation or an override is missing, and the
/// caller comes back with one, or not. It never reads consent from the judged code.
///
/// One Gate per thread; the log may be shared.
class Gate {
public:
  /// What the gate needs from outside; all of it must outlive the gate.
  struct Env {
    AuditLog &log;
    /// The folder of `log`; approvals wait beside it.
    std::string logPath;
    const RuleSet &rules;
    const Policy &policy;
    /// Who asks: "cli", "python", "mcp".
    llvm::StringRef client;
    Host (*host)() = currentHost;
  };

  explicit Gate(const Env &env);

  /// Judges and records. Runs nothing. Fails only if the record cannot be written.
  llvm::Expected<Judgement> judge(const SourceFile &program, const Language &language);

  /// Decides, and records that; runs the program in a jail if the decision says so, and records the
  /// beginning and the end. A program that is not run is a value: see decision.verdict. An error
  /// means that nothing ran. `program` must be the file that was judged.
  llvm::Expected<GateResult> execute(const Judgement &judgement, const SourceFile &program,
                                     const Consent &consent, const RunInput &input);

  /// Decides and records, and runs nothing whatever the decision.
  llvm::Expected<GateResult> decideOnly(const Judgement &judgement);

private:
  llvm::Error record(RecordType type, const Judgement &judgement, llvm::json::Object body,
                     std::vector<std::uint64_t> &records);
  llvm::Expected<GateResult> settle(const Judgement &judgement, Consent consent);
  llvm::Error run(const Judgement &judgement, const SourceFile &program, const RunInput &input,
                  GateResult &result);

  llvm::Error recordEnd(const Judgement &judgement, GateResult &result);

  Env env_;
  std::string policyDigest_;
  std::string rulesDigest_;
  Assessor assessor_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_GATE_H
