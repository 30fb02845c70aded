#include "audit/index.h"

#include "audit/index_database.h"
#include "audit/snapshot.h"
#include <fcntl.h>
#include <map>

namespace assay {

namespace {

/// Reads single lines of the segments, which stay open between calls.
class LineFinder {
public:
  explicit LineFinder(const LogFolder &folder) : folder_(folder) {}

  llvm::Expected<std::string> lineAt(std::uint64_t segment, std::uint64_t offset) {
    Descriptor &file = files_[segment];
    if (!file) {
      llvm::Expected<Descriptor> opened = folder_.openFile(segmentName(segment), O_RDONLY);
      if (!opened)
        return opened.takeError();
      file = std::move(*opened);
    }
    llvm::Expected<std::string> bytes =
        readAt(file.get(), offset, maxRecordBytes + 1, segmentName(segment));
    if (bytes)
      bytes->resize(std::min(bytes->find('\n'), bytes->size()));
    return bytes;
  }

private:
  const LogFolder &folder_;
  std::map<std::uint64_t, Descriptor> files_;
};

llvm::Error stale(std::int64_t seq) {
  return llvm::createStringError("the index does not fit record %lld; assay audit reindex makes it "
                                 "anew",
                                 static_cast<long long>(seq));
}

/// Rows that are counted for one answer: some milliseconds.
constexpr std::uint64_t maxCounted = 10'000;

/// The number that `sql` finds for a time; `otherwise` if there is none.
llvm::Expected<std::uint64_t> numberAt(const IndexDatabase &index, const char *sql,
                                       std::int64_t time, std::uint64_t otherwise) {
  llvm::Expected<Statement> select = Statement::prepare(index.handle(), sql);
  if (!select)
    return select.takeError();
  llvm::Expected<bool> has = select->bind(time).step();
  if (!has)
    return has.takeError();
  return *has ? static_cast<std::uint64_t>(select->integer(0)) : otherwise;
}

/// The records among which the answer claims to name all that match. The rows just outside the
/// wanted time bound it, so that a hidden row at its edge is inside.
llvm::Expected<IndexedRecords> answered(const IndexDatabase &index, const Filter &filter,
                                        const std::vector<IndexRow> &rows, std::uint64_t limit) {
  IndexedRecords all = index.covered();
  all.begin = std::max(all.begin, filter.firstSeq);
  if (filter.since) {
    auto before = numberAt(
        index, "select seq from record where time < ? order by time desc, seq desc limit 1",
        *filter.since, all.begin);
    if (!before)
      return before.takeError();
    all.begin = std::max(all.begin, *before);
  }
  if (!rows.empty() && rows.size() == limit) {
    all.end = std::min(all.end, static_cast<std::uint64_t>(rows.back().seq) + 1);
  } else if (filter.until) {
    auto after =
        numberAt(index, "select seq from record where time >= ? order by time, seq limit 1",
                 *filter.until, all.end);
    if (!after)
      return after.takeError();
    all.end = std::min(all.end, *after);
  }
  all.end = std::min(all.end, all.begin + maxCounted);
  return all;
}

/// Error: there are not as many rows as records where the answer comes from.
llvm::Error checkGapless(const IndexDatabase &index, IndexedRecords range) {
  if (range.begin >= range.end)
    return llvm::Error::success();
  llvm::Expected<Statement> count =
      Statement::prepare(index.handle(), "select count(*) from record where seq >= ? and seq < ?");
  if (!count)
    return count.takeError();
  count->bind(static_cast<std::int64_t>(range.begin)).bind(static_cast<std::int64_t>(range.end));
  llvm::Expected<bool> has = count->step();
  if (!has)
    return has.takeError();
  if (static_cast<std::uint64_t>(count->integer(0)) == range.end - range.begin)
    return llvm::Error::success();
  return llvm::createStringError("the index lacks some of the records %llu to %llu; assay audit "
                                 "reindex makes it anew",
                                 static_cast<unsigned long long>(range.begin),
                                 static_cast<unsigned long long>(range.end - 1));
}

/// Brings the index up to date and asks it.
llvm::Expected<std::vector<IndexRow>> findRows(IndexDatabase &index, const LogFolder &folder,
                                               const Filter &filter, std::uint64_t limit) {
  if (llvm::Error error = index.update(folder))
    return error;
  llvm::Expected<std::vector<IndexRow>> rows = index.find(filter, limit);
  if (!rows)
    return rows.takeError();
  llvm::Expected<IndexedRecords> range = answered(index, filter, *rows, limit);
  if (!range)
    return range.takeError();
  if (llvm::Error error = checkGapless(index, *range))
    return error;
  return rows;
}

} // namespace

llvm::Error searchLog(llvm::StringRef path, const Filter &filter, std::uint64_t limit,
                      llvm::function_ref<bool(const FoundRecord &)> visit) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  llvm::Expected<IndexDatabase> index = IndexDatabase::open(*folder);
  if (!index)
    return index.takeError();
  llvm::Expected<std::vector<IndexRow>> rows = findRows(*index, *folder, filter, limit);
  if (!rows) {
    // Another process may have pruned the log and begun the index anew meanwhile.
    llvm::consumeError(rows.takeError());
    rows = findRows(*index, *folder, filter, limit);
  }
  if (!rows)
    return rows.takeError();
  LineFinder lines(*folder);
  for (const IndexRow &row : *rows) {
    auto segment = static_cast<std::uint64_t>(row.segment);
    auto offset = static_cast<std::uint64_t>(row.offset);
    llvm::Expected<std::string> line = lines.lineAt(segment, offset);
    if (!line) {
      llvm::consumeError(line.takeError());
      return stale(row.seq);
    }
    llvm::Expected<AuditRecord> record = parseRecord(*line);
    if (!record) {
      llvm::consumeError(record.takeError());
      return stale(row.seq);
    }
    if (rowOf(*record, segment, offset) != row)
      return stale(row.seq);
    // The index knows only the beginning of a subject.
    if (matches(filter, *record) && !visit({*line, std::move(*record)}))
      break;
  }
  return llvm::Error::success();
}

