#include "audit/index_database.h"

#include "audit/record_view.h"
#include "audit/snapshot.h"
#include "llvm/Support/Endian.h"
#include <fcntl.h>

namespace assay {

static llvm::Error problemOf(sqlite3 *database) {
  return llvm::createStringError("index.sqlite: %s", sqlite3_errmsg(database));
}

llvm::Expected<Statement> Statement::prepare(sqlite3 *database, llvm::StringRef sql) {
  Statement statement;
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, nullptr) !=
      SQLITE_OK)
    return problemOf(database);
  statement.statement_.reset(raw);
  return statement;
}

Statement &Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), next_++, value);
  return *this;
}

Statement &Statement::bind(llvm::StringRef value) {
  sqlite3_bind_text(statement_.get(), next_++, value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

llvm::Expected<bool> Statement::step() {
  int status = sqlite3_step(statement_.get());
  if (status == SQLITE_ROW)
    return true;
  sqlite3_reset(statement_.get());
  next_ = 1;
  if (status == SQLITE_DONE)
    return false;
  return problemOf(sqlite3_db_handle(statement_.get()));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const unsigned char *text = sqlite3_column_text(statement_.get(), column);
  return text ? reinterpret_cast<const char *>(text) : "";
}

std::int64_t subjectPrefix(const Digest &digest) {
  return static_cast<std::int64_t>(llvm::support::endian::read64be(digest.data()));
}

/// What does not fit into one piece of text (a NUL in it) is not searched for by the index.
static std::string indexText(llvm::StringRef text) {
  return text.take_until([](char c) { return c == 0; }).str();
}

IndexRow rowOf(const AuditRecord &record, std::uint64_t segment, std::uint64_t offset) {
  IndexRow row;
  row.seq = static_cast<std::int64_t>(record.seq);
  row.time = record.time;
  row.type = static_cast<std::int64_t>(record.type);
  row.level = indexText(record.body.getString("level").value_or("")).substr(0, 64);
  row.verdict = indexText(record.body.getString("verdict").value_or("")).substr(0, 64);
  row.subject = record.subject ? subjectPrefix(*record.subject) : 0;
  row.client = indexText(record.actor.client);
  row.process = indexText(record.actor.process);
  row.uid = record.actor.uid;
  row.segment = static_cast<std::int64_t>(segment);
  row.offset = static_cast<std::int64_t>(offset);
  return row;
}

static constexpr const char *schema = R"(
create table if not exists record(seq integer primary key, time integer, type integer,
  level text collate nocase, verdict text collate nocase, subject integer, client text,
  process text, uid integer, segment integer, offset integer);
create index if not exists by_level on record(level, time);
create index if not exists by_type on record(type, time);
create index if not exists by_time on record(time);
create index if not exists by_subject on record(subject) where subject <> 0;
create table if not exists place(one integer primary key check (one = 1), first integer,
  segment integer, begin integer, offset integer, leaf text);
pragma user_version = 1;)";

llvm::Error IndexDatabase::run(const char *sql) const {
  char *message = nullptr;
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, &message) == SQLITE_OK)
    return llvm::Error::success();
  llvm::Error error = llvm::createStringError("index.sqlite: %s", message);
  sqlite3_free(message);
  return error;
}

llvm::Expected<IndexDatabase> IndexDatabase::open(const LogFolder &folder) {
  IndexDatabase index;
  sqlite3 *raw = nullptr;
  std::string path = folder.path() + "/index.sqlite";
  int status =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, nullptr);
  index.database_.reset(raw);
  if (status != SQLITE_OK)
    return problemOf(raw);
  // Others may be updating the same index; an update of a whole log takes a while.
  sqlite3_busy_timeout(raw, 60'000);
  // Losing the index costs its rebuilding, and nothing else.
  if (llvm::Error error = index.run("pragma journal_mode = wal; pragma synchronous = off; "
                                    "pragma trusted_schema = off; pragma cell_size_check = on;"))
    return error;
  if (llvm::Error error = index.run(schema))
    return error;
  return index;
}

/// Adds records from one place on, in one transaction.
llvm::Error IndexDatabase::add(const LogFolder &folder, const std::vector<Segment> &segments,
                               std::size_t start, std::uint64_t offset) {
  llvm::Expected<Statement> insert =
      Statement::prepare(handle(), "insert or replace into record values(?,?,?,?,?,?,?,?,?,?,?)");
  if (!insert)
    return insert.takeError();
  std::string problem;
  LinePlace last;
  Digest leaf{};
  llvm::Error error =
      forEachLine(ChunkReader(folder, segments, start, offset), [&](llvm::StringRef line,
                                                                    const LinePlace &place) {
        llvm::Expected<AuditRecord> record = parseRecord(line);
        if (!record || !place.isWhole) {
          problem = record ? "an unfinished record" : llvm::toString(record.takeError());
          return false;
        }
        IndexRow row = rowOf(*record, place.segment, place.begin);
        insert->bind(row.seq).bind(row.time).bind(row.type).bind(row.level).bind(row.verdict);
        insert->bind(row.subject).bind(row.client).bind(row.process).bind(row.uid);
        llvm::Expected<bool> done = insert->bind(row.segment).bind(row.offset).step();
        if (!done)
          problem = llvm::toString(done.takeError());
        last = place;
        leaf = leafHash(line);
        covered_.end = record->seq + 1;
        return problem.empty();
      });
  if (error)
    return error;
  if (!problem.empty())
    return llvm::createStringError("index: " + problem);
  if (last.end == 0)
    return llvm::Error::success();
  llvm::Expected<Statement> store =
      Statement::prepare(handle(), "insert or replace into place values(1,?,?,?,?,?)");
  if (!store)
    return store.takeError();
  store->bind(static_cast<std::int64_t>(segments.front().first));
  store->bind(static_cast<std::int64_t>(last.segment)).bind(static_cast<std::int64_t>(last.begin));
  store->bind(static_cast<std::int64_t>(last.end));
  return store->bind(hexOf(leaf)).step().takeError();
}

