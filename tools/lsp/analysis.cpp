#include "tools/lsp/analysis.h"
#include "analyzer/rule.h"
#include "analyzer/rule_fix.h"
#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "tools/report/severity.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace assay;
namespace json = llvm::json;

namespace {

/// DiagnosticSeverity: information, warning, error.
constexpr SeverityNames<int> severities{3, 2, 1};

EditorRange toEditor(const Range &range, const DocumentText &text, PositionEncoding encoding) {
  return {text.positionOf(range.begin, encoding), text.positionOf(range.end, encoding)};
}

json::Array relatedOf(const Analysis &analysis, const Finding &finding, PositionEncoding encoding) {
  json::Array related;
  for (const TraceStep &step : finding.trace) {
    const bool isHere = step.path.empty();
    // Of another file only the line is known without reading it.
    const EditorRange range =
        isHere ? toEditor(step.range, *analysis.text, encoding)
               : EditorRange{{step.range.begin.line - 1, 0}, {step.range.begin.line - 1, 0}};
    json::Object location{{"uri", isHere ? analysis.name.uri : uriOfPath(step.path)},
                          {"range", toJson(range)}};
    related.push_back(
        json::Object{{"location", std::move(location)}, {"message", escaped(step.reason)}});
  }
  return related;
}

json::Object diagnosticOf(const Analysis &analysis, const Finding &finding,
                          const FindingPlace &place, const ClientAbilities &client) {
  json::Object diagnostic{
      {"range", toJson(toEditor(finding.range, *analysis.text, client.encoding))},
      {"severity", nameOf(severityOf(finding.level), severities)},
      {"code", jsonText(finding.rule->id)},
      {"source", "assay"},
      {"message", escaped(finding.message)},
      {"data", json::Object{{"fingerprint", place.fingerprint}, {"level", nameOf(finding.level)}}}};
  if (client.relatedInformation && !finding.trace.empty())
    diagnostic["relatedInformation"] = relatedOf(analysis, finding, client.encoding);
  return diagnostic;
}

json::Object remark(const EditorRange &range, int severity, llvm::StringRef message) {
  return json::Object{{"range", toJson(range)},
                      {"severity", severity},
                      {"source", "assay"},
                      {"message", escaped(message)}};
}

json::Array diagnosticsOf(const Analysis &analysis, const ClientAbilities &client) {
  const Assessment &assessment = *analysis.assessment;
  json::Array diagnostics;
  for (std::size_t i = 0; i < assessment.findings.size(); ++i)
    if (assessment.findings[i].level >= analysis.lowest)
      diagnostics.push_back(
          diagnosticOf(analysis, assessment.findings[i], analysis.places.findings[i], client));
  for (const SuppressionProblem &problem : assessment.suppressionProblems)
    diagnostics.push_back(
        remark(toEditor(problem.range, *analysis.text, client.encoding), 2, problem.message));
  for (const std::string &reason : assessment.degraded)
    diagnostics.push_back(remark({}, 2, "not fully analysed: " + reason));
  return diagnostics;
}

std::string digestOf(const json::Value &value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  const auto hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(text));
  return llvm::toHex(llvm::ArrayRef(hash).take_front(8), /*LowerCase=*/true);
}

bool overlaps(const EditorRange &a, const EditorRange &b) {
  return a.begin <= b.end && b.begin <= a.end;
}

/// The findings shown that a range touches, where each is.
std::vector<std::pair<const Finding *, EditorRange>>
findingsIn(const Analysis &analysis, const EditorRange &range, PositionEncoding encoding) {
  std::vector<std::pair<const Finding *, EditorRange>> found;
  if (analysis.assessment)
    for (const Finding &finding : analysis.assessment->findings)
      if (const EditorRange at = toEditor(finding.range, *analysis.text, encoding);
          finding.level >= analysis.lowest && overlaps(at, range))
        found.emplace_back(&finding, at);
  return found;
}

/// A comment line above the finding, as far in as its line. Its reason is for a
/// person to write: until then it is malformed and hides nothing.
json::Object acceptAction(const Analysis &analysis, const Finding &finding) {
  const DocumentText &text = *analysis.text;
  const Position start{finding.range.begin.line, 1};
  const EditorPosition at = text.positionOf(start, PositionEncoding::Utf8);
  const llvm::StringRef line =
      llvm::StringRef(text.text()).drop_front(text.offsetOf(at, PositionEncoding::Utf8));
  const llvm::StringRef indent = line.take_while([](char c) { return c == ' ' || c == '\t'; });
  const auto [opening, closing] = analysis.assessment->language->commentMarks.front().split(' ');
  std::string comment =
      (indent + opening + " assay: allow " + finding.rule->id + " -- " + closing).str();
  json::Object edit{{"range", toJson(EditorRange{at, at})}, {"newText", jsonText(comment + "\n")}};
  json::Object changes{{analysis.name.uri, json::Array{std::move(edit)}}};
  return json::Object{{"title", "assay: accept " + finding.rule->id.str() + " here (say why)"},
                      {"kind", "quickfix"},
                      {"edit", json::Object{{"changes", std::move(changes)}}}};
}

