#include "tools/report/json.h"
#include "tools/report/report.h"

using namespace assay;
namespace json = llvm::json;

static json::Object countsToJson(const std::array<std::uint64_t, riskLevelCount> &counts) {
  json::Object object;
  for (unsigned i = 0; i < riskLevelCount; ++i)
    object[nameOf(static_cast<RiskLevel>(i))] = counts[i];
  return object;
}

static json::Object summaryToJson(const ScanResult &result) {
  const ScanSummary summary = summaryOf(result);
  return json::Object{{"files", static_cast<std::uint64_t>(result.files.size())},
                      {"bytes", summary.bytes},
                      {"ignored", result.ignored},
                      {"suppressed", summary.suppressed},
                      {"stale", result.stale},
                      {"knownByLevel", countsToJson(summary.known)},
                      {"filesByLevel", countsToJson(summary.files)},
                      {"findingsByLevel", countsToJson(summary.findings)}};
}

/// Adds the fingerprint to each of a list of findings, or of objects that hold one.
static void addFingerprints(json::Value *list, const std::vector<FindingPlace> &places) {
  json::Array &findings = *list->getAsArray();
  for (std::size_t i = 0; i < places.size(); ++i) {
    json::Object &entry = *findings[i].getAsObject();
    json::Object *inner = entry.getObject("finding");
    (inner ? *inner : entry)["fingerprint"] = places[i].fingerprint;
  }
}

json::Object assay::toJson(const JudgedFile &file) {
  json::Object object = toJson(file.assessment);
  addFingerprints(object.get("findings"), file.places.findings);
  addFingerprints(object.get("suppressed"), file.places.suppressed);
  json::Array known;
  for (const KnownFinding &finding : file.known) {
    json::Object entry = toJson(finding.finding);
    entry["fingerprint"] = finding.place.fingerprint;
    known.push_back(std::move(entry));
  }
  object["known"] = std::move(known);
  return object;
}

// One file at a time, so that the document of a large scan never lies in memory whole.
void assay::writeJson(const ScanResult &result, const ReportStyle &, llvm::raw_ostream &out) {
  json::OStream stream(out, /*IndentSize=*/1);
  stream.object([&] {
    stream.attribute("schema", "assay.scan/1");
    stream.attributeArray("files", [&] {
      for (const JudgedFile &file : result.files)
        stream.value(toJson(file));
    });
    stream.attributeArray("errors", [&] {
      for (const ScanError &error : result.errors)
        stream.value(
            json::Object{{"path", jsonText(error.path)}, {"message", jsonText(error.message)}});
    });
    stream.attribute("summary", summaryToJson(result));
  });
  out << '\n';
}
