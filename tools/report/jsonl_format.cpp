#include "tools/report/json.h"
#include "tools/report/report.h"

using namespace assay;
namespace json = llvm::json;

// A finding has the fields that it has in json, and the path; what could not be judged has path and
// message alone.
void assay::writeJsonl(const ScanResult &result, const ReportStyle &, llvm::raw_ostream &out) {
  for (const auto &[file, finding, place] : findingsOf(result, RiskLevel::Low)) {
    json::Object object = toJson(*finding);
    object["path"] = jsonText(file->assessment.path);
    object["language"] = file->assessment.language->name;
    object["fingerprint"] = place->fingerprint;
    out << json::Value(std::move(object)) << '\n';
  }
  for (const ScanError &error : result.errors)
    out << json::Value(
               json::Object{{"path", jsonText(error.path)}, {"error", jsonText(error.message)}})
        << '\n';
}
