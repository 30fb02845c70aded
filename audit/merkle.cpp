#include "audit/merkle.h"

#include <bit>
#include <cassert>

namespace assay {

Digest leafHash(llvm::StringRef record) { return sha256({llvm::StringRef("\0", 1), record}); }

Digest nodeHash(const Digest &left, const Digest &right) {
  // In one piece: twice as many pieces cost a tenth of a verification.
  std::array<std::uint8_t, 1 + 2 * sizeof(Digest)> bytes;
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 1 + sizeof(Digest));
  return sha256(bytesOf(bytes));
}

void CompactRange::appendSubtree(unsigned level, Digest hash) {
  std::uint64_t index = end_ >> level;
  end_ += std::uint64_t{1} << level;
  // A right child meets its left sibling, unless the range begins inside the parent.
  while ((index & 1) && !subtrees_.empty() && subtrees_.back().level == level) {
    hash = nodeHash(subtrees_.back().hash, hash);
    subtrees_.pop_back();
    ++level;
    index >>= 1;
  }
  subtrees_.push_back({level, hash});
}

void CompactRange::append(const CompactRange &next) {
  assert(next.begin_ == end_);
  for (const Subtree &subtree : next.subtrees_)
    appendSubtree(subtree.level, subtree.hash);
}

Digest CompactRange::root() const {
  assert(begin_ == 0);
  if (subtrees_.empty())
    return sha256({});
  Digest root = subtrees_.back().hash;
  for (std::size_t i = subtrees_.size() - 1; i-- > 0;)
    root = nodeHash(subtrees_[i].hash, root);
  return root;
}

std::vector<Digest> CompactRange::hashes() const {
  std::vector<Digest> hashes;
  for (const Subtree &subtree : subtrees_)
    hashes.push_back(subtree.hash);
  return hashes;
}

std::optional<CompactRange> CompactRange::from(std::uint64_t begin) const {
  CompactRange rest(begin_);
  for (const Subtree &subtree : subtrees_)
    if (rest.begin_ < begin)
      rest.begin_ += std::uint64_t{1} << subtree.level;
    else
      rest.subtrees_.push_back(subtree);
  rest.end_ = end_;
  return rest.begin_ == begin ? std::optional(std::move(rest)) : std::nullopt;
}

llvm::Expected<CompactRange> CompactRange::fromHashes(std::uint64_t end,
                                                      llvm::ArrayRef<Digest> hashes) {
  if (hashes.size() != static_cast<std::size_t>(std::popcount(end)))
    return llvm::createStringError("%zu hashes for a tree of %llu records, want %d", hashes.size(),
                                   static_cast<unsigned long long>(end), std::popcount(end));
  CompactRange range;
  for (const Digest &hash : hashes) {
    unsigned level = std::bit_width(end - range.end_) - 1;
    range.appendSubtree(level, hash);
  }
  return range;
}

} // namespace assay
