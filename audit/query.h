#ifndef ASSAY_AUDIT_QUERY_H
#define ASSAY_AUDIT_QUERY_H

#include "audit/record.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>

namespace assay {

/// Which records are wanted; every condition that is set must hold.
struct Filter {
  /// Microseconds since 1970; `since` belongs to the range, `until` does not.
  std::optional<std::int64_t> since{};
  std::optional<std::int64_t> until{};
  std::optional<RecordType> type{};
  /// The body's "level" ("HIGH") and "verdict" ("block").
  std::string level{};
  std::string verdict{};
  std::optional<Digest> subject{};
  /// Matches the actor's client, process or user id.
  std::string actor{};
  std::uint64_t firstSeq = 0;
};

bool matches(const Filter &filter, const AuditRecord &record);

/// A record as it is found: its exact line, and the line taken apart.
struct FoundRecord {
  llvm::StringRef line;
  AuditRecord record;
};

/// Calls `visit` for the records that match, oldest first, until it returns false. The line is
/// borrowed for the call. Reads the segments and checks nothing but their form; verifyLog() proves.
llvm::Error readLog(llvm::StringRef path, const Filter &filter,
                    llvm::function_ref<bool(const FoundRecord &)> visit);

} // namespace assay

#endif // ASSAY_AUDIT_QUERY_H
