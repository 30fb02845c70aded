#ifndef ASSAY_AUDIT_FORMAT_H
#define ASSAY_AUDIT_FORMAT_H

#include "audit/query.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace assay {

/// Forms of a record for people and for other tools. All of them hold text from judged code:
/// `escape` makes it safe to print on one line.
using Escaper = llvm::function_ref<std::string(llvm::StringRef)>;

/// One line: number, time, type, level and verdict if any, actor, subject, body.
std::string formatText(const AuditRecord &record, Escaper escape);

/// "seq,time,type,level,verdict,client,process,uid,subject,body" and its rows (RFC 4180, without
/// line ends). A field that a spreadsheet would take for a formula gets a leading apostrophe.
std::string csvHeader();
std::string formatCSV(const AuditRecord &record);

/// An OCSF 1.3 event: Detection Finding (2004) for assessments, decisions and violations, Process
/// Activity (1007) for executions, API Activity (6003) for the rest.
llvm::json::Object formatOCSF(const AuditRecord &record);

} // namespace assay

#endif // ASSAY_AUDIT_FORMAT_H
