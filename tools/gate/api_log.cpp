#include "audit/query.h"
#include "audit/report.h"
#include "tools/gate/api.h"
#include "tools/report/json.h"
#include <deque>
#include <limits>

// The methods that read the log.

using namespace assay;
namespace json = llvm::json;

/// More records in one answer would be a copy of the log; `before` pages on.
static constexpr std::int64_t maxRecords = 1'000;

static json::Object recordToJson(const AuditRecord &record) {
  return json::Object{
      {"seq", record.seq},
      {"type", nameOf(record.type)},
      {"time", formatTime(record.time)},
      {"uid", record.actor.uid},
      {"client", jsonText(record.actor.client)},
      {"subject", record.subject ? json::Value(hexOf(*record.subject)) : json::Value(nullptr)},
      {"body", json::Value(json::Object(record.body))}};
}

static Filter readFilter(RequestReader &reader) {
  Filter filter;
  filter.level = reader.text("level");
  filter.verdict = reader.text("verdict");
  if (const std::string type = reader.text("type"); !type.empty()) {
    filter.type = parseRecordType(type);
    if (!filter.type)
      reader.refuse("type", "expected a type of record such as exec.end, got `" +
                                json::fixUTF8(llvm::StringRef(type).take_front(40)) + "`");
  }
  if (const std::string since = reader.text("since"); !since.empty()) {
    filter.since = parseTime(since);
    if (!filter.since)
      reader.refuse("since", "expected a time such as 2026-11-24T12:55:27Z, got `" +
                                 json::fixUTF8(llvm::StringRef(since).take_front(40)) + "`");
  }
  return filter;
}

json::Object SafetyApi::getExecutionHistory(const json::Value &request) {
  RequestReader reader(request);
  const Filter filter = readFilter(reader);
  const std::int64_t before = reader.number("before", std::numeric_limits<std::int64_t>::max(), 1,
                                            std::numeric_limits<std::int64_t>::max());
  const auto limit = static_cast<std::size_t>(reader.number("limit", 100, 1, maxRecords));
  if (auto problem = reader.finish())
    return toJson(*problem);
  // The newest are wanted, and they are found last.
  std::deque<json::Value> newest;
  llvm::Error error = readLog(env_.logPath, filter, [&](const FoundRecord &found) {
    if (found.record.seq >= static_cast<std::uint64_t>(before))
      return false;
    newest.emplace_back(recordToJson(found.record));
    if (newest.size() > limit)
      newest.pop_front();
    return true;
  });
  if (error)
    return toJson(RequestProblem{"cannot-read", "", llvm::toString(std::move(error))});
  json::Array records;
  for (json::Value &record : newest)
    records.push_back(std::move(record));
  return json::Object{{"schema", "assay.history/1"}, {"records", std::move(records)}};
}

json::Object SafetyApi::getAuditReport(const json::Value &request) {
  RequestReader reader(request);
  if (auto problem = reader.finish())
    return toJson(*problem);
  llvm::Expected<AuditReport> report = makeReport(env_.logPath, {}, {});
  if (!report)
    return toJson(RequestProblem{"cannot-read", "", llvm::toString(report.takeError())});
  return formatReportJSON(*report);
}
