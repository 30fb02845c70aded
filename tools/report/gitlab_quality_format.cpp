#include "tools/report/json.h"
#include "tools/report/report.h"

// GitLab's code quality report: a subset of Code Climate's issue format.

using namespace assay;
namespace json = llvm::json;

static llvm::StringRef severityOf(RiskLevel level) {
  switch (level) {
  case RiskLevel::Low:
    return "info";
  case RiskLevel::Medium:
    return "major";
  case RiskLevel::High:
    return "critical";
  case RiskLevel::Blocked:
    return "blocker";
  }
  return "blocker";
}

void assay::writeGitlabQuality(const ScanResult &result, const ReportStyle &style,
                               llvm::raw_ostream &out) {
  json::OStream stream(out, /*IndentSize=*/1);
  stream.array([&] {
    for (const auto &[file, finding, place] : findingsOf(result, style.lowestListed))
      stream.value(json::Object{
          {"description", jsonText(finding->message)},
          {"check_name", jsonText(finding->rule->id)},
          {"fingerprint", place->fingerprint},
          {"severity", severityOf(finding->level)},
          {"location", json::Object{{"path", jsonText(file->rootPath)},
                                    {"lines", json::Object{{"begin", finding->range.begin.line},
                                                           {"end", finding->range.end.line}}}}}});
    for (const ScanError &error : result.errors)
      stream.value(json::Object{
          {"description", jsonText("could not be judged: " + error.message)},
          {"check_name", "not-judged"},
          {"fingerprint", jsonText("not-judged:" + error.path)},
          {"severity", "blocker"},
          {"location", json::Object{{"path", jsonText(error.path)},
                                    {"lines", json::Object{{"begin", 1}, {"end", 1}}}}}});
  });
  out << '\n';
}
