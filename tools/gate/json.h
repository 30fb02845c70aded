#ifndef ASSAY_TOOLS_GATE_JSON_H
#define ASSAY_TOOLS_GATE_JSON_H

#include "runtime/execution_result.h"
#include "tools/gate/decision.h"
#include "tools/gate/gate.h"
#include "tools/gate/resources.h"
#include "tools/report/json.h"

// The JSON form of what the gate decides and what the jail reports: the same in records, in the API
// and in `--format json`. tools/report/json.h has the analyzer's half, runtime/ that of limits,
// jails and results.

namespace assay {

llvm::json::Object toJson(const Decision &decision);
/// The reason of each limit, by limit.
llvm::json::Object toJson(const std::vector<LimitReason> &reasons);
llvm::json::Object toJson(const Violation &violation);

/// Schema assay.assess/1: a judgement and what would happen.
llvm::json::Object assessDocument(const Judgement &judgement, const GateResult &result);
/// Schema assay.run/1: a judgement and what happened.
llvm::json::Object runDocument(const Judgement &judgement, const GateResult &result);

/// What the log keeps of an assessment: counts, and the first findings by rule and place. Never the
/// code.
llvm::json::Object assessmentRecord(const Assessment &assessment);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_JSON_H
