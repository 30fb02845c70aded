#include "tools/report/json.h"
#include "tools/report/report.h"
#include "tools/report/severity.h"

// Reviewdog's diagnostic format (reviewdog/reviewdog, proto/rdf): columns are bytes from 1, as
// ours.

using namespace assay;
namespace json = llvm::json;

static constexpr SeverityNames<llvm::StringLiteral> severities{"INFO", "WARNING", "ERROR"};

static json::Object toPlace(llvm::StringRef path, const Range &range) {
  const auto position = [](Position at) {
    return json::Object{{"line", at.line}, {"column", at.column}};
  };
  return json::Object{
      {"path", jsonText(path)},
      {"range", json::Object{{"start", position(range.begin)}, {"end", position(range.end)}}}};
}

static json::Object toDiagnostic(const ListedFinding &listed) {
  const auto &[file, finding, place] = listed;
  json::Array related;
  for (const TraceStep &step : finding->trace)
    related.push_back(json::Object{
        {"message", jsonText(step.reason)},
        {"location", toPlace(step.path.empty() ? file->rootPath : step.path, step.range)}});
  return json::Object{{"message", jsonText(finding->message)},
                      {"location", toPlace(file->rootPath, finding->range)},
                      {"severity", nameOf(severityOf(finding->level), severities)},
                      {"code", json::Object{{"value", jsonText(finding->rule->id)}}},
                      {"relatedLocations", std::move(related)}};
}

void assay::writeRdjson(const ScanResult &result, const ReportStyle &style,
                        llvm::raw_ostream &out) {
  json::OStream stream(out, /*IndentSize=*/1);
  stream.object([&] {
    stream.attribute("source", json::Object{{"name", "assay"}});
    stream.attributeArray("diagnostics", [&] {
      for (const ListedFinding &listed : findingsOf(result, style.lowestListed))
        stream.value(toDiagnostic(listed));
      for (const ScanError &error : result.errors)
        stream.value(json::Object{{"message", jsonText("could not be judged: " + error.message)},
                                  {"location", json::Object{{"path", jsonText(error.path)}}},
                                  {"severity", "ERROR"}});
    });
  });
  out << '\n';
}
