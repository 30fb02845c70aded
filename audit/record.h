#ifndef ASSAY_AUDIT_RECORD_H
#define ASSAY_AUDIT_RECORD_H

#include "audit/digest.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What a record is about. The first group is written by those who use the log, the second by the
/// log itself (append() refuses these).
enum class RecordType : std::uint8_t {
  Assessment,
  Decision,
  Override,
  /// Written before anything runs: an ExecBegin without its ExecEnd is itself evidence.
  ExecBegin,
  ExecEnd,
  Violation,
  PolicyChange,

  /// The key that signs from here on; record 0 of each log is one.
  Key,
  /// A checkpoint was stored outside by a witness, or a witness failed.
  Witness,
  /// Old segments were removed; holds what verification of the rest needs.
  Prune,
  /// The wall clock was set.
  Clock,
  /// Bytes of an unfinished record were moved aside after a crash.
  Recover,
  /// Private values of a record were erased; their commitments stay.
  Erase,
};

constexpr unsigned recordTypeCount = 13;

/// The name in the log: "assessment", "decision", "override", "exec.begin", "exec.end",
/// "violation", "policy.change", "key", "witness", "prune", "clock", "recover", "erase".
llvm::StringRef nameOf(RecordType type);
std::optional<RecordType> parseRecordType(llvm::StringRef name);

/// Who did it. `uid`, `pid` and `process` are facts about a process (our own, or the peer of a
/// socket); `client` is what it says of itself ("cli", "python", "mcp:editor").
struct Actor {
  std::uint32_t uid = 0;
  std::uint32_t pid = 0;
  std::string process;
  std::string client;

  /// This process.
  static Actor current(llvm::StringRef client);
};

/// A value that may be shown to some and must stay erasable: a path, a command line. The record
/// holds only its commitment, SHA-256("assay.commit.v1\n" + nonce + value) with a fresh 32-byte
/// nonce; nonce and value are kept beside the log and can be erased without breaking it.
struct PrivateValue {
  std::string name;
  std::string value;
};

/// What a caller hands to the log.
struct Event {
  RecordType type = RecordType::Assessment;
  Actor actor{};
  /// SHA-256 of the code; never the code itself.
  std::optional<Digest> subject{};
  /// Strings, booleans, null, arrays, objects and integers up to 2^53 - 1 in size. Anything else
  /// (a fraction, say) is refused: their text form differs between languages.
  llvm::json::Object body{};
  std::vector<PrivateValue> privateValues{};
};

/// One line of the log, taken apart.
///
/// The line is canonical JSON (RFC 8785) of an object with exactly these keys, in this order:
/// actor{client,pid,process,uid}, body, boot, mono, prev, seq, subject, time, type, v.
struct AuditRecord {
  std::uint64_t seq = 0;
  RecordType type = RecordType::Assessment;
  Actor actor;
  std::optional<Digest> subject;
  llvm::json::Object body;
  /// Leaf hash (RFC 6962) of the record before; all zero in record 0.
  Digest prev{};
  /// Microseconds since 1970, UTC. Never before the previous record's, but in a Clock record.
  std::int64_t time = 0;
  /// Microseconds of CLOCK_BOOTTIME, and the boot in which they count.
  std::int64_t mono = 0;
  std::string boot;
};

/// Bytes of one record without its newline. Tile bundles (C2SP tlog-tiles) store lengths in 16
/// bits.
constexpr std::size_t maxRecordBytes = 65535;
/// A body over this goes to blobs/<sha256>, and the record keeps its digest and length. What
/// remains of maxRecordBytes holds the other keys.
constexpr std::size_t maxBodyBytes = 49152;

/// The record's line without the newline. Error: the body cannot be written canonically, or is too
/// large.
llvm::Expected<std::string> formatRecord(const AuditRecord &record);

/// The same with the body's canonical text, which takes the place of record.body.
llvm::Expected<std::string> formatLine(const AuditRecord &record, llvm::StringRef body);

/// Takes a line (without its newline) apart. Accepts exactly what formatRecord() writes: one record
/// has one form.
llvm::Expected<AuditRecord> parseRecord(llvm::StringRef line);

/// "2026-11-24T12:55:27.123456Z": always UTC, always microseconds.
std::string formatTime(std::int64_t microseconds);
/// The reverse; also takes fewer digits ("2026-11-24", "2026-11-24T12:55:27Z"), for people.
std::optional<std::int64_t> parseTime(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_AUDIT_RECORD_H
