#include "tools/assay/service_answer.h"
#include "llvm/Support/Errc.h"
#include <algorithm>

// tools/report/json.cpp, tools/gate/json.cpp and runtime/execution_result.cpp backwards, for what
// is shown to people.

using namespace assay;
namespace json = llvm::json;

namespace {

/// Objects and texts that an answer must have; the first that it lacks is kept.
class AnswerReader {
public:
  llvm::StringRef text(const json::Object &object, llvm::StringRef key) {
    const auto value = object.getString(key);
    if (!value)
      miss(key);
    return value.value_or("");
  }
  std::int64_t number(const json::Object &object, llvm::StringRef key) {
    const auto value = object.getInteger(key);
    if (!value)
      miss(key);
    return value.value_or(0);
  }
  bool flag(const json::Object &object, llvm::StringRef key) {
    const auto value = object.getBoolean(key);
    if (!value)
      miss(key);
    return value.value_or(false);
  }
  const json::Object &object(const json::Object &parent, llvm::StringRef key) {
    static const json::Object none;
    const json::Object *value = parent.getObject(key);
    if (!value)
      miss(key);
    return value ? *value : none;
  }
  const json::Array &array(const json::Object &parent, llvm::StringRef key) {
    static const json::Array none;
    const json::Array *value = parent.getArray(key);
    if (!value)
      miss(key);
    return value ? *value : none;
  }
  /// The value whose name stands under `key`, of those that `nameOf` knows from `low` to `high`.
  template <typename T> T named(const json::Object &object, llvm::StringRef key, T low, T high) {
    const llvm::StringRef name = text(object, key);
    for (auto i = static_cast<unsigned>(low); i <= static_cast<unsigned>(high); ++i)
      if (nameOf(static_cast<T>(i)) == name)
        return static_cast<T>(i);
    miss(key);
    return high;
  }

