#ifndef ASSAY_AUDIT_LOG_BASE_H
#define ASSAY_AUDIT_LOG_BASE_H

#include "audit/merkle.h"
#include "audit/record.h"
#include "audit/segment.h"
#include <optional>

namespace assay {

/// A signing key as the log announces it.
struct Epoch {
  /// The number of the Key record.
  std::uint64_t since = 0;
  std::string verifierKey;
};

/// What a Key record announces. Nothing: the line is no such record.
std::optional<Epoch> epochOf(llvm::StringRef line);

/// Where the present records begin: at nothing, or at what a Prune record says of those removed.
/// The record is among the present ones, so that the log itself, with its signature, holds these
/// facts.
struct LogBase {
  CompactRange range;
  Digest lastLeaf{};
  std::int64_t lastTime = 0;
  /// The keys announced in the removed records, oldest first.
  std::vector<Epoch> epochs;
};

/// The body of a Prune record that removes the records before base.range.end().
llvm::json::Object pruneBody(const LogBase &base);
/// The reverse. Error: it does not hold what verification needs.
llvm::Expected<LogBase> parsePruneBody(const llvm::json::Object &body);

/// Error: records are missing at the beginning and no Prune record accounts for them.
llvm::Expected<LogBase> findBase(const LogFolder &folder, const std::vector<Segment> &segments);

/// The key that record 0 announced. Error: it cannot be read.
llvm::Expected<std::string> readFirstKey(const LogFolder &folder,
                                         const std::vector<Segment> &segments);

} // namespace assay

#endif // ASSAY_AUDIT_LOG_BASE_H
