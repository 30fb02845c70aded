#include "audit/report.h"

namespace assay {

static void keep(AuditReport &report, std::vector<AuditRecord> &list, const AuditRecord &record) {
  if (list.size() == maxListed)
    ++report.unlisted;
  else
    list.push_back(record);
}

static void count(AuditReport &report, const AuditRecord &record) {
  if (report.records++ == 0)
    report.since = record.time;
  report.until = record.time;
  ++report.byType[nameOf(record.type).str()];
  ++report.byDay[formatTime(record.time).substr(0, 10)];
  auto level = record.body.getString("level"), verdict = record.body.getString("verdict");
  if (record.type == RecordType::Assessment && level)
    ++report.byLevel[level->str()];
  if (record.type == RecordType::Decision && verdict)
    ++report.byVerdict[verdict->str()];
  if (record.type == RecordType::Override)
    keep(report, report.overrides, record);
  if (record.type == RecordType::Violation)
    keep(report, report.violations, record);
  if (record.type == RecordType::PolicyChange)
    keep(report, report.policyChanges, record);
}

llvm::Expected<AuditReport> makeReport(llvm::StringRef path, const Filter &filter,
                                       const VerifyOptions &verify) {
  AuditReport report;
  llvm::Expected<Verification> verification = verifyLog(path, verify);
  if (!verification)
    return verification.takeError();
  report.verification = std::move(*verification);
  llvm::Error error = readLog(path, filter, [&](const FoundRecord &found) {
    count(report, found.record);
    return true;
  });
  // A log that does not verify may be unreadable from some record on: what was read is reported,
  // and the verification says the rest.
  if (error && report.verification.holds())
    return error;
  llvm::consumeError(std::move(error));
  std::uint64_t begun = report.byType["exec.begin"], ended = report.byType["exec.end"];
  report.unfinished = begun > ended ? begun - ended : 0;
  std::erase_if(report.byType, [](const auto &entry) { return entry.second == 0; });
  return report;
}

static std::string stateText(const Verification &verdict) {
  std::string text = stateOf(verdict).str();
  if (verdict.fault == Fault::None && verdict.unwitnessedSince)
    text += " since " + formatTime(*verdict.unwitnessedSince);
  return text;
}

using Counts = std::map<std::string, std::uint64_t>;

static std::string countsText(llvm::StringRef title, const Counts &counts, Escaper escape) {
  std::string text = ("\n" + title + "\n").str();
  for (const auto &[name, number] : counts)
    text += "  " + escape(name) + "  " + std::to_string(number) + "\n";
  return counts.empty() ? "" : text;
}

static std::string recordsText(llvm::StringRef title, const std::vector<AuditRecord> &records,
                               Escaper escape) {
  std::string text = ("\n" + title + "\n").str();
  for (const AuditRecord &record : records)
    text += "  " + formatText(record, escape) + "\n";
  return records.empty() ? "" : text;
}

std::string formatReportText(const AuditReport &report, Escaper escape) {
  std::string text = "audit report";
  if (report.records > 0)
    text += ", " + formatTime(report.since) + " to " + formatTime(report.until);
  text += "\nverification  " + stateText(report.verification) + ": " +
          escape(report.verification.explanation) + "\nrecords       " +
          std::to_string(report.records) + "\n";
  if (report.unfinished > 0)
    text += "unfinished    " + std::to_string(report.unfinished) +
            " executions have a beginning and no end\n";
  text += countsText("by type", report.byType, escape);
  text += countsText("assessments by level", report.byLevel, escape);
  text += countsText("decisions by verdict", report.byVerdict, escape);
  text += recordsText("overrides", report.overrides, escape);
  text += recordsText("violations", report.violations, escape);
  text += recordsText("policy changes", report.policyChanges, escape);
  if (report.unlisted > 0)
    text += "\nand " + std::to_string(report.unlisted) + " more; see assay audit log\n";
  return text;
}

static llvm::json::Object countsJSON(const Counts &counts) {
  llvm::json::Object object;
  for (const auto &[name, number] : counts)
    object[name] = number;
  return object;
}

static llvm::json::Array recordsJSON(const std::vector<AuditRecord> &records) {
  llvm::json::Array array;
  for (const AuditRecord &record : records)
    array.push_back(llvm::json::Object{{"seq", record.seq},
                                       {"time", formatTime(record.time)},
                                       {"client", record.actor.client},
                                       {"uid", record.actor.uid},
                                       {"body", llvm::json::Object(record.body)}});
  return array;
}

llvm::json::Object formatReportJSON(const AuditReport &report) {
  return llvm::json::Object{{"schema", "assay.audit-report/1"},
                            {"since", formatTime(report.since)},
                            {"until", formatTime(report.until)},
                            {"records", report.records},
                            {"state", stateOf(report.verification)},
                            {"holds", report.verification.holds()},
                            {"explanation", llvm::json::fixUTF8(report.verification.explanation)},
                            {"unwitnessedSince", report.verification.unwitnessedSince
                                                     ? llvm::json::Value(formatTime(
                                                           *report.verification.unwitnessedSince))
                                                     : llvm::json::Value(nullptr)},
                            {"unfinished", report.unfinished},
                            {"byType", countsJSON(report.byType)},
                            {"byLevel", countsJSON(report.byLevel)},
                            {"byVerdict", countsJSON(report.byVerdict)},
                            {"byDay", countsJSON(report.byDay)},
                            {"overrides", recordsJSON(report.overrides)},
                            {"violations", recordsJSON(report.violations)},
                            {"policyChanges", recordsJSON(report.policyChanges)},
                            {"unlisted", report.unlisted}};
}

} // namespace assay
