#ifndef ASSAY_AUDIT_REPORT_H
#define ASSAY_AUDIT_REPORT_H

#include "audit/format.h"
#include "audit/verify.h"
#include <map>
#include <string>
#include <vector>

namespace assay {

/// What happened in a period, for people who did not see it happen.
struct AuditReport {
  std::int64_t since = 0;
  std::int64_t until = 0;
  std::uint64_t records = 0;
  std::map<std::string, std::uint64_t> byType;
  /// Assessments by level, decisions by verdict.
  std::map<std::string, std::uint64_t> byLevel, byVerdict;
  /// Records of each day ("2026-11-24").
  std::map<std::string, std::uint64_t> byDay;
  /// In full: each is somebody's decision or an attempt to break out.
  std::vector<AuditRecord> overrides, violations, policyChanges;
  /// Programs that were started and whose end is not in the log.
  std::uint64_t unfinished = 0;
  /// More overrides, violations or changes than `maxListed`, which are counted and not listed.
  std::uint64_t unlisted = 0;
  Verification verification;
};

/// A report is read by people: more of one kind than this is a table for another tool.
constexpr std::size_t maxListed = 1000;

/// Verifies the log and counts the records that match the filter.
llvm::Expected<AuditReport> makeReport(llvm::StringRef path, const Filter &filter,
                                       const VerifyOptions &verify);

std::string formatReportText(const AuditReport &report, Escaper escape);
llvm::json::Object formatReportJSON(const AuditReport &report);
/// One page without scripts or anything from elsewhere; charts are inline SVG. Text from the log is
/// escaped here.
std::string formatReportHTML(const AuditReport &report, Escaper escape);

} // namespace assay

#endif // ASSAY_AUDIT_REPORT_H
