#include "tools/gate/json.h"
#include "audit/record.h"
#include <algorithm>

using namespace assay;
namespace json = llvm::json;

/// A record has room for 48 KiB of body; a hundred findings are some 10 KiB, and more of them tell
/// a reader of the log nothing.
static constexpr std::size_t maxRecordedFindings = 100;
/// Bytes kept of one sentence about judged code.
static constexpr std::size_t maxRecordedText = 500;

static json::Value shortText(llvm::StringRef text) {
  if (text.size() <= maxRecordedText)
    return jsonText(text);
  return jsonText((text.take_front(maxRecordedText) + "...").str());
}

json::Object assay::toJson(const Decision &decision) {
  return json::Object{{"verdict", nameOf(decision.verdict)},
                      {"warn", decision.warn},
                      {"overridable", decision.overridable},
                      {"trust", nameOf(decision.trust)},
                      {"because", jsonText(decision.because)}};
}

json::Object assay::toJson(const std::vector<LimitReason> &reasons) {
  json::Object object;
  for (const LimitReason &reason : reasons)
    object[reason.limit] = reason.because;
  return object;
}

json::Object assay::toJson(const Violation &violation) {
  return json::Object{{"code", violation.code},
                      {"capability", violation.capability},
                      {"syscall", violation.syscall},
                      {"target", shortText(violation.target)},
                      {"count", violation.count},
                      {"source", shortText(violation.source)},
                      {"message", shortText(violation.message)},
                      {"remedy", shortText(violation.remedy)}};
}

json::Object assay::assessmentRecord(const Assessment &assessment) {
  json::Array findings;
  const std::size_t count = std::min(assessment.findings.size(), maxRecordedFindings);
  for (const Finding &finding : llvm::ArrayRef(assessment.findings).take_front(count))
    findings.push_back(json::Object{{"rule", jsonText(finding.rule->id)},
                                    {"level", nameOf(finding.level)},
                                    {"line", finding.range.begin.line}});
  json::Array degraded;
  for (const std::string &reason :
       llvm::ArrayRef(assessment.degraded)
           .take_front(std::min<std::size_t>(assessment.degraded.size(), 10)))
    degraded.push_back(shortText(reason));
  return json::Object{{"language", assessment.language->name},
                      {"level", nameOf(assessment.level)},
                      {"score", assessment.score.total},
                      {"breakdown", toJson(assessment.score)},
                      {"complexity", toJson(assessment.complexity)},
                      {"capabilities", toJson(assessment.capabilities)},
                      {"findings", std::move(findings)},
                      {"findingCount", static_cast<std::int64_t>(assessment.findings.size())},
                      {"degraded", std::move(degraded)}};
}
