#include "audit/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace assay {

/// The largest power of two below `size`: where RFC 6962 splits a tree. Requires size > 1.
static std::uint64_t splitOf(std::uint64_t size) { return std::bit_floor(size - 1); }

/// The complete subtrees of records [begin, end), left to right. Requires that `begin` is a
/// multiple of a power of two that is at least end - begin, as it is for every node of a tree.
static ProofShape::Step coverOf(std::uint64_t begin, std::uint64_t end) {
  ProofShape::Step step;
  while (begin < end) {
    unsigned level = std::bit_width(end - begin) - 1;
    step.nodes.push_back({level, begin >> level});
    begin += std::uint64_t{1} << level;
  }
  return step;
}

ProofShape inclusionShape(std::uint64_t seq, std::uint64_t size) {
  assert(seq < size);
  ProofShape shape;
  std::uint64_t begin = 0, end = size;
  while (end - begin > 1) {
    std::uint64_t middle = begin + splitOf(end - begin);
    bool isLeft = seq < middle;
    shape.steps.push_back(isLeft ? coverOf(middle, end) : coverOf(begin, middle));
    (isLeft ? end : begin) = middle;
  }
  std::reverse(shape.steps.begin(), shape.steps.end());
  return shape;
}

ProofShape consistencyShape(std::uint64_t old, std::uint64_t size) {
  assert(old > 0 && old <= size);
  ProofShape shape;
  std::uint64_t begin = 0, end = size;
  // Descend to the subtree that ends where the old tree ended. What lies left of it must be proved
  // only if it is not the old tree itself.
  bool isOldTree = true;
  while (end != old) {
    std::uint64_t middle = begin + splitOf(end - begin);
    bool isLeft = old <= middle;
    shape.steps.push_back(isLeft ? coverOf(middle, end) : coverOf(begin, middle));
    isOldTree &= isLeft;
    (isLeft ? end : begin) = middle;
  }
  if (!isOldTree)
    shape.steps.push_back(coverOf(begin, end));
  std::reverse(shape.steps.begin(), shape.steps.end());
  return shape;
}

bool checkInclusion(std::uint64_t seq, std::uint64_t size, const Digest &leaf,
                    llvm::ArrayRef<Digest> proof, const Digest &root) {
  if (seq >= size)
    return false;
  std::uint64_t node = seq, last = size - 1;
  Digest hash = leaf;
  for (const Digest &sibling : proof) {
    if (last == 0)
      return false;
    if ((node & 1) || node == last) {
      hash = nodeHash(sibling, hash);
      unsigned shift = (node & 1) ? 0 : std::countr_zero(node);
      // A right edge without sibling rises until it is a right child.
      node >>= shift;
      last >>= shift;
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool checkConsistency(std::uint64_t old, std::uint64_t size, const Digest &oldRoot,
                      const Digest &root, llvm::ArrayRef<Digest> proof) {
  if (old == 0 || old > size)
    return false;
  if (old == size)
    return proof.empty() && oldRoot == root;
  std::uint64_t node = old - 1, last = size - 1;
  unsigned shift = std::countr_one(node);
  node >>= shift;
  last >>= shift;
  // A complete old tree is a node of the new one, and is not repeated in the proof.
  Digest oldHash = oldRoot;
  if (!std::has_single_bit(old)) {
    if (proof.empty())
      return false;
    oldHash = proof.front();
    proof = proof.drop_front();
  }
  Digest hash = oldHash;
  for (const Digest &sibling : proof) {
    if (last == 0)
      return false;
    if ((node & 1) || node == last) {
      oldHash = nodeHash(sibling, oldHash);
      hash = nodeHash(sibling, hash);
      unsigned rise = (node & 1) ? 0 : std::countr_zero(node);
      node >>= rise;
      last >>= rise;
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && oldHash == oldRoot && hash == root;
}

} // namespace assay
