#include "audit/format.h"

#include "audit/canonical_json.h"
#include "llvm/ADT/StringExtras.h"

namespace assay {

static llvm::StringRef bodyText(const AuditRecord &record, llvm::StringRef key) {
  return record.body.getString(key).value_or("");
}

/// The body as it stands in the log.
static std::string bodyOf(const AuditRecord &record) {
  llvm::Expected<std::string> body = canonicalJSON(record.body);
  if (body)
    return std::move(*body);
  llvm::consumeError(body.takeError());
  return "{}";
}

std::string formatText(const AuditRecord &record, Escaper escape) {
  std::string line = "#" + std::to_string(record.seq) + " " + formatTime(record.time) + " " +
                     nameOf(record.type).str();
  for (const char *key : {"level", "verdict"})
    if (llvm::StringRef text = bodyText(record, key); !text.empty())
      line += " " + escape(text);
  line += " by " + escape(record.actor.client) + " (" + escape(record.actor.process) + ", uid " +
          std::to_string(record.actor.uid) + ", pid " + std::to_string(record.actor.pid) + ")";
  if (record.subject)
    line += " of " + hexOf(*record.subject).substr(0, 12);
  return line + " " + escape(bodyOf(record));
}

std::string csvHeader() { return "seq,time,type,level,verdict,client,process,uid,subject,body"; }

static std::string csvField(llvm::StringRef text) {
  std::string field = "\"";
  if (!text.empty() && llvm::StringRef("=+-@\t\r").contains(text.front()))
    field += '\'';
  for (char c : text) {
    if (c == '"')
      field += '"';
    field += c;
  }
  return field + "\"";
}

std::string formatCSV(const AuditRecord &record) {
  std::vector<std::string> fields = {std::to_string(record.seq),
                                     formatTime(record.time),
                                     nameOf(record.type).str(),
                                     csvField(bodyText(record, "level")),
                                     csvField(bodyText(record, "verdict")),
                                     csvField(record.actor.client),
                                     csvField(record.actor.process),
                                     std::to_string(record.actor.uid),
                                     record.subject ? hexOf(*record.subject) : "",
                                     csvField(bodyOf(record))};
  return llvm::join(fields, ",");
}

namespace {

struct OCSFClass {
  std::int64_t classId;
  std::int64_t categoryId;
  /// 1 create/launch, 2 update/terminate, 99 other.
  std::int64_t activityId;
};

OCSFClass classOf(RecordType type) {
  switch (type) {
  case RecordType::Assessment:
  case RecordType::Decision:
  case RecordType::Violation:
    return {2004, 2, 1};
  case RecordType::ExecBegin:
    return {1007, 1, 1};
  case RecordType::ExecEnd:
    return {1007, 1, 2};
  case RecordType::Override:
  case RecordType::PolicyChange:
  case RecordType::Key:
  case RecordType::Witness:
  case RecordType::Prune:
  case RecordType::Clock:
  case RecordType::Recover:
  case RecordType::Erase:
    return {6003, 6, 99};
  }
  return {6003, 6, 99};
}

/// OCSF severity_id: 1 informational, 2 low, 3 medium, 4 high, 5 critical.
std::int64_t severityOf(llvm::StringRef level) {
  constexpr llvm::StringLiteral levels[] = {"LOW", "MEDIUM", "HIGH", "BLOCKED"};
  for (std::size_t i = 0; i < std::size(levels); ++i)
    if (level.equals_insensitive(levels[i]))
      return static_cast<std::int64_t>(i) + 2;
  return 1;
}

} // namespace

llvm::json::Object formatOCSF(const AuditRecord &record) {
  OCSFClass kind = classOf(record.type);
  llvm::json::Object event{
      {"activity_id", kind.activityId},
      {"category_uid", kind.categoryId},
      {"class_uid", kind.classId},
      {"type_uid", kind.classId * 100 + kind.activityId},
      {"time", record.time / 1000},
      {"severity_id", severityOf(bodyText(record, "level"))},
      {"metadata", llvm::json::Object{{"version", "1.3.0"},
                                      {"product", llvm::json::Object{{"name", "assay"},
                                                                     {"vendor_name", "assay"}}},
                                      {"log_name", nameOf(record.type)},
                                      {"sequence", record.seq}}},
      {"actor",
       llvm::json::Object{{"process", llvm::json::Object{{"name", record.actor.process},
                                                         {"pid", record.actor.pid}}},
                          {"user", llvm::json::Object{{"uid", std::to_string(record.actor.uid)}}},
                          {"app_name", record.actor.client}}},
      {"unmapped", llvm::json::Object(record.body)}};
  if (record.subject)
    event["observables"] = llvm::json::Array{
        llvm::json::Object{{"name", "subject"}, {"type_id", 8}, {"value", hexOf(*record.subject)}}};
  if (kind.classId == 2004)
    event["finding_info"] =
        llvm::json::Object{{"title", nameOf(record.type)}, {"uid", std::to_string(record.seq)}};
  return event;
}

} // namespace assay
