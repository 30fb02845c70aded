#ifndef ASSAY_AUDIT_PUBLISHER_H
#define ASSAY_AUDIT_PUBLISHER_H

#include "audit/checkpoint.h"
#include "audit/key_store.h"
#include "audit/merkle.h"
#include "audit/tail.h"
#include <chrono>

namespace assay {

/// "epochs/00000000000000000043": the last checkpoint of the key that record 42 replaced.
std::string epochName(std::uint64_t size);

/// Signs checkpoints. Keeps the tree's right edge (a compact range), so that a checkpoint costs one
/// hash for each record since the last one; the edge is also kept in the file `tree`, which is
/// derived and checked against the checkpoint before it is used. Requires the append lock for every
/// call.
class Publisher {
public:
  /// Refuses a log whose records do not lead to its last checkpoint: nothing may be added to it,
  /// for a new signature would cover up what happened.
  static llvm::Expected<Publisher> open(const LogFolder &folder, const Tail &tail);

  /// Completes an interrupted change of keys, signs all records, writes `checkpoint`. Requires that
  /// all records are flushed. Returns the signed note.
  llvm::Expected<std::string> publish(const LogFolder &folder, const Tail &tail);

  [[nodiscard]] std::uint64_t signedSize() const { return signedSize_; }
  /// The root of the tree of what is signed.
  [[nodiscard]] Digest root() const { return range_.root(); }
  /// Whether the key in use was made longer than `age` before `now` (microseconds since 1970).
  /// Another process may have replaced it since this one looked.
  llvm::Expected<bool> isKeyOlder(const LogFolder &folder, std::int64_t now,
                                  std::chrono::microseconds age);
  /// The log's name in its checkpoints.
  [[nodiscard]] const std::string &origin() const { return origin_; }

private:
  llvm::Error loadTree(const LogFolder &folder);
  llvm::Error storeTree(const LogFolder &folder) const;
  llvm::Error growTo(const LogFolder &folder, std::uint64_t size);
  llvm::Error startAnewIfPruned(const LogFolder &folder, const Tail &tail);
  llvm::Error dropUnannounced(const LogFolder &folder, std::vector<StoredKey> &keys,
                              std::uint64_t size);
  llvm::Error closeEpoch(const LogFolder &folder, const StoredKey &old, const StoredKey &next);
  [[nodiscard]] llvm::Expected<std::string> signWith(const StoredKey &key) const;

  CompactRange range_;
  /// The last record in the range, if it was read and not loaded.
  std::string lastLine_;
  std::uint64_t segment_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t signedSize_ = 0;
  std::int64_t keyCreated_ = 0;
  std::string origin_;
};

} // namespace assay

#endif // ASSAY_AUDIT_PUBLISHER_H
