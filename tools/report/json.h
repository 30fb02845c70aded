#ifndef ASSAY_TOOLS_REPORT_JSON_H
#define ASSAY_TOOLS_REPORT_JSON_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

// The JSON form of what the analyzer says: the same in reports, in the audit log and in the API.
// Objects print with sorted keys, so that equal values give equal bytes.

namespace assay {

/// A string value. Text of judged code may hold anything: bytes that are not UTF-8 become U+FFFD.
llvm::json::Value jsonText(llvm::StringRef text);

/// {line, column, endLine, endColumn}
llvm::json::Object toJson(const Range &range);
llvm::json::Object toJson(const Complexity &complexity);
/// Points by dimension; they add up to the score.
llvm::json::Object toJson(const RiskScore &score);
/// Names, in the order of the taxonomy.
llvm::json::Array toJson(CapabilitySet capabilities);
llvm::json::Object toJson(const Finding &finding);
/// As one entry of `files` in tools/report/schema/assay.scan-1.json.
llvm::json::Object toJson(const Assessment &assessment);
/// Everything about a rule but its patterns.
llvm::json::Object toJson(const Rule &rule);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_JSON_H