llvm::Expected<std::uint64_t> rebuildIndex(llvm::StringRef path) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Write);
  if (!folder)
    return folder.takeError();
  for (const char *name : {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm"})
    if (folder->exists(name))
      if (llvm::Error error = folder->remove(name))
        return error;
  llvm::Expected<IndexDatabase> index = IndexDatabase::open(*folder);
  if (!index)
    return index.takeError();
  if (llvm::Error error = index->update(*folder))
    return error;
  llvm::Expected<Statement> count =
      Statement::prepare(index->handle(), "select count(*) from record");
  if (!count)
    return count.takeError();
  llvm::Expected<bool> has = count->step();
  if (!has)
    return has.takeError();
  return static_cast<std::uint64_t>(count->integer(0));
}

llvm::Expected<bool> indexMatchesLog(llvm::StringRef path) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  if (!folder->exists("index.sqlite"))
    return true;
  llvm::Expected<IndexDatabase> index = IndexDatabase::open(*folder);
  if (!index)
    return index.takeError();
  if (llvm::Error error = index->update(*folder))
    return error;
  llvm::Expected<Snapshot> snapshot = takeSnapshot(*folder);
  if (!snapshot)
    return snapshot.takeError();
  llvm::Expected<Statement> select = Statement::prepare(
      index->handle(), "select seq, time, type, level, verdict, subject, client, "
                       "process, uid, segment, offset from record order by seq");
  if (!select)
    return select.takeError();
  bool isSame = true;
  llvm::Error error = forEachLine(
      ChunkReader(*folder, snapshot->segments), [&](llvm::StringRef line, const LinePlace &place) {
        llvm::Expected<AuditRecord> record = parseRecord(line);
        llvm::Expected<bool> has = select->step();
        isSame = record && has && *has;
        if (!record)
          llvm::consumeError(record.takeError());
        else if (isSame)
          isSame =
              rowOf(*record, place.segment, place.begin) ==
              IndexRow{select->integer(0), select->integer(1), select->integer(2), select->text(3),
                       select->text(4),    select->integer(5), select->text(6),    select->text(7),
                       select->integer(8), select->integer(9), select->integer(10)};
        if (!has)
          llvm::consumeError(has.takeError());
        return isSame;
      });
  if (error)
    return error;
  return isSame;
}

} // namespace assay
