#ifndef ASSAY_AUDIT_INDEX_DATABASE_H
#define ASSAY_AUDIT_INDEX_DATABASE_H

#include "audit/folder.h"
#include "audit/query.h"
#include "audit/segment.h"
#include <memory>
#include <sqlite3.h>

namespace assay {

/// A prepared statement. Values are bound in order, columns read by number.
class Statement {
public:
  static llvm::Expected<Statement> prepare(sqlite3 *database, llvm::StringRef sql);
  Statement &bind(std::int64_t value);
  Statement &bind(llvm::StringRef value);
  /// True: there is a row. Rewinds and unbinds itself after the last.
  llvm::Expected<bool> step();
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;

private:
  struct Finalize {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
};

/// What the index holds of a record, and where that is.
struct IndexRow {
  std::int64_t seq = 0;
  std::int64_t time = 0;
  std::int64_t type = 0;
  std::string level, verdict;
  /// The first eight bytes of the subject; 0 if there is none.
  std::int64_t subject = 0;
  std::string client, process;
  std::int64_t uid = 0;
  std::int64_t segment = 0;
  std::int64_t offset = 0;

  bool operator==(const IndexRow &) const = default;
};

IndexRow rowOf(const AuditRecord &record, std::uint64_t segment, std::uint64_t offset);
std::int64_t subjectPrefix(const Digest &digest);

/// The first byte that is not indexed yet.
struct IndexPlace {
  /// Position in the list of segments.
  std::size_t segment = 0;
  std::uint64_t offset = 0;
  /// The number of the record that begins there.
  std::uint64_t seq = 0;
};

/// The records [begin, end).
struct IndexedRecords {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The open index. Not thread-safe; processes share the file through SQLite's locks.
class IndexDatabase {
public:
  static llvm::Expected<IndexDatabase> open(const LogFolder &folder);

  /// Adds what was appended since. Starts anew if the log is another one, or was pruned.
  llvm::Error update(const LogFolder &folder);
  [[nodiscard]] llvm::Expected<std::vector<IndexRow>> find(const Filter &filter,
                                                           std::uint64_t limit) const;
  /// What the last update() left: by the log's word, whatever rows there are.
  [[nodiscard]] IndexedRecords covered() const { return covered_; }
  [[nodiscard]] sqlite3 *handle() const { return database_.get(); }

private:
  llvm::Error run(const char *sql) const;
  [[nodiscard]] llvm::Expected<std::optional<IndexPlace>>
  findPlace(const LogFolder &folder, const std::vector<Segment> &segments) const;
  llvm::Error add(const LogFolder &folder, const std::vector<Segment> &segments, std::size_t start,
                  std::uint64_t offset);

  struct Close {
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
  IndexedRecords covered_;
};

} // namespace assay

#endif // ASSAY_AUDIT_INDEX_DATABASE_H
