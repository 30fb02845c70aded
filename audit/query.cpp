#include "audit/query.h"

#include "audit/record_view.h"
#include "audit/snapshot.h"

namespace assay {

bool matches(const Filter &filter, const AuditRecord &record) {
  auto bodyHas = [&](llvm::StringRef key, llvm::StringRef wanted) {
    return wanted.empty() || record.body.getString(key).value_or("").equals_insensitive(wanted);
  };
  const Actor &actor = record.actor;
  bool isActor = filter.actor.empty() || filter.actor == actor.client ||
                 filter.actor == actor.process || filter.actor == std::to_string(actor.uid);
  return (!filter.since || record.time >= *filter.since) &&
         (!filter.until || record.time < *filter.until) &&
         (!filter.type || record.type == *filter.type) &&
         (!filter.subject || record.subject == filter.subject) && isActor &&
         bodyHas("level", filter.level) && bodyHas("verdict", filter.verdict) &&
         record.seq >= filter.firstSeq;
}

/// Rejects most lines before a tree is built from them.
static bool mayMatch(const Filter &filter, const RecordView &view) {
  return (!filter.since || view.time >= *filter.since) &&
         (!filter.until || view.time < *filter.until) &&
         (!filter.type || view.type == *filter.type) &&
         (!filter.subject || view.subject == filter.subject) && view.seq >= filter.firstSeq;
}

llvm::Error readLog(llvm::StringRef path, const Filter &filter,
                    llvm::function_ref<bool(const FoundRecord &)> visit) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  llvm::Expected<Snapshot> snapshot = takeSnapshot(*folder);
  if (!snapshot)
    return snapshot.takeError();
  // The last segment that begins at or before the first record wanted.
  std::size_t start = 0;
  while (start + 1 < snapshot->segments.size() &&
         snapshot->segments[start + 1].first <= filter.firstSeq)
    ++start;
  std::string problem;
  RecordView view;
  llvm::Error error =
      forEachLine(ChunkReader(*folder, snapshot->segments, start), [&](llvm::StringRef line,
                                                                       const LinePlace &place) {
        std::string where = segmentName(place.segment) + " at byte " + std::to_string(place.begin);
        if (const char *what = viewRecord(line, view)) {
          problem = where + ": not a record: " + what;
          return false;
        }
        if (!mayMatch(filter, view))
          return true;
        llvm::Expected<AuditRecord> record = parseRecord(line);
        if (!record) {
          problem = where + ": " + llvm::toString(record.takeError());
          return false;
        }
        return !matches(filter, *record) || visit({line, std::move(*record)});
      });
  if (error)
    return error;
  return problem.empty() ? llvm::Error::success() : llvm::createStringError(problem);
}

} // namespace assay
