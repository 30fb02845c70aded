#include "audit/record.h"
#include "tools/gate/json.h"
#include <chrono>

// The documents that the API and `--format json` print.

using namespace assay;
namespace json = llvm::json;

static std::string now() {
  return formatTime(std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count());
}

static json::Array recordsToJson(const std::vector<std::uint64_t> &records) {
  json::Array numbers;
  for (std::uint64_t number : records)
    numbers.push_back(number);
  return numbers;
}

static json::Object document(llvm::StringRef schema, const Judgement &judgement,
                             const GateResult &result) {
  return json::Object{{"schema", schema},
                      {"time", now()},
                      {"request", judgement.request},
                      {"subject", toHex(judgement.assessment.digest)},
                      {"assessment", toJson(judgement.assessment)},
                      {"decision", toJson(result.decision)},
                      {"records", recordsToJson(result.records)}};
}

json::Object assay::assessDocument(const Judgement &judgement, const GateResult &result) {
  return document("assay.assess/1", judgement, result);
}

json::Object assay::runDocument(const Judgement &judgement, const GateResult &result) {
  json::Object object = document("assay.run/1", judgement, result);
  if (result.limits) {
    object["granted"] = toJson(result.granted);
    object["withheld"] = toJson(result.withheld);
    object["limits"] = toJson(result.limits->limits);
    object["reasons"] = toJson(result.limits->reasons);
  }
  if (result.execution) {
    object["execution"] = toJson(*result.execution);
    object["output"] = jsonText(result.execution->output);
    object["errors"] = jsonText(result.execution->errors);
  }
  if (!result.notStarted.empty())
    object["notStarted"] = jsonText(result.notStarted);
  if (!result.unrecorded.empty())
    object["unrecorded"] = jsonText(result.unrecorded);
  return object;
}
