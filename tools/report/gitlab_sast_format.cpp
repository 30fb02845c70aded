#include "tools/report/json.h"
#include "tools/report/report.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FormatVariadic.h"

// GitLab's SAST report, security report schema 15.2.4.

using namespace assay;
namespace json = llvm::json;

static llvm::StringRef severityOf(RiskLevel level) {
  switch (level) {
  case RiskLevel::Low:
    return "Low";
  case RiskLevel::Medium:
    return "Medium";
  case RiskLevel::High:
    return "High";
  case RiskLevel::Blocked:
    return "Critical";
  }
  return "Critical";
}

/// UTC without a zone, as the schema's pattern wants it.
static std::string timeText(std::chrono::sys_seconds time) {
  return llvm::formatv("{0:%Y-%m-%dT%H:%M:%S}", llvm::sys::TimePoint<>(time)).str();
}

static json::Array identifiersOf(const Rule &rule) {
  json::Array identifiers{json::Object{
      {"type", "assay_rule"}, {"name", jsonText(rule.id)}, {"value", jsonText(rule.id)}}};
  for (const std::uint16_t number : rule.cwe) {
    const std::string text = std::to_string(number);
    identifiers.push_back(
        json::Object{{"type", "cwe"},
                     {"name", "CWE-" + text},
                     {"value", text},
                     {"url", "https://cwe.mitre.org/data/definitions/" + text + ".html"}});
  }
  return identifiers;
}

static json::Object toVulnerability(const ListedFinding &listed) {
  const auto &[file, finding, place] = listed;
  json::Object location{{"file", jsonText(file->rootPath)},
                        {"start_line", finding->range.begin.line},
                        {"end_line", finding->range.end.line}};
  json::Object tracked = location;
  tracked["signatures"] =
      json::Array{json::Object{{"algorithm", "assay_v1"}, {"value", place->fingerprint}}};
  return json::Object{
      {"id", place->fingerprint},
      {"name", jsonText(finding->rule->title)},
      {"description", jsonText(finding->message + "\n\n" + finding->rule->why.trim().str())},
      {"solution", jsonText(finding->rule->fix.trim())},
      {"severity", severityOf(finding->level)},
      {"identifiers", identifiersOf(*finding->rule)},
      {"location", std::move(location)},
      {"tracking", json::Object{{"type", "source"}, {"items", json::Array{std::move(tracked)}}}}};
}

static json::Object scanOf(const ScanResult &result) {
  const auto tool = [] {
    return json::Object{{"id", "assay"},
                        {"name", "assay"},
                        {"version", ASSAY_VERSION},
                        {"vendor", json::Object{{"name", "assay"}}}};
  };
  json::Array messages;
  for (const ScanError &error : result.errors)
    messages.push_back(
        json::Object{{"level", "warn"}, {"value", jsonText(error.path + ": " + error.message)}});
  return json::Object{{"analyzer", tool()},
                      {"scanner", tool()},
                      {"type", "sast"},
                      {"start_time", timeText(result.began)},
                      {"end_time", timeText(result.ended)},
                      {"status", result.errors.empty() ? "success" : "failure"},
                      {"messages", std::move(messages)}};
}

void assay::writeGitlabSast(const ScanResult &result, const ReportStyle &style,
                            llvm::raw_ostream &out) {
  json::OStream stream(out, /*IndentSize=*/1);
  stream.object([&] {
    stream.attribute("version", "15.2.4");
    stream.attribute("scan", scanOf(result));
    stream.attributeArray("vulnerabilities", [&] {
      for (const ListedFinding &listed : findingsOf(result, style.lowestListed))
        stream.value(toVulnerability(listed));
    });
  });
  out << '\n';
}
