#include "tools/assay/scan_cache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/xxhash.h"
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;
namespace fs = std::filesystem;

namespace {

/// Another form of the table has another name, so that two versions of assay can take turns.
constexpr const char *fileName = "scan-1.sqlite";

/// What is put is written when it is this much: the memory of a scan stays bounded.
constexpr std::size_t maxPendingBytes = 16u << 20;

/// Another scan writes for less than that; whoever waits longer does without.
constexpr int busyMilliseconds = 2'000;

/// What is used is noted once in so many seconds: a scan that finds all writes nothing.
constexpr std::int64_t useSeconds = 86'400;

constexpr std::size_t checkBytes = sizeof(std::uint64_t);

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Tells that an entry is whole and under its own key.
std::string checkOf(const CacheKey &key, llvm::StringRef bytes) {
  const std::uint64_t sum =
      llvm::xxh3_64bits(bytes) ^ llvm::xxh3_64bits(llvm::ArrayRef<std::uint8_t>(key));
  return std::string(reinterpret_cast<const char *>(&sum), sizeof sum);
}

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::io_error, message);
}

/// A cache that others can write to would let them say what is harmless.
llvm::Error makeFolder(const std::string &folder) {
  std::error_code error;
  fs::create_directories(fs::path(folder).parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return failure("cannot make " + folder + ": " + std::strerror(errno));
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    return failure(folder + " is no folder");
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return failure(folder + " is not this user's alone: chmod go-w, or take another");
  return llvm::Error::success();
}

void removeDatabase(const std::string &file) {
  for (const char *suffix : {"", "-wal", "-shm"})
    ::unlink((file + suffix).c_str());
}

void bindBytes(sqlite3_stmt *statement, int at, llvm::StringRef bytes) {
  sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_STATIC);
}

} // namespace

std::string ScanCache::defaultFolder() {
  if (const char *folder = std::getenv("XDG_CACHE_HOME"); folder && *folder == '/')
    return std::string(folder) + "/assay";
  const char *home = std::getenv("HOME");
  return home && *home == '/' ? std::string(home) + "/.cache/assay" : "";
}

llvm::Expected<std::unique_ptr<ScanCache>> ScanCache::open(const std::string &folder,
                                                           std::uint64_t maxBytes) {
  if (folder.empty())
    return failure("there is no home to keep it in");
  if (llvm::Error error = makeFolder(folder))
    return error;
  const std::string file = folder + "/" + fileName;
  auto cache = openFile(file, maxBytes);
  const bool isDamaged = !cache->problem_.empty() && cache->isDamaged();
  if (isDamaged) {
    removeDatabase(file);
    cache = openFile(file, maxBytes);
  }
  if (!cache->problem_.empty())
    return failure(file + ": " + cache->problem_);
  return cache;
}

/// With a problem if it cannot be used.
std::unique_ptr<ScanCache> ScanCache::openFile(const std::string &file, std::uint64_t maxBytes) {
  sqlite3 *database = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                         SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                                     nullptr);
  std::unique_ptr<ScanCache> cache(new ScanCache(database, maxBytes));
  if (status != SQLITE_OK || !cache->prepare())
    cache->problem_ = sqlite3_errmsg(database);
  return cache;
}

bool ScanCache::isDamaged() const {
  const int error = sqlite3_errcode(database_);
  return error == SQLITE_NOTADB || error == SQLITE_CORRUPT;
}

ScanCache::~ScanCache() {
  for (sqlite3_stmt *statement : {find_, put_, touch_})
    sqlite3_finalize(statement);
  sqlite3_close(database_);
}