/// The edit that the rule offers. What it did is seen at once, by whoever chose it.
json::Object fixAction(const Analysis &analysis, const TextEdit &edit, const EditorRange &at) {
  json::Object change{{"range", toJson(at)}, {"newText", jsonText(edit.text)}};
  json::Object changes{{analysis.name.uri, json::Array{std::move(change)}}};
  return json::Object{
      {"title", "assay: fix " + edit.rule->id.str() + " by `" + escaped(edit.text) + "`"},
      {"kind", "quickfix"},
      {"isPreferred", true},
      {"edit", json::Object{{"changes", std::move(changes)}}}};
}

json::Object explainAction(const Finding &finding) {
  const std::string title = "assay: what " + finding.rule->id.str() + " is about";
  return json::Object{{"title", title},
                      {"kind", "quickfix"},
                      {"command", json::Object{{"title", title},
                                               {"command", explainRuleCommand},
                                               {"arguments", json::Array{finding.rule->id}}}}};
}

} // namespace

std::shared_ptr<const Analysis> assay::analyse(const DocumentName &name,
                                               std::shared_ptr<const DocumentText> text,
                                               const AnalysisEnv &env) {
  auto analysis = std::make_shared<Analysis>();
  analysis->name = name;
  analysis->text = std::move(text);
  analysis->lowest = env.lowest;
  const std::string path = pathOfUri(name.uri).value_or(name.uri);
  const std::string &content = analysis->text->text();
  const Language *language = detectLanguage(path, content);
  if (!language)
    language = findLanguage(name.languageId == "shellscript" ? "bash" : name.languageId);
  json::Array diagnostics;
  if (language) {
    auto file = SourceFile::fromText(path, content);
    if (file) {
      analysis->assessment = env.tree ? env.assessor.assess(*file, *language, *env.tree)
                                      : env.assessor.assess(*file, *language);
      analysis->isWhole = !env.tree || env.tree->isWhole();
      analysis->places = placesOf(*file, *analysis->assessment, path, /*lineHashes=*/false);
      diagnostics = diagnosticsOf(*analysis, env.client);
    } else {
      diagnostics.push_back(remark({}, 3, "not judged: " + llvm::toString(file.takeError())));
    }
  }
  analysis->diagnostics = std::move(diagnostics);
  analysis->resultId = digestOf(analysis->diagnostics);
  return analysis;
}

std::string assay::ruleText(const Rule &rule) {
  return ("**" + rule.title + "** (`" + rule.id + "`, " + nameOf(rule.level) + ")\n\n" +
          rule.why.trim() + "\n\n**Fix:** " + rule.fix.trim() + "\n\n**Not seen:** " +
          rule.misses.trim() + "\n")
      .str();
}

json::Value assay::hoverAt(const Analysis &analysis, EditorPosition position,
                           PositionEncoding encoding) {
  const auto found = findingsIn(analysis, {position, position}, encoding);
  if (found.empty())
    return nullptr;
  std::string text;
  for (const auto &[finding, range] : found)
    text += ruleText(*finding->rule) + "\n---\n";
  const Assessment &assessment = *analysis.assessment;
  text += ("The file: " + nameOf(assessment.level) + ", score ").str() +
          std::to_string(assessment.score.total) + " of 100";
  for (unsigned i = 0; i < dimensionCount; ++i)
    if (assessment.score.points[i])
      text += (", " + nameOf(static_cast<Dimension>(i)) + " ").str() +
              std::to_string(assessment.score.points[i]);
  return json::Object{{"contents", json::Object{{"kind", "markdown"}, {"value", jsonText(text)}}},
                      {"range", toJson(found.front().second)}};
}

json::Array assay::codeLensesOf(const Analysis &analysis) {
  if (!analysis.assessment)
    return {};
  const Assessment &assessment = *analysis.assessment;
  const std::string title = ("assay: " + nameOf(assessment.level) + ", score ").str() +
                            std::to_string(assessment.score.total) + ", findings " +
                            std::to_string(assessment.findings.size());
  return json::Array{json::Object{{"range", toJson(EditorRange{})},
                                  {"command", json::Object{{"title", title}, {"command", ""}}}}};
}

json::Array assay::codeActionsFor(const Analysis &analysis, const EditorRange &range,
                                  PositionEncoding encoding) {
  json::Array actions;
  for (const auto &[finding, at] : findingsIn(analysis, range, encoding)) {
    const bool isBlocked = analysis.assessment->level == RiskLevel::Blocked;
    if (const auto edit = editFor(analysis.text->text(), *finding); edit && !isBlocked)
      actions.push_back(fixAction(analysis, *edit, at));
    if (finding->level != RiskLevel::Blocked &&
        !analysis.assessment->language->commentMarks.empty())
      actions.push_back(acceptAction(analysis, *finding));
    actions.push_back(explainAction(*finding));
  }
  return actions;
}
