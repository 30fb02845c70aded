#ifndef ASSAY_AUDIT_MERKLE_H
#define ASSAY_AUDIT_MERKLE_H

#include "audit/digest.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace assay {

/// The Merkle tree of RFC 6962 (section 2.1) over the records, SHA-256 throughout.

/// SHA-256(0x00 + record).
Digest leafHash(llvm::StringRef record);
/// SHA-256(0x01 + left + right).
Digest nodeHash(const Digest &left, const Digest &right);

/// The hashes that stand for records [begin, end): the largest complete subtrees, left to right.
///
/// It grows at the right end, one leaf or one neighbouring range at a time, and holds at most
/// 2 x 64 hashes however many records it stands for. A range that begins at 0 has the tree's root.
class CompactRange {
public:
  CompactRange() = default;
  explicit CompactRange(std::uint64_t begin) : begin_(begin), end_(begin) {}

  [[nodiscard]] std::uint64_t begin() const { return begin_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }

  void append(const Digest &leaf) { appendSubtree(0, leaf); }
  /// Requires next.begin() == end().
  void append(const CompactRange &next);
  /// Appends 2^level records at once, by their hash. Requires that end() is a multiple of that.
  void appendSubtree(unsigned level, Digest hash);

  /// The root of the tree of records [0, end). Requires begin() == 0.
  [[nodiscard]] Digest root() const;

  /// The subtrees' hashes, left to right; their sizes follow from begin and end.
  [[nodiscard]] std::vector<Digest> hashes() const;
  /// The part from `begin` on; nothing if a subtree spans that place.
  [[nodiscard]] std::optional<CompactRange> from(std::uint64_t begin) const;
  /// The reverse for [0, end). Error: not the number of hashes that `end` needs.
  static llvm::Expected<CompactRange> fromHashes(std::uint64_t end, llvm::ArrayRef<Digest> hashes);

private:
  struct Subtree {
    /// It holds 2^level records, and begins at a multiple of that.
    unsigned level;
    Digest hash;
  };

  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  std::vector<Subtree> subtrees_;
};

/// One node of the tree: the hash of records [index << level, (index + 1) << level).
struct TreeNode {
  unsigned level = 0;
  std::uint64_t index = 0;
};

/// What the hashes of a proof are made of, in the proof's order (leaf to root). Each hash of the
/// proof is one step: a single node, or the nodes of an incomplete subtree at the tree's right
/// edge, which fold from right to left.
struct ProofShape {
  struct Step {
    std::vector<TreeNode> nodes;
  };
  std::vector<Step> steps;
};

/// Proves that record `seq` is in the tree of `size` records. Requires seq < size.
ProofShape inclusionShape(std::uint64_t seq, std::uint64_t size);
/// Proves that the tree of `old` records is the beginning of the tree of `size`. Requires
/// 0 < old <= size.
ProofShape consistencyShape(std::uint64_t old, std::uint64_t size);

/// Recomputes the root (RFC 9162, sections 2.1.3.2 and 2.1.4.2). False: the proof proves nothing.
bool checkInclusion(std::uint64_t seq, std::uint64_t size, const Digest &leaf,
                    llvm::ArrayRef<Digest> proof, const Digest &root);
bool checkConsistency(std::uint64_t old, std::uint64_t size, const Digest &oldRoot,
                      const Digest &root, llvm::ArrayRef<Digest> proof);

} // namespace assay

#endif // ASSAY_AUDIT_MERKLE_H
