#ifndef ASSAY_AUDIT_TREE_READER_H
#define ASSAY_AUDIT_TREE_READER_H

#include "audit/log_base.h"
#include "audit/merkle.h"
#include "audit/snapshot.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace assay {

/// A tree of a signed size, held as the hashes of all its leaves (32 bytes a record): for proofs
/// and exports, which are rare; 10 million records take 320 MB. Records that were pruned have no
/// leaf here, and no proof can need a node among them but the largest ones, which the prune record
/// kept.
struct TreeLeaves {
  Snapshot snapshot;
  LogBase base;
  /// Records [base.range.end(), size).
  std::vector<Digest> leaves;
  /// The size that the checkpoint covers.
  std::uint64_t size = 0;
};

llvm::Expected<TreeLeaves> readLeaves(const LogFolder &folder);

/// The hash of a complete subtree. Error: it contains pruned records and is none of those kept.
llvm::Expected<Digest> nodeOf(const TreeLeaves &tree, TreeNode node);

/// The hashes of a proof, in order.
llvm::Expected<std::vector<Digest>> proofOf(const TreeLeaves &tree, const ProofShape &shape);

/// The proof that a record is in the log, as C2SP tlog-proof: index, hashes and the signed
/// checkpoint in one text that needs nothing else to be checked but the record's bytes and the
/// log's key.
llvm::Expected<std::string> proveRecord(llvm::StringRef path, std::uint64_t seq);

/// The hashes that prove that a checkpoint's tree is the beginning of the log's: base64, one a
/// line.
llvm::Expected<std::string> proveConsistency(llvm::StringRef path, std::uint64_t oldSize);

/// Writes the log as a static web server can offer it (C2SP tlog-tiles): `checkpoint`, `tile/`, and
/// beside them `epochs/` with the closing checkpoints and `keys`, all verifier keys in order. Any
/// verifier of that format can check it. Error also: the log is pruned, for tiles need every leaf.
llvm::Error exportTiles(llvm::StringRef path, llvm::StringRef target);

} // namespace assay

#endif // ASSAY_AUDIT_TREE_READER_H
