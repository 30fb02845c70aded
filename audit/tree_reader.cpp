#include "audit/tree_reader.h"

#include "audit/checkpoint.h"
#include <bit>

namespace assay {

llvm::Expected<TreeLeaves> readLeaves(const LogFolder &folder) {
  TreeLeaves tree;
  llvm::Expected<Snapshot> snapshot = takeSnapshot(folder);
  if (!snapshot)
    return snapshot.takeError();
  tree.snapshot = std::move(*snapshot);
  llvm::Expected<Checkpoint> checkpoint = parseCheckpoint(tree.snapshot.checkpoint);
  if (!checkpoint)
    return checkpoint.takeError();
  tree.size = checkpoint->size;
  llvm::Expected<LogBase> base = findBase(folder, tree.snapshot.segments);
  if (!base)
    return base.takeError();
  tree.base = std::move(*base);
  CompactRange range = tree.base.range;
  llvm::Error error = forEachLine(ChunkReader(folder, tree.snapshot.segments),
                                  [&](llvm::StringRef line, const LinePlace &) {
                                    if (range.end() == tree.size)
                                      return false;
                                    tree.leaves.push_back(leafHash(line));
                                    range.append(tree.leaves.back());
                                    return true;
                                  });
  if (error)
    return error;
  if (range.end() != tree.size || range.root() != checkpoint->root)
    return llvm::createStringError("%s: its records do not lead to its checkpoint; see assay audit "
                                   "verify",
                                   folder.path().c_str());
  return tree;
}

llvm::Expected<Digest> nodeOf(const TreeLeaves &tree, TreeNode node) {
  std::uint64_t first = tree.base.range.end();
  std::uint64_t begin = node.index << node.level, end = (node.index + 1) << node.level;
  CompactRange range(begin);
  if (begin < first) {
    // The subtrees that the prune record kept, as far as they lie in this one; then leaves.
    std::optional<CompactRange> kept = tree.base.range.from(begin);
    std::vector<Digest> hashes = kept ? kept->hashes() : std::vector<Digest>();
    if (!hashes.empty() && static_cast<unsigned>(std::bit_width(first - begin)) - 1 == node.level)
      return hashes.front();
    if (!kept || end <= first)
      return llvm::createStringError("the proof needs records that were pruned");
    range = std::move(*kept);
  }
  for (std::uint64_t i = range.end(); i < end; ++i)
    range.append(tree.leaves[i - first]);
  return range.hashes().front();
}

llvm::Expected<std::vector<Digest>> proofOf(const TreeLeaves &tree, const ProofShape &shape) {
  std::vector<Digest> proof;
  for (const ProofShape::Step &step : shape.steps) {
    std::optional<Digest> hash;
    for (auto node = step.nodes.rbegin(); node != step.nodes.rend(); ++node) {
      llvm::Expected<Digest> left = nodeOf(tree, *node);
      if (!left)
        return left.takeError();
      hash = hash ? nodeHash(*left, *hash) : *left;
    }
    proof.push_back(*hash);
  }
  return proof;
}

static std::string textOf(llvm::ArrayRef<Digest> proof) {
  std::string text;
  for (const Digest &hash : proof)
    text += base64Of(bytesOf(hash)) + '\n';
  return text;
}

static llvm::Expected<TreeLeaves> readLeavesAt(llvm::StringRef path) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  return readLeaves(*folder);
}

llvm::Expected<std::string> proveRecord(llvm::StringRef path, std::uint64_t seq) {
  llvm::Expected<TreeLeaves> tree = readLeavesAt(path);
  if (!tree)
    return tree.takeError();
  if (seq >= tree->size)
    return llvm::createStringError("record %llu is not signed yet; the checkpoint covers %llu",
                                   static_cast<unsigned long long>(seq),
                                   static_cast<unsigned long long>(tree->size));
  if (seq < tree->base.range.end())
    return llvm::createStringError("record %llu was pruned", static_cast<unsigned long long>(seq));
  llvm::Expected<std::vector<Digest>> proof = proofOf(*tree, inclusionShape(seq, tree->size));
  if (!proof)
    return proof.takeError();
  return "c2sp.org/tlog-proof@v1\nindex " + std::to_string(seq) + '\n' + textOf(*proof) + '\n' +
         tree->snapshot.checkpoint;
}

llvm::Expected<std::string> proveConsistency(llvm::StringRef path, std::uint64_t oldSize) {
  llvm::Expected<TreeLeaves> tree = readLeavesAt(path);
  if (!tree)
    return tree.takeError();
  if (oldSize == 0 || oldSize > tree->size)
    return llvm::createStringError("the checkpoint covers %llu records",
                                   static_cast<unsigned long long>(tree->size));
  llvm::Expected<std::vector<Digest>> proof = proofOf(*tree, consistencyShape(oldSize, tree->size));
  if (!proof)
    return proof.takeError();
  return textOf(*proof);
}

} // namespace assay
