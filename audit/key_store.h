#ifndef ASSAY_AUDIT_KEY_STORE_H
#define ASSAY_AUDIT_KEY_STORE_H

#include "audit/folder.h"
#include "audit/signed_note.h"
#include <vector>

namespace assay {

/// The log's private keys: files of mode 0600 beside it. Whoever can read them can sign as the log;
/// what was signed by an erased key can no longer be signed by anybody.
///
/// A key is named by the number of the Key record that announced it, and signs the checkpoints that
/// cover that record, until the next Key record.
struct StoredKey {
  std::uint64_t since = 0;
  /// Microseconds since 1970.
  std::int64_t created = 0;
  SigningKey key;
};

llvm::Error storeKey(const LogFolder &folder, const StoredKey &key);
/// Oldest first: one, or two if a change of keys was interrupted. Completes an interrupted erasure.
llvm::Expected<std::vector<StoredKey>> loadKeys(const LogFolder &folder);
/// Overwrites, then removes.
llvm::Error eraseKey(const LogFolder &folder, std::uint64_t since);

} // namespace assay

#endif // ASSAY_AUDIT_KEY_STORE_H