bool ScanCache::execute(const char *sql) {
  return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool ScanCache::prepare() {
  sqlite3_busy_timeout(database_, busyMilliseconds);
  // A power failure may cost the cache, which is then made anew; waiting for the disk costs each
  // scan.
  const bool isReady =
      execute("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
              "PRAGMA trusted_schema=OFF;"
              "CREATE TABLE IF NOT EXISTS entry"
              "(key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL);"
              "CREATE INDEX IF NOT EXISTS byUse ON entry(used)");
  const auto make = [&](const char *sql, sqlite3_stmt *&statement) {
    return sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK;
  };
  return isReady && make("SELECT value, used FROM entry WHERE key=?1", find_) &&
         make("INSERT OR REPLACE INTO entry(key, used, value) VALUES(?1, ?2, ?3)", put_) &&
         make("UPDATE entry SET used=?2 WHERE key=?1", touch_);
}

std::optional<std::string> ScanCache::find(const CacheKey &key) {
  const std::lock_guard lock(mutex_);
  if (!problem_.empty())
    return std::nullopt;
  bindBytes(find_, 1, llvm::toStringRef(key));
  std::optional<std::string> found;
  if (sqlite3_step(find_) == SQLITE_ROW) {
    const llvm::StringRef value(static_cast<const char *>(sqlite3_column_blob(find_, 0)),
                                static_cast<std::size_t>(sqlite3_column_bytes(find_, 0)));
    const llvm::StringRef bytes = value.drop_front(std::min(checkBytes, value.size()));
    if (value.take_front(checkBytes) == checkOf(key, bytes))
      found = bytes.str();
    if (found && sqlite3_column_int64(find_, 1) + useSeconds < now())
      used_.push_back(key);
  }
  sqlite3_reset(find_);
  return found;
}

void ScanCache::put(const CacheKey &key, llvm::StringRef bytes) {
  const std::lock_guard lock(mutex_);
  if (!problem_.empty() || bytes.size() > maxEntryBytes)
    return;
  pending_.push_back({key, checkOf(key, bytes) + bytes.str()});
  pendingBytes_ += bytes.size();
  if (pendingBytes_ >= maxPendingBytes)
    flushLocked();
}

void ScanCache::flush() {
  const std::lock_guard lock(mutex_);
  flushLocked();
}

void ScanCache::flushLocked() {
  if (problem_.empty() && !(pending_.empty() && used_.empty()) && !writePending())
    giveUp();
  pending_.clear();
  used_.clear();
  pendingBytes_ = 0;
}

/// From now on nothing is kept; the reason is SQLite's last.
void ScanCache::giveUp() {
  problem_ = sqlite3_errmsg(database_);
  execute("ROLLBACK");
}

bool ScanCache::writePending() {
  if (!execute("BEGIN IMMEDIATE"))
    return false;
  const std::int64_t time = now();
  for (const Entry &entry : pending_) {
    bindBytes(put_, 1, llvm::toStringRef(entry.key));
    sqlite3_bind_int64(put_, 2, time);
    bindBytes(put_, 3, entry.bytes);
    const int status = sqlite3_step(put_);
    sqlite3_reset(put_);
    if (status != SQLITE_DONE)
      return false;
  }
  for (const CacheKey &key : used_) {
    bindBytes(touch_, 1, llvm::toStringRef(key));
    sqlite3_bind_int64(touch_, 2, time);
    const int status = sqlite3_step(touch_);
    sqlite3_reset(touch_);
    if (status != SQLITE_DONE)
      return false;
  }
  // A fifth is let go at a time, so that not every scan has to.
  const auto used =
      static_cast<std::uint64_t>(number("SELECT (SELECT page_count FROM pragma_page_count) - "
                                        "(SELECT freelist_count FROM pragma_freelist_count)") *
                                 number("SELECT page_size FROM pragma_page_size"));
  if (used > maxBytes_)
    deleteDownTo(maxBytes_ / 5 * 4);
  return execute("COMMIT");
}

/// The first column of the only row; 0 if it cannot be had.
std::int64_t ScanCache::number(const char *sql) {
  sqlite3_stmt *statement = nullptr;
  std::int64_t value = 0;
  if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

/// Within a transaction.
std::uint64_t ScanCache::deleteDownTo(std::uint64_t maxBytes) {
  sqlite3_stmt *statement = nullptr;
  // The latest come first, and what is beyond the bound goes.
  const char *sql = "DELETE FROM entry WHERE key IN (SELECT key FROM "
                    "(SELECT key, sum(length(value) + 64) OVER (ORDER BY used DESC, key) AS upTo "
                    "FROM entry) WHERE upTo > ?1)";
  if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK)
    return 0;
  sqlite3_bind_int64(statement, 1, static_cast<std::int64_t>(maxBytes));
  const bool isDone = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return isDone ? static_cast<std::uint64_t>(sqlite3_changes(database_)) : 0;
}

llvm::Expected<CacheStatistics> ScanCache::statistics() {
  const std::lock_guard lock(mutex_);
  CacheStatistics statistics;
  statistics.entries = static_cast<std::uint64_t>(number("SELECT count(*) FROM entry"));
  statistics.entryBytes =
      static_cast<std::uint64_t>(number("SELECT coalesce(sum(length(value)), 0) FROM entry"));
  statistics.fileBytes =
      static_cast<std::uint64_t>(number("SELECT page_count FROM pragma_page_count") *
                                 number("SELECT page_size FROM pragma_page_size"));
  if (sqlite3_errcode(database_) != SQLITE_OK && sqlite3_errcode(database_) != SQLITE_DONE)
    return failure(sqlite3_errmsg(database_));
  return statistics;
}

llvm::Expected<std::uint64_t> ScanCache::prune(std::uint64_t maxBytes) {
  const std::lock_guard lock(mutex_);
  if (!execute("BEGIN IMMEDIATE"))
    return failure(sqlite3_errmsg(database_));
  const std::uint64_t deleted = deleteDownTo(maxBytes);
  if (!execute("COMMIT") || !execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"))
    return failure(sqlite3_errmsg(database_));
  return deleted;
}

std::string ScanCache::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}
