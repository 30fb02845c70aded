#include "audit/merkle.h"

#include <bit>
#include <cassert>
#include <openssl/sha.h>

// SHA256_Init and its kin are deprecated in OpenSSL 3 in favour of EVP, which allocates a context a
// call: for hashes of 65 bytes that costs more than the hashing. The one-shot SHA256() is not
// deprecated but needs its input in one piece, so the prefix byte is put before a copy.

namespace assay {

Digest leafHash(llvm::StringRef record) {
  thread_local std::string buffer;
  buffer.assign(1, '\0');
  buffer += record;
  return sha256(buffer);
}

Digest nodeHash(const Digest &left, const Digest &right) {
  std::array<char, 65> buffer;
  buffer[0] = 1;
  std::copy(left.begin(), left.end(), buffer.begin() + 1);
  std::copy(right.begin(), right.end(), buffer.begin() + 33);
  return sha256({buffer.data(), buffer.size()});
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
