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

class WarmJails;

/// What a program is called that came without a name. Any other name is kept in the log, as a
/// private value.
inline constexpr llvm::StringLiteral namelessProgram = "<request>";

/// A program that was judged, and the record that says so.
struct Judgement {
  /// Names the request in all its records: 32 hexadecimal digits, random.
  std::string request;
  Assessment assessment;
  /// Number of the record, once there is one.
  std::optional<std::uint64_t> record;
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
  /// Set if it was to run and nothing ran: there is no way to run it, the jail could not be built,
  /// no memory became free, or the request was cancelled or too late. Why, and the remedy.
  std::string notStarted;
  /// Numbers of its records, in order, the judgement's first.
  std::vector<std::uint64_t> records;
  /// Set if the program ran and its end could not be recorded: the log has the beginning.
  std::string unrecorded;
};

/// A program that was judged, and what became of it.
struct Handled {
  Judgement judgement;
  GateResult result;
};

/// The safety coordinator: the one door through which code is run.
///
/// Nothing is given away and nothing runs before the log says so on the disk, so what cannot be
/// recorded does not happen, and what was recorded stays so when a later step fails. The steps up
/// to the start of a program share one flush of the log, those after it another. What is run are
/// the bytes that were judged. The gate asks nobody: it says that a confirmation or an override is
/// missing, and the caller comes back with one, or not. It never reads consent from the judged
/// code.
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
    /// Jails made in advance; null: each run makes its own.
    WarmJails *jails = nullptr;
  };

  explicit Gate(const Env &env);

  /// Judges and decides; runs nothing whatever the decision. Fails only if it cannot be recorded.
  /// Consent is for who lets something else run the program: an agent that asked.
  llvm::Expected<Handled> judgeOnly(const SourceFile &program, const Language &language,
                                    const Consent &consent = {});

  /// Judges, decides, and runs the program in a jail if the decision says so. A program that is not
  /// run is a value: see decision.verdict. An error means that nothing ran.
  llvm::Expected<Handled> judgeAndExecute(const SourceFile &program, const Language &language,
                                          const Consent &consent, const RunInput &input);

  /// The same in two steps, for who has to ask a person in between: this one judges and records.
  llvm::Expected<Judgement> judge(const SourceFile &program, const Language &language);
  /// `program` must be the file that was judged.
  llvm::Expected<GateResult> execute(const Judgement &judgement, const SourceFile &program,
                                     const Consent &consent, const RunInput &input);

private:
  /// Records of one request that are to be written together.
  using Events = std::vector<Event>;

  llvm::Expected<Judgement> assess(const SourceFile &program, const Language &language,
                                   Events &events);
  [[nodiscard]] Event event(RecordType type, const Judgement &judgement,
                            llvm::json::Object body) const;
  llvm::Error commit(Events events, std::vector<std::uint64_t> &records);
  GateResult settle(const Judgement &judgement, Consent consent, Events &events) const;
  llvm::Expected<GateResult> carryOut(const Judgement &judgement, const SourceFile &program,
                                      const Consent &consent, const RunInput &input, Events events);
  void prepare(const Judgement &judgement, const SourceFile &program, const RunInput &input,
               GateResult &result, Events &events) const;
  void run(const Judgement &judgement, const SourceFile &program, const RunInput &input,
           GateResult &result) const;
  llvm::Error recordEnd(const Judgement &judgement, GateResult &result);

  Env env_;
  std::string policyDigest_;
  std::string rulesDigest_;
  Assessor assessor_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_GATE_H
