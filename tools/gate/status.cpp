#include "tools/gate/status.h"
#include "audit/verify.h"
#include "grammars/language.h"
#include "tools/report/json.h"
#include "llvm/Support/FileSystem.h"

using namespace assay;
namespace json = llvm::json;

bool Status::holds() const { return missing.empty() && logHolds; }

static void lookAtLog(Status &status) {
  if (!llvm::sys::fs::exists(status.logPath)) {
    status.logState = "none";
    status.logHolds = true;
    status.logExplanation = "nothing has been recorded yet";
    return;
  }
  auto verification = verifyLog(status.logPath);
  if (!verification) {
    status.logState = "unreadable";
    status.logExplanation = llvm::toString(verification.takeError());
    return;
  }
  status.logRecords = verification->size - verification->first;
  status.logState = stateOf(*verification).str();
  status.logHolds = verification->holds();
  status.logExplanation = verification->explanation;
}

static void lookAtLayers(const Policy &policy, Status &status) {
  status.layers = probeHost();
  for (const LayerProbe &probe : status.layers) {
    const bool isRequired = probe.isRequired ||
                            (policy.requireLandlock && probe.layer == "landlock") ||
                            (policy.requireCgroup && probe.layer == "cgroup");
    if (isRequired && !probe.works)
      status.missing.push_back(probe.layer);
  }
}

Status assay::currentStatus(const Policy &policy, const RuleSet &rules, const std::string &logPath,
                            const Host &host) {
  Status status;
  status.policyDigest = digestOf(policy);
  status.rulesDigest = rules.digest();
  status.rules = rules.rules().size();
  for (const Language &language : languages())
    status.languages.push_back(language.name.str());
  status.host = host;
  status.logPath = logPath;
  lookAtLog(status);
  lookAtLayers(policy, status);
  status.admission = admissionState(ledgerFor(logPath));
  return status;
}

json::Object assay::toJson(const LayerProbe &probe) {
  return json::Object{{"layer", probe.layer},
                      {"required", probe.isRequired},
                      {"works", probe.works},
                      {"found", jsonText(probe.found)},
                      {"remedy", jsonText(probe.remedy)}};
}

static json::Array textsToJson(const std::vector<std::string> &texts) {
  json::Array array;
  for (const std::string &text : texts)
    array.push_back(jsonText(text));
  return array;
}

static json::Array layersToJson(const std::vector<LayerProbe> &layers) {
  json::Array array;
  for (const LayerProbe &probe : layers)
    array.push_back(toJson(probe));
  return array;
}

json::Object assay::toJson(const Status &status) {
  return json::Object{{"schema", "assay.status/1"},
                      {"version", ASSAY_VERSION},
                      {"holds", status.holds()},
                      {"policy", status.policyDigest},
                      {"rules", json::Object{{"count", static_cast<std::int64_t>(status.rules)},
                                             {"digest", status.rulesDigest}}},
                      {"languages", textsToJson(status.languages)},
                      {"layers", layersToJson(status.layers)},
                      {"missing", textsToJson(status.missing)},
                      {"admission", json::Object{{"running", status.admission.running},
                                                 {"promisedMiB", status.admission.promisedMiB},
                                                 {"waiting", status.admission.waiting}}},
                      {"host", toJson(status.host)},
                      {"log", json::Object{{"path", jsonText(status.logPath)},
                                           {"records", status.logRecords},
                                           {"state", status.logState},
                                           {"explanation", jsonText(status.logExplanation)}}}};
}
