#ifndef ASSAY_AUDIT_LOG_H
#define ASSAY_AUDIT_LOG_H

#include "audit/record.h"
#include "llvm/Support/Error.h"
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace assay {

/// Where the log is: $ASSAY_LOG, else $XDG_STATE_HOME/assay/log, else ~/.local/state/assay/log.
/// Error: none of the three variables is set.
llvm::Expected<std::string> defaultLogPath();

struct LogOptions {
  /// Where each checkpoint is also stored; see witness.h. Empty: nowhere.
  std::string witness{};
  /// A segment is closed at this size. Pruning removes whole segments; 16 MiB are about 40,000
  /// records, and a few hundred files a year for a busy machine.
  std::uint64_t segmentBytes = 16u << 20;
  /// An append signs a checkpoint when the last is older than this, and so does closing the log. A
  /// server that may be idle for long calls publish() itself.
  std::chrono::milliseconds publishEvery{1000};
  /// A signing key serves this long; its private half is erased after that.
  std::chrono::hours keyEvery{24};
  /// Microseconds since 1970; the system's clock if null. Tests set it back a year.
  std::int64_t (*wallClock)() = nullptr;
};

/// An append-only folder of chained records: the writing end.
///
/// It proves what was recorded to those who do not trust this machine, as far as a signed
/// checkpoint has left it. It does not protect the unsigned last second from root, and it does not
/// decide what may happen: the caller records, and goes on only if append() returned a number.
///
/// Many processes may have the same log open, and many threads may use one object; all calls are
/// thread-safe. Their appends share disk flushes. One host only: a log on a network file system,
/// or written by another host, is refused.
class AuditLog {
public:
  /// Opens the log in the folder `path`, or creates it (mode 0700) with a key of its own. Repairs
  /// what a crash left unfinished, and records that. Error: the folder is not ours alone, is on a
  /// network file system, or what is there is not an intact end of a log.
  static llvm::Expected<std::unique_ptr<AuditLog>> open(llvm::StringRef path,
                                                        LogOptions options = {});
  AuditLog(const AuditLog &) = delete;
  AuditLog &operator=(const AuditLog &) = delete;
  /// Signs what has not been signed; see publish().
  ~AuditLog();

  /// Returns the record's number once it is on the disk. On an error nothing may be done that was
  /// to be recorded. After a failed flush every later append fails too: what the disk holds is then
  /// unknown, and only a new open() finds out.
  llvm::Expected<std::uint64_t> append(Event event);
  /// The same for several, which get consecutive numbers and share one flush: all are recorded, or
  /// none is. A crash may leave the first of them only.
  llvm::Expected<std::vector<std::uint64_t>> appendAll(std::vector<Event> events);

  /// Signs a checkpoint of all records so far, and gives it to the witness.
  llvm::Error publish();

  /// Replaces the signing key now; the old private key is erased.
  llvm::Error rotateKey();

  /// Removes the whole segments whose records are all older than `before` (microseconds since
  /// 1970), and those private values; a Prune record keeps what verification of the rest needs.
  /// Returns the number of the first record that is left.
  llvm::Expected<std::uint64_t> prune(std::int64_t before);

  /// Erases the private values of record `seq` (all, or the one called `name`), of which the record
  /// holds commitments; everything that was proved stays proved. An Erase record is written first.
  /// Returns how many went. Error also: there is none.
  llvm::Expected<std::size_t> erase(std::uint64_t seq, llvm::StringRef name = "");

  /// The public key of record 0, as a signed-note verifier key: keep it away from this machine.
  [[nodiscard]] std::string firstKey() const;

private:
  struct State;
  explicit AuditLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace assay

#endif // ASSAY_AUDIT_LOG_H
