#include "audit/merkle.h"
#include "test/unit/audit/temporary_log.h"

using namespace assay;

/// RFC 6962, section 2.1, word for word: slow and obvious.
static Digest treeHash(llvm::ArrayRef<Digest> leaves) {
  if (leaves.empty())
    return sha256({});
  if (leaves.size() == 1)
    return leaves.front();
  std::size_t split = 1;
  while (2 * split < leaves.size())
    split *= 2;
  return nodeHash(treeHash(leaves.take_front(split)), treeHash(leaves.drop_front(split)));
}

static std::vector<Digest> makeLeaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i)
    leaves.push_back(leafHash(std::to_string(i)));
  return leaves;
}

static std::vector<Digest> proofOf(const ProofShape &shape, llvm::ArrayRef<Digest> leaves) {
  std::vector<Digest> proof;
  for (const ProofShape::Step &step : shape.steps) {
    std::vector<Digest> nodes;
    for (const TreeNode &node : step.nodes)
      nodes.push_back(
          treeHash(leaves.slice(node.index << node.level, std::size_t{1} << node.level)));
    while (nodes.size() > 1) {
      Digest right = nodes.back();
      nodes.pop_back();
      nodes.back() = nodeHash(nodes.back(), right);
    }
    proof.push_back(nodes.front());
  }
  return proof;
}

TEST(Merkle, KnowsTheHashesOfTheStandard) {
  // RFC 6962: MTH({}) = SHA-256(), and the leaf hash of the empty entry.
  EXPECT_EQ(hexOf(CompactRange().root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hexOf(leafHash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(Merkle, CompactRangeAgreesWithTheDefinition) {
  std::vector<Digest> leaves = makeLeaves(130);
  CompactRange range;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(range.root(), treeHash(llvm::ArrayRef(leaves).take_front(size))) << size;
    EXPECT_EQ(must(CompactRange::fromHashes(size, range.hashes())).root(), range.root());
    if (size < leaves.size())
      range.append(leaves[size]);
  }
}

TEST(Merkle, RangesCanBeJoinedAnywhere) {
  std::vector<Digest> leaves = makeLeaves(70);
  Digest root = treeHash(leaves);
  for (std::size_t a = 0; a <= leaves.size(); ++a)
    for (std::size_t b = a; b <= leaves.size(); b += 3) {
      CompactRange parts[] = {CompactRange(0), CompactRange(a), CompactRange(b)};
      for (std::size_t i = 0; i < leaves.size(); ++i)
        parts[i < a ? 0 : i < b ? 1 : 2].append(leaves[i]);
      parts[1].append(parts[2]);
      parts[0].append(parts[1]);
      ASSERT_EQ(parts[0].root(), root) << a << " " << b;
    }
}

TEST(Merkle, InclusionProofsHoldForEveryRecordAndNoOther) {
  for (std::uint64_t size = 1; size <= 40; ++size) {
    std::vector<Digest> leaves = makeLeaves(size);
    Digest root = treeHash(leaves);
    for (std::uint64_t seq = 0; seq < size; ++seq) {
      std::vector<Digest> proof = proofOf(inclusionShape(seq, size), leaves);
      ASSERT_TRUE(checkInclusion(seq, size, leaves[seq], proof, root)) << seq << "/" << size;
      EXPECT_FALSE(checkInclusion(seq, size, leafHash("other"), proof, root));
      EXPECT_FALSE(checkInclusion(seq + size, size, leaves[seq], proof, root));
      if (!proof.empty()) {
        EXPECT_FALSE(
            checkInclusion(seq, size, leaves[seq], llvm::ArrayRef(proof).drop_back(), root));
        proof[0][0] ^= 1;
        EXPECT_FALSE(checkInclusion(seq, size, leaves[seq], proof, root));
      }
      proof.push_back(root);
      EXPECT_FALSE(checkInclusion(seq, size, leaves[seq], proof, root));
    }
  }
}

TEST(Merkle, ConsistencyProofsHoldForEveryPairOfSizes) {
  std::vector<Digest> leaves = makeLeaves(40);
  for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
    Digest root = treeHash(llvm::ArrayRef(leaves).take_front(size));
    for (std::uint64_t old = 1; old <= size; ++old) {
      Digest oldRoot = treeHash(llvm::ArrayRef(leaves).take_front(old));
      std::vector<Digest> proof =
          proofOf(consistencyShape(old, size), llvm::ArrayRef(leaves).take_front(size));
      ASSERT_TRUE(checkConsistency(old, size, oldRoot, root, proof)) << old << "/" << size;
      if (old < size) {
        EXPECT_FALSE(checkConsistency(old, size, leafHash("other"), root, proof));
        EXPECT_FALSE(checkConsistency(old, size, oldRoot, leafHash("other"), proof));
        proof.back()[5] ^= 4;
        EXPECT_FALSE(checkConsistency(old, size, oldRoot, root, proof));
      }
    }
  }
}

TEST(Merkle, RefusesTheWrongNumberOfHashes) {
  EXPECT_NE(problemOf(CompactRange::fromHashes(3, makeLeaves(1))), "");
  EXPECT_NE(problemOf(CompactRange::fromHashes(0, makeLeaves(1))), "");
}
