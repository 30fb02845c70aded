#include "tools/report/json.h"

using namespace assay;
namespace json = llvm::json;

json::Value assay::jsonText(llvm::StringRef text) {
  return json::isUTF8(text) ? json::Value(text.str()) : json::Value(json::fixUTF8(text));
}

static json::Array textsToJson(llvm::ArrayRef<llvm::StringRef> texts) {
  json::Array array;
  for (llvm::StringRef text : texts)
    array.push_back(jsonText(text));
  return array;
}

json::Object assay::toJson(const Range &range) {
  return json::Object{{"line", range.begin.line},
                      {"column", range.begin.column},
                      {"endLine", range.end.line},
                      {"endColumn", range.end.column}};
}

json::Object assay::toJson(const Complexity &complexity) {
  return json::Object{{"lines", complexity.lines},
                      {"imports", complexity.imports},
                      {"controlFlow", complexity.controlFlow},
                      {"stringOps", complexity.stringOps}};
}

json::Object assay::toJson(const RiskScore &score) {
  json::Object object;
  for (unsigned i = 0; i < dimensionCount; ++i)
    object[nameOf(static_cast<Dimension>(i))] = score.points[i];
  return object;
}

json::Array assay::toJson(CapabilitySet capabilitySet) {
  json::Array names;
  for (const CapabilityRow &row : capabilities())
    if (capabilitySet.contains(row.capability))
      names.push_back(row.name);
  return names;
}

static json::Object toJson(const TraceStep &step) {
  json::Object object = toJson(step.range);
  object["reason"] = jsonText(step.reason);
  if (!step.path.empty())
    object["path"] = jsonText(step.path);
  return object;
}

static json::Object toJson(const NestedStep &step) {
  json::Object object = toJson(step.range);
  object["language"] = step.language->name;
  object["how"] = step.how;
  return object;
}

static json::Array cweToJson(llvm::ArrayRef<std::uint16_t> cwe) {
  json::Array numbers;
  for (std::uint16_t number : cwe)
    numbers.push_back(number);
  return numbers;
}

json::Object assay::toJson(const Finding &finding) {
  json::Array trace;
  for (const TraceStep &step : finding.trace)
    trace.push_back(::toJson(step));
  json::Array nested;
  for (const NestedStep &step : finding.nested)
    nested.push_back(::toJson(step));
  json::Object object = toJson(finding.range);
  object["nested"] = std::move(nested);
  object["rule"] = jsonText(finding.rule->id);
  object["title"] = jsonText(finding.rule->title);
  object["message"] = jsonText(finding.message);
  object["capability"] =
      finding.capability ? json::Value(nameOf(*finding.capability)) : json::Value(nullptr);
  object["cwe"] = cweToJson(finding.rule->cwe);
  object["level"] = nameOf(finding.level);
  object["confidence"] = nameOf(finding.confidence);
  object["trace"] = std::move(trace);
  return object;
}

static json::Object toJson(const SuppressedFinding &suppressed) {
  return json::Object{{"finding", assay::toJson(suppressed.finding)},
                      {"reason", jsonText(suppressed.reason)},
                      {"comment", assay::toJson(suppressed.comment)}};
}

static json::Object toJson(const SuppressionProblem &problem) {
  json::Object object = assay::toJson(problem.range);
  object["fault"] = nameOf(problem.fault);
  object["message"] = jsonText(problem.message);
  return object;
}

json::Object assay::toJson(const Assessment &assessment) {
  json::Array findings;
  for (const Finding &finding : assessment.findings)
    findings.push_back(toJson(finding));
  json::Array suppressed;
  for (const SuppressedFinding &finding : assessment.suppressed)
    suppressed.push_back(::toJson(finding));
  json::Array problems;
  for (const SuppressionProblem &problem : assessment.suppressionProblems)
    problems.push_back(::toJson(problem));
  json::Array degraded;
  for (const std::string &reason : assessment.degraded)
    degraded.push_back(jsonText(reason));
  return json::Object{{"path", jsonText(assessment.path)},
                      {"language", assessment.language->name},
                      {"level", nameOf(assessment.level)},
                      {"score", assessment.score.total},
                      {"breakdown", toJson(assessment.score)},
                      {"complexity", toJson(assessment.complexity)},
                      {"capabilities", toJson(assessment.capabilities)},
                      {"findings", std::move(findings)},
                      {"suppressed", std::move(suppressed)},
                      {"suppressionProblems", std::move(problems)},
                      {"degraded", std::move(degraded)},
                      {"frontend", nameOf(assessment.frontEnd)}};
}

json::Object assay::toJson(const Rule &rule) {
  json::Array examples;
  for (const RuleExample &example : rule.examples)
    examples.push_back(json::Object{{"language", jsonText(example.language)},
                                    {"code", jsonText(example.code)},
                                    {"flagged", example.flagged}});
  return json::Object{{"id", jsonText(rule.id)},
                      {"title", jsonText(rule.title)},
                      {"message", jsonText(rule.message)},
                      {"dimension", nameOf(rule.dimension)},
                      {"level", nameOf(rule.level)},
                      {"confidence", nameOf(rule.confidence)},
                      {"cwe", cweToJson(rule.cwe)},
                      {"languages", textsToJson(rule.languages)},
                      {"why", jsonText(rule.why)},
                      {"fix", jsonText(rule.fix)},
                      {"misses", jsonText(rule.misses)},
                      {"references", textsToJson(rule.references)},
                      {"covers", textsToJson(rule.covers)},
                      {"examples", std::move(examples)}};
}
