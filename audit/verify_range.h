#ifndef ASSAY_AUDIT_VERIFY_RANGE_H
#define ASSAY_AUDIT_VERIFY_RANGE_H

#include "audit/verify.h"

namespace assay {

struct RangeOptions {
  /// The first and the last record; without them the first that is present, the last that is
  /// signed.
  std::optional<std::uint64_t> from{};
  std::optional<std::uint64_t> to{};
  /// A folder that exportTiles() wrote, perhaps an older one. With it only the range's records are
  /// read from the log, and of the folder a few tiles for each key. Empty: all records of the log
  /// are hashed.
  std::string tiles{};
};

/// Verifies some records of the log at `path`: that each is a record, has its number, continues the
/// one before it, and is in the tree whose root is signed; with the keys, their closing checkpoints
/// and the checkpoints from outside as verifyLog() does.
///
/// It proves nothing of the other records but that the signed tree has their hashes: not that they
/// are records, nor, with tiles, that the log still has them. VerifyOptions::rememberedBase and
/// threads are not used. Error: the log or the tiles cannot be read, or the range is empty, pruned
/// or not signed.
llvm::Expected<Verification> verifyRange(llvm::StringRef path, const RangeOptions &range,
                                         const VerifyOptions &options = {});

} // namespace assay

#endif // ASSAY_AUDIT_VERIFY_RANGE_H