  void miss(llvm::StringRef key) {
    if (missing_.empty())
      missing_ = key.str();
  }
  [[nodiscard]] const std::string &missing() const { return missing_; }

private:
  std::string missing_;
};

Range readRange(AnswerReader &reader, const json::Object &object) {
  const auto position = [&](llvm::StringRef line, llvm::StringRef column) {
    return Position{static_cast<std::uint32_t>(reader.number(object, line)),
                    static_cast<std::uint32_t>(reader.number(object, column))};
  };
  return {position("line", "column"), position("endLine", "endColumn")};
}

/// Offsets of the lines of a text.
class Lines {
public:
  explicit Lines(llvm::StringRef text) : size_(static_cast<std::uint32_t>(text.size())) {
    starts_.push_back(0);
    for (std::uint32_t at = 0; at < size_; ++at)
      if (text[at] == '\n')
        starts_.push_back(at + 1);
  }
  [[nodiscard]] std::uint32_t offsetOf(const Position &position) const {
    if (position.line == 0 || position.line > starts_.size())
      return size_;
    return std::min(size_, starts_[position.line - 1] + position.column - 1);
  }

private:
  std::vector<std::uint32_t> starts_;
  std::uint32_t size_;
};

TraceStep readStep(AnswerReader &reader, const json::Object &object) {
  return {readRange(reader, object), reader.text(object, "reason").str(),
          object.getString("path").value_or("").str()};
}

Finding readFinding(AnswerReader &reader, const json::Object &object, const Lines &lines,
                    std::deque<Rule> &rules) {
  Rule &rule = rules.emplace_back();
  rule.id = reader.text(object, "rule");
  rule.title = reader.text(object, "title");
  Finding finding;
  finding.rule = &rule;
  finding.message = reader.text(object, "message").str();
  finding.level = reader.named(object, "level", RiskLevel::Low, RiskLevel::Blocked);
  finding.confidence = reader.named(object, "confidence", Confidence::Low, Confidence::High);
  finding.range = readRange(reader, object);
  finding.span = {lines.offsetOf(finding.range.begin), lines.offsetOf(finding.range.end)};
  for (const json::Value &step : reader.array(object, "trace"))
    if (const json::Object *fields = step.getAsObject())
      finding.trace.push_back(readStep(reader, *fields));
  return finding;
}

SuppressionProblem readProblem(AnswerReader &reader, const json::Object &object) {
  SuppressionProblem problem;
  problem.range = readRange(reader, object);
  problem.fault =
      reader.named(object, "fault", SuppressionFault::Malformed, SuppressionFault::Ignored);
  problem.message = reader.text(object, "message").str();
  return problem;
}

Assessment readAssessment(AnswerReader &reader, const json::Object &object,
                          const SourceFile &program, std::deque<Rule> &rules) {
  Assessment assessment;
  assessment.path = program.name().str();
  assessment.digest = program.digest();
  assessment.language = findLanguage(reader.text(object, "language"));
  assessment.level = reader.named(object, "level", RiskLevel::Low, RiskLevel::Blocked);
  assessment.score.total = static_cast<std::uint8_t>(reader.number(object, "score"));
  const json::Object &points = reader.object(object, "breakdown");
  for (unsigned i = 0; i < dimensionCount; ++i)
    assessment.score.points[i] =
        static_cast<std::uint8_t>(reader.number(points, nameOf(static_cast<Dimension>(i))));
  for (const json::Value &name : reader.array(object, "capabilities"))
    if (const auto capability = findCapability(name.getAsString().value_or("")))
      assessment.capabilities.insert(*capability);
  const Lines lines(program.text());
  for (const json::Value &finding : reader.array(object, "findings"))
    if (const json::Object *fields = finding.getAsObject())
      assessment.findings.push_back(readFinding(reader, *fields, lines, rules));
  for (const json::Value &problem : reader.array(object, "suppressionProblems"))
    if (const json::Object *fields = problem.getAsObject())
      assessment.suppressionProblems.push_back(readProblem(reader, *fields));
  for (const json::Value &reason : reader.array(object, "degraded"))
    assessment.degraded.push_back(reason.getAsString().value_or("").str());
  if (!assessment.language)
    reader.miss("language");
  return assessment;
}

Decision readDecision(AnswerReader &reader, const json::Object &object) {
  Decision decision;
  decision.verdict = reader.named(object, "verdict", Verdict::Allow, Verdict::Overridden);
  decision.warn = reader.flag(object, "warn");
  decision.overridable = reader.flag(object, "overridable");
  decision.trust = reader.named(object, "trust", TrustLevel::Untrusted, TrustLevel::Trusted);
  decision.because = reader.text(object, "because").str();
  return decision;
}

Violation readViolation(AnswerReader &reader, const json::Object &object) {
  Violation violation;
  violation.code = reader.text(object, "code").str();
  violation.message = reader.text(object, "message").str();
  violation.remedy = reader.text(object, "remedy").str();
  violation.source = object.getString("source").value_or("").str();
  return violation;
}

std::optional<int> readStatus(const json::Object &object, llvm::StringRef key) {
  const auto value = object.getInteger(key);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

ExecutionResult readExecution(AnswerReader &reader, const json::Object &object) {
  ExecutionResult execution;
  execution.stage = reader.text(object, "stage") == "compile" ? Stage::Compile : Stage::Run;
  execution.reason = reader.named(object, "reason", EndReason::Exit, EndReason::Cancelled);
  execution.exitCode = readStatus(object, "exitCode");
  execution.signal = readStatus(object, "signal");
  execution.wall = std::chrono::milliseconds(reader.number(object, "wallMs"));
  execution.cpu = std::chrono::milliseconds(reader.number(object, "cpuMs"));
  execution.peakMemoryBytes = static_cast<std::uint64_t>(reader.number(object, "peakMemoryBytes"));
  for (const json::Value &violation : reader.array(object, "violations"))
    if (const json::Object *fields = violation.getAsObject())
      execution.violations.push_back(readViolation(reader, *fields));
  return execution;
}

} // namespace

llvm::Expected<ServiceAnswer> assay::readAnswer(const json::Object &document,
                                                const SourceFile &program) {
  ServiceAnswer answer;
  AnswerReader reader;
  auto &[judgement, result] = answer.handled;
  judgement.request = reader.text(document, "request").str();
  judgement.assessment =
      readAssessment(reader, reader.object(document, "assessment"), program, answer.rules);
  result.decision = readDecision(reader, reader.object(document, "decision"));
  if (const json::Object *execution = document.getObject("execution"))
    result.execution = readExecution(reader, *execution);
  if (result.execution) {
    result.execution->output = document.getString("output").value_or("").str();
    result.execution->errors = document.getString("errors").value_or("").str();
  }
  result.notStarted = document.getString("notStarted").value_or("").str();
  result.unrecorded = document.getString("unrecorded").value_or("").str();
  if (!reader.missing().empty())
    return llvm::createStringError(llvm::errc::io_error,
                                   "the service's answer has no valid `" + reader.missing() + "`");
  return answer;
}
