#include "tools/report/escape.h"
#include "tools/report/json.h"
#include "tools/report/report.h"
#include "tools/report/severity.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

// SARIF 2.1.0 (OASIS), in the subset that GitHub code scanning reads: its page "SARIF support for
// code scanning" names the fields and the limits.

using namespace assay;
namespace json = llvm::json;

namespace {

/// GitHub refuses a run with more. The worst are kept, and a notification says what was left out.
constexpr std::size_t maxResults = 25'000;
/// GitHub keeps ten tags of a rule.
constexpr std::size_t maxCweTags = 8;

constexpr SeverityNames<llvm::StringLiteral> levels{"note", "warning", "error"};

llvm::StringRef sarifLevel(RiskLevel level) { return nameOf(severityOf(level), levels); }

/// GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, below that low.
llvm::StringRef securitySeverity(RiskLevel level) {
  switch (level) {
  case RiskLevel::Low:
    return "2.0";
  case RiskLevel::Medium:
    return "5.5";
  case RiskLevel::High:
    return "8.0";
  case RiskLevel::Blocked:
    return "9.5";
  }
  return "9.5";
}

json::Object text(llvm::StringRef value) { return json::Object{{"text", jsonText(value)}}; }

/// Each rule of a finding once, and each CWE, with their numbers in the document.
struct Tables {
  std::map<llvm::StringRef, const Rule *> rules;
  std::map<llvm::StringRef, std::size_t> ruleIndex;
  std::map<std::uint16_t, std::size_t> cweIndex;
};

/// One entry of `results`: a finding and why it does not count, if it does not.
struct Result {
  ListedFinding listed;
  llvm::StringRef suppressionKind = "";
  llvm::StringRef justification = "";
};

std::vector<Result> resultsOf(const ScanResult &scan, RiskLevel lowest) {
  std::vector<ListedFinding> findings = findingsOf(scan, lowest);
  worstFirst(findings);
  std::vector<Result> results;
  for (const ListedFinding &listed : findings)
    results.push_back({listed});
  for (const JudgedFile &file : scan.files) {
    const auto &suppressed = file.assessment.suppressed;
    for (std::size_t i = 0; i < suppressed.size(); ++i)
      results.push_back({{&file, &suppressed[i].finding, &file.places.suppressed[i]},
                         "inSource",
                         suppressed[i].reason});
    for (const KnownFinding &known : file.known)
      results.push_back({{&file, &known.finding, &known.place}, "external", "it was there before"});
  }
  return results;
}

Tables tablesOf(llvm::ArrayRef<Result> results) {
  Tables tables;
  for (const Result &result : results) {
    const Rule *rule = result.listed.finding->rule;
    tables.rules.try_emplace(rule->id, rule);
    for (const std::uint16_t number : rule->cwe)
      tables.cweIndex.try_emplace(number, 0);
  }
  std::size_t next = 0;
  for (const auto &[id, rule] : tables.rules)
    tables.ruleIndex[id] = next++;
  next = 0;
  for (auto &[number, index] : tables.cweIndex)
    index = next++;
  return tables;
}

json::Array relationshipsOf(const Rule &rule, const Tables &tables) {
  json::Array relationships;
  for (const std::uint16_t number : rule.cwe) {
    json::Object target{{"id", std::to_string(number)},
                        {"index", tables.cweIndex.at(number)},
                        {"toolComponent", json::Object{{"name", "CWE"}, {"index", 0}}}};
    relationships.push_back(
        json::Object{{"target", std::move(target)}, {"kinds", json::Array{"superset"}}});
  }
  return relationships;
}

/// "read-credentials" as "ReadCredentials": viewers show it, and the standard asks for this form.
std::string pascalCase(llvm::StringRef id) {
  std::string name;
  for (bool upper = true; const char c : id) {
    if (c != '-')
      name += upper ? llvm::toUpper(c) : c;
    upper = c == '-';
  }
  return name;
}

std::string sentence(llvm::StringRef text) {
  text = text.trim();
  return text.ends_with(".") ? text.str() : (text + ".").str();
}

json::Object ruleToSarif(const Rule &rule, const Tables &tables) {
  const std::string help = ("How to fix it: " + rule.fix.trim() +
                            "\n\nWhat this rule does not see: " + rule.misses.trim())
                               .str();
  json::Array tags{"security"};
  for (const std::uint16_t number : rule.cwe.take_front(maxCweTags)) {
    const std::string digits = std::to_string(number);
    tags.push_back("external/cwe/cwe-" +
                   std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits);
  }
  return json::Object{
      {"id", jsonText(rule.id)},
      {"name", jsonText(pascalCase(rule.id))},
      {"shortDescription", text(sentence(rule.title))},
      {"fullDescription", text(sentence(rule.why))},
      {"help", json::Object{{"text", jsonText(help)}, {"markdown", jsonText(help)}}},
      {"defaultConfiguration", json::Object{{"level", sarifLevel(rule.level)}}},
      {"relationships", relationshipsOf(rule, tables)},
      {"properties",
       json::Object{{"tags", std::move(tags)},
                    {"precision", nameOf(rule.confidence)},
                    {"problem.severity",
                     sarifLevel(rule.level) == "note" ? "recommendation" : sarifLevel(rule.level)},
                    {"security-severity", securitySeverity(rule.level)}}}};
}

json::Object location(llvm::StringRef path, const Range &range) {
  const std::string uri = (path.starts_with("/") ? "file://" : "") + uriPath(path);
  json::Object region{{"startLine", range.begin.line},
                      {"startColumn", range.begin.column},
                      {"endLine", range.end.line},
                      {"endColumn", range.end.column}};
  return json::Object{
      {"physicalLocation", json::Object{{"artifactLocation", json::Object{{"uri", uri}}},
                                        {"region", std::move(region)}}}};
}

json::Array codeFlowsOf(const ListedFinding &listed) {
  json::Array steps;
  const Trace &trace = listed.finding->trace;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const TraceStep &step = trace[i];
    json::Object place =
        location(step.path.empty() ? listed.file->rootPath : step.path, listed.place->steps[i]);
    place["message"] = text(step.reason);
    const bool isEnd = i == 0 || i + 1 == trace.size();
    steps.push_back(json::Object{{"location", std::move(place)},
                                 {"importance", isEnd ? "essential" : "important"},
                                 {"executionOrder", i + 1}});
  }
  if (steps.empty())
    return json::Array();
  return json::Array{
      json::Object{{"threadFlows", json::Array{json::Object{{"locations", std::move(steps)}}}}}};
}