/// How far the index goes; nothing if it is empty, or of a log that is not this one any more.
llvm::Expected<std::optional<IndexPlace>>
IndexDatabase::findPlace(const LogFolder &folder, const std::vector<Segment> &segments) const {
  llvm::Expected<Statement> place =
      Statement::prepare(handle(), "select first, segment, begin, offset, leaf from place");
  if (!place)
    return place.takeError();
  llvm::Expected<bool> has = place->step();
  if (!has)
    return has.takeError();
  if (!*has || static_cast<std::uint64_t>(place->integer(0)) != segments.front().first)
    return std::nullopt;
  auto first = static_cast<std::uint64_t>(place->integer(1));
  auto begin = static_cast<std::uint64_t>(place->integer(2));
  auto end = static_cast<std::uint64_t>(place->integer(3));
  auto segment = llvm::find_if(segments, [&](const Segment &s) { return s.first == first; });
  if (segment == segments.end() || segment->bytes < end || end <= begin)
    return std::nullopt;
  // Where the last indexed record stood in the log, it must still stand.
  llvm::Expected<Descriptor> file = folder.openFile(segmentName(first), O_RDONLY);
  if (!file)
    return file.takeError();
  llvm::Expected<std::string> line =
      readAt(file->get(), begin, end - begin - 1, segmentName(first));
  if (!line)
    return line.takeError();
  RecordView view;
  if (hexOf(leafHash(*line)) != place->text(4) || viewRecord(*line, view))
    return std::nullopt;
  return IndexPlace{static_cast<std::size_t>(segment - segments.begin()), end, view.seq + 1};
}

llvm::Error IndexDatabase::update(const LogFolder &folder) {
  llvm::Expected<Snapshot> snapshot = takeSnapshot(folder);
  if (!snapshot)
    return snapshot.takeError();
  const std::vector<Segment> &segments = snapshot->segments;
  if (segments.empty())
    return llvm::Error::success();
  llvm::Expected<std::optional<IndexPlace>> found = findPlace(folder, segments);
  if (!found)
    return found.takeError();
  IndexPlace place = found->value_or(IndexPlace());
  covered_ = {segments.front().first, place.seq};
  if (*found && place.segment + 1 == segments.size() &&
      segments[place.segment].bytes == place.offset)
    return llvm::Error::success();
  if (llvm::Error error = run("begin immediate"))
    return error;
  if (!*found)
    if (llvm::Error error = run("delete from record; delete from place;"))
      return error;
  if (llvm::Error error = add(folder, segments, place.segment, place.offset)) {
    llvm::consumeError(run("rollback"));
    return error;
  }
  return run("commit");
}

llvm::Expected<std::vector<IndexRow>> IndexDatabase::find(const Filter &filter,
                                                          std::uint64_t limit) const {
  std::string sql = "select seq, time, type, level, verdict, subject, client, process, uid, "
                    "segment, offset from record where seq >= ?";
  if (filter.since)
    sql += " and time >= ?";
  if (filter.until)
    sql += " and time < ?";
  if (filter.type)
    sql += " and type = ?";
  if (!filter.level.empty())
    sql += " and level = ?";
  if (!filter.verdict.empty())
    sql += " and verdict = ?";
  if (filter.subject)
    sql += " and subject = ? and subject <> 0";
  if (!filter.actor.empty())
    sql += " and (client = ? or process = ? or cast(uid as text) = ?)";
  // By time: the order of the log but where the clock was set, and the order of the indexes.
  sql += " order by time, seq limit ?";
  llvm::Expected<Statement> statement = Statement::prepare(handle(), sql);
  if (!statement)
    return statement.takeError();
  statement->bind(static_cast<std::int64_t>(filter.firstSeq));
  for (const auto &time : {filter.since, filter.until})
    if (time)
      statement->bind(*time);
  if (filter.type)
    statement->bind(static_cast<std::int64_t>(*filter.type));
  for (const std::string &text : {filter.level, filter.verdict})
    if (!text.empty())
      statement->bind(text);
  if (filter.subject)
    statement->bind(subjectPrefix(*filter.subject));
  if (!filter.actor.empty())
    statement->bind(filter.actor).bind(filter.actor).bind(filter.actor);
  statement->bind(static_cast<std::int64_t>(limit));
  std::vector<IndexRow> rows;
  while (true) {
    llvm::Expected<bool> has = statement->step();
    if (!has)
      return has.takeError();
    if (!*has)
      return rows;
    const Statement &s = *statement;
    rows.push_back({s.integer(0), s.integer(1), s.integer(2), s.text(3), s.text(4), s.integer(5),
                    s.text(6), s.text(7), s.integer(8), s.integer(9), s.integer(10)});
  }
}

} // namespace assay
