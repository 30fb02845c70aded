#ifndef ASSAY_TOOLS_ASSAY_SCAN_CACHE_H
#define ASSAY_TOOLS_ASSAY_SCAN_CACHE_H

#include "grammars/source_file.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

// Where `scan` keeps what it thought of files, so that it need not think again: a table of keys and
// bytes in SQLite, which several processes may use at the same time. It knows nothing of what the
// bytes mean. It is a help and never a need: what is damaged is not there, and what cannot be
// written is not kept. Only `scan` reads it; what is to be run is judged afresh.

namespace assay {

/// SHA-256 over all that an answer depends on.
using CacheKey = Digest;

struct CacheStatistics {
  std::uint64_t entries = 0;
  /// Of the file, free pages included.
  std::uint64_t fileBytes = 0;
  /// Of entries alone.
  std::uint64_t entryBytes = 0;
};

/// Thread-safe.
class ScanCache {
public:
  /// Half a million judged files; what is used least goes first.
  static constexpr std::uint64_t defaultMaxBytes = 1024ULL << 20;
  /// Answers to scans as a whole are the largest; one of 100,000 files has 60 MB.
  static constexpr std::size_t maxEntryBytes = 256u << 20;

  /// $XDG_CACHE_HOME/assay, or ~/.cache/assay. Empty if there is no home.
  static std::string defaultFolder();

  /// Opens the one in `folder`, made if it is not there, for this user alone. A file that is no
  /// database, or a damaged one, is replaced. Error: it cannot be had, or others could write to it.
  static llvm::Expected<std::unique_ptr<ScanCache>> open(const std::string &folder,
                                                         std::uint64_t maxBytes = defaultMaxBytes);
  ~ScanCache();
  ScanCache(const ScanCache &) = delete;
  ScanCache &operator=(const ScanCache &) = delete;

  /// What was put under a key. Nothing if it was not, or is not whole.
  [[nodiscard]] std::optional<std::string> find(const CacheKey &key);
  /// Kept in memory until there is enough to write, or flush().
  void put(const CacheKey &key, llvm::StringRef bytes);
  /// Writes what was put, notes what was found, and keeps to the bound.
  void flush();

  [[nodiscard]] llvm::Expected<CacheStatistics> statistics();
  /// Deletes what was used least until the entries take `maxBytes` at most, and gives the space
  /// back. Returns how many went.
  llvm::Expected<std::uint64_t> prune(std::uint64_t maxBytes);

  /// Why nothing is kept any more; empty if all is well.
  [[nodiscard]] std::string problem() const;

private:
  struct Entry {
    CacheKey key;
    std::string bytes;
  };
  ScanCache(sqlite3 *database, std::uint64_t maxBytes) : database_(database), maxBytes_(maxBytes) {}
  static std::unique_ptr<ScanCache> openFile(const std::string &file, std::uint64_t maxBytes);
  /// The last error says that the file is no database, or not all of one.
  [[nodiscard]] bool isDamaged() const;
  bool prepare();
  bool execute(const char *sql);
  void flushLocked();
  bool writePending();
  std::int64_t number(const char *sql);
  std::uint64_t deleteDownTo(std::uint64_t maxBytes);
  void giveUp();

  mutable std::mutex mutex_;
  sqlite3 *database_;
  sqlite3_stmt *find_ = nullptr;
  sqlite3_stmt *put_ = nullptr;
  sqlite3_stmt *touch_ = nullptr;
  std::uint64_t maxBytes_;
  std::vector<Entry> pending_;
  std::size_t pendingBytes_ = 0;
  /// Found, and not noted as used for a day.
  std::vector<CacheKey> used_;
  std::string problem_;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_CACHE_H
