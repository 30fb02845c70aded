#include "audit/canonical_json.h"
#include "audit/report.h"

#include <algorithm>

namespace assay {

namespace {

std::string html(llvm::StringRef text) {
  std::string out;
  for (char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

constexpr llvm::StringLiteral head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>assay audit report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #ddd;
  vertical-align: top; overflow-wrap: anywhere; }
code { font-size: .85rem; }
.holds { color: #05603a; } .fails { color: #b00020; font-weight: bold; }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; } svg rect { fill: #3b6ea5; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; }
  td, th { border-color: #444; } .holds { color: #7fd6a8; } .fails { color: #ff8080; }
  svg rect { fill: #7aa7d9; } }
</style></head><body>
<h1>Audit report</h1>
)";

/// A bar for each name; the number stands beside it, so that the chart needs no scale.
std::string barChart(llvm::StringRef title, const std::map<std::string, std::uint64_t> &counts,
                     Escaper escape) {
  if (counts.empty())
    return "";
  constexpr std::size_t rowHeight = 22, labelWidth = 170, barWidth = 420;
  std::uint64_t most = 1;
  for (const auto &[name, number] : counts)
    most = std::max(most, number);
  std::string chart = "<h2>" + html(title) + "</h2>\n<svg role=\"img\" aria-label=\"" +
                      html(title) + "\" width=\"700\" height=\"" +
                      std::to_string(counts.size() * rowHeight) + "\">\n";
  std::size_t y = 0;
  for (const auto &[name, number] : counts) {
    std::string top = std::to_string(y + 4), text = std::to_string(y + 15);
    std::uint64_t width = std::max<std::uint64_t>(1, number * barWidth / most);
    chart += "<text x=\"0\" y=\"" + text + "\">" + html(escape(name)) + "</text><rect x=\"" +
             std::to_string(labelWidth) + "\" y=\"" + top + "\" width=\"" + std::to_string(width) +
             "\" height=\"14\"/><text x=\"" + std::to_string(labelWidth + width + 6) + "\" y=\"" +
             text + "\">" + std::to_string(number) + "</text>\n";
    y += rowHeight;
  }
  return chart + "</svg>\n";
}

std::string recordTable(llvm::StringRef title, const std::vector<AuditRecord> &records,
                        Escaper escape) {
  if (records.empty())
    return "";
  std::string table = "<h2>" + html(title) +
                      "</h2>\n<table><tr><th>#</th><th>time</th><th>who</th><th>what</th></tr>\n";
  for (const AuditRecord &record : records) {
    llvm::Expected<std::string> body = canonicalJSON(record.body);
    if (!body)
      llvm::consumeError(body.takeError());
    table += "<tr><td>" + std::to_string(record.seq) + "</td><td>" + formatTime(record.time) +
             "</td><td>" + html(escape(record.actor.client)) + ", uid " +
             std::to_string(record.actor.uid) + "</td><td><code>" +
             html(escape(body ? *body : std::string("{}"))) + "</code></td></tr>\n";
  }
  return table + "</table>\n";
}

} // namespace

std::string formatReportHTML(const AuditReport &report, Escaper escape) {
  const Verification &verdict = report.verification;
  std::string page = head.str();
  if (report.records > 0)
    page += "<p>" + formatTime(report.since) + " to " + formatTime(report.until) + ", " +
            std::to_string(report.records) + " records</p>\n";
  page += std::string("<p class=\"") + (verdict.holds() ? "holds" : "fails") +
          "\">Verification: " + stateOf(verdict).str() + ": " + html(escape(verdict.explanation)) +
          "</p>\n";
  if (verdict.unwitnessedSince)
    page += "<p>Since " + formatTime(*verdict.unwitnessedSince) +
            " nothing outside the log confirms it.</p>\n";
  page += "<p><code>" + html(escape(verdict.origin)) + "</code>, root <code>" +
          base64Of(bytesOf(verdict.root)) + "</code> of " + std::to_string(verdict.size) +
          " records</p>\n";
  if (report.unfinished > 0)
    page += "<p class=\"fails\">" + std::to_string(report.unfinished) +
            " executions have a beginning and no end.</p>\n";
  page += barChart("Assessments by level", report.byLevel, escape);
  page += barChart("Decisions by verdict", report.byVerdict, escape);
  page += barChart("Records by type", report.byType, escape);
  page += barChart("Records by day", report.byDay, escape);
  page += recordTable("Overrides", report.overrides, escape);
  page += recordTable("Violations and divergences", report.violations, escape);
  page += recordTable("Policy changes", report.policyChanges, escape);
  return page + "</body></html>\n";
}

} // namespace assay