json::Object resultToSarif(const Result &result, const Tables &tables) {
  const auto &[file, finding, place] = result.listed;
  json::Object prints{{"assay/v1", place->fingerprint}};
  if (!place->lineHash.empty())
    prints["primaryLocationLineHash"] = place->lineHash;
  json::Object object{{"ruleId", jsonText(finding->rule->id)},
                      {"ruleIndex", tables.ruleIndex.at(finding->rule->id)},
                      {"level", sarifLevel(finding->level)},
                      {"message", text(sentence(finding->message))},
                      {"locations", json::Array{location(file->rootPath, place->characters)}},
                      {"partialFingerprints", std::move(prints)},
                      {"properties", json::Object{{"risk", nameOf(finding->level)},
                                                  {"confidence", nameOf(finding->confidence)}}}};
  if (json::Array flows = codeFlowsOf(result.listed); !flows.empty())
    object["codeFlows"] = std::move(flows);
  json::Array suppressions;
  if (!result.suppressionKind.empty())
    suppressions.push_back(json::Object{{"kind", result.suppressionKind},
                                        {"status", "accepted"},
                                        {"justification", jsonText(result.justification)}});
  object["suppressions"] = std::move(suppressions);
  return object;
}

json::Object notification(llvm::StringRef level, llvm::StringRef path, const llvm::Twine &message) {
  json::Object object{{"level", level}, {"message", text(message.str())}};
  if (!path.empty())
    object["locations"] = json::Array{location(path, Range{})};
  return object;
}

/// What is not in the results, and why.
json::Object invocationOf(const ScanResult &scan, std::size_t cut) {
  json::Array notes;
  for (const ScanError &error : scan.errors)
    notes.push_back(notification("error", error.path, "could not be judged: " + error.message));
  for (const JudgedFile &file : scan.files) {
    for (const std::string &reason : file.assessment.degraded)
      notes.push_back(notification("warning", file.rootPath, "not fully analysed: " + reason));
    for (const SuppressionProblem &problem : file.assessment.suppressionProblems)
      notes.push_back(notification("warning", file.rootPath, "suppression: " + problem.message));
  }
  if (cut)
    notes.push_back(notification("warning", "",
                                 llvm::Twine(cut) +
                                     " results of lower risk were left out: more "
                                     "than " +
                                     llvm::Twine(maxResults) + " are not accepted"));
  return json::Object{{"executionSuccessful", scan.errors.empty()},
                      {"toolExecutionNotifications", std::move(notes)}};
}

json::Object toolOf(const Tables &tables) {
  json::Array rules;
  for (const auto &[id, rule] : tables.rules)
    rules.push_back(ruleToSarif(*rule, tables));
  return json::Object{
      {"driver", json::Object{{"name", "assay"},
                              {"fullName", "assay " ASSAY_VERSION},
                              {"semanticVersion", ASSAY_VERSION},
                              {"informationUri", "urn:assay:" ASSAY_VERSION},
                              {"rules", std::move(rules)},
                              {"supportedTaxonomies",
                               json::Array{json::Object{{"name", "CWE"}, {"index", 0}}}}}}};
}

json::Array taxonomiesOf(const Tables &tables) {
  json::Array taxa;
  for (const auto &[number, index] : tables.cweIndex)
    taxa.push_back(json::Object{{"id", std::to_string(number)}});
  return json::Array{
      json::Object{{"name", "CWE"},
                   {"organization", "MITRE"},
                   {"shortDescription", text("The MITRE Common Weakness Enumeration.")},
                   {"taxa", std::move(taxa)}}};
}

} // namespace

void assay::writeSarif(const ScanResult &scan, const ReportStyle &style, llvm::raw_ostream &out) {
  std::vector<Result> results = resultsOf(scan, style.lowestListed);
  const std::size_t cut = results.size() - std::min(results.size(), maxResults);
  results.resize(results.size() - cut);
  const Tables tables = tablesOf(results);
  json::OStream stream(out, /*IndentSize=*/1);
  stream.object([&] {
    stream.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    stream.attribute("version", "2.1.0");
    stream.attributeArray("runs", [&] {
      stream.object([&] {
        stream.attribute("tool", toolOf(tables));
        stream.attribute("columnKind", "unicodeCodePoints");
        stream.attribute("invocations", json::Array{invocationOf(scan, cut)});
        stream.attribute("taxonomies", taxonomiesOf(tables));
        stream.attributeArray("results", [&] {
          for (const Result &result : results)
            stream.value(resultToSarif(result, tables));
        });
      });
    });
  });
  out << '\n';
}
