#include "audit/tile.h"

#include "audit/record.h"
#include <algorithm>
#include <bit>

namespace assay {

/// Two bytes of length and a record, 256 times.
static constexpr std::size_t maxBundleBytes = tileWidth * (2 + maxRecordBytes);

std::string tilePath(std::uint64_t number, std::uint64_t width) {
  std::string path;
  for (std::uint64_t rest = number, first = 1; first || rest > 0; rest /= 1000, first = 0) {
    std::string digits = std::to_string(rest % 1000);
    std::string group = std::string(3 - digits.size(), '0') + digits;
    path = first ? group : "x" + group + "/" + path;
  }
  return width == tileWidth ? path : path + ".p/" + std::to_string(width);
}

std::optional<llvm::StringRef> bundleEntry(llvm::StringRef bundle, std::uint64_t index) {
  for (std::uint64_t i = 0; bundle.size() >= 2; ++i) {
    std::size_t length = static_cast<unsigned char>(bundle[0]) << 8;
    length |= static_cast<unsigned char>(bundle[1]);
    bundle = bundle.drop_front(2);
    if (bundle.size() < length)
      return std::nullopt;
    if (i == index)
      return bundle.take_front(length);
    bundle = bundle.drop_front(length);
  }
  return std::nullopt;
}

/// The hash of the 2^(8 * level) records that begin at index << (8 * level).
llvm::Expected<Digest> TileTree::hash(unsigned level, std::uint64_t index) {
  std::uint64_t number = index / tileWidth;
  std::uint64_t hashes = size_ >> (tileLevels * level);
  std::uint64_t width = std::min(tileWidth, hashes - number * tileWidth);
  auto tile = tiles_.find(level);
  if (tile == tiles_.end() || tile->second.number != number) {
    std::string name = "tile/" + std::to_string(level) + "/" + tilePath(number, width);
    llvm::Expected<std::string> bytes = folder_.read(name, tileWidth * sizeof(Digest));
    if (!bytes)
      return bytes.takeError();
    if (bytes->size() != width * sizeof(Digest))
      return llvm::createStringError("%s/%s: %zu bytes, want %zu", folder_.path().c_str(),
                                     name.c_str(), bytes->size(),
                                     static_cast<std::size_t>(width * sizeof(Digest)));
    tile = tiles_.insert_or_assign(level, Tile{number, std::move(*bytes)}).first;
  }
  Digest digest;
  std::copy_n(tile->second.bytes.begin() +
                  static_cast<std::ptrdiff_t>(index % tileWidth * sizeof(Digest)),
              sizeof(Digest), digest.begin());
  return digest;
}

/// A node between the levels that tiles hold is made from those below it.
llvm::Expected<Digest> TileTree::node(TreeNode node) {
  unsigned rest = node.level % tileLevels;
  CompactRange range;
  for (std::uint64_t i = 0; i < std::uint64_t{1} << rest; ++i) {
    llvm::Expected<Digest> part = hash(node.level / tileLevels, (node.index << rest) + i);
    if (!part)
      return part.takeError();
    range.append(*part);
  }
  return range.root();
}

llvm::Expected<CompactRange> TileTree::cover(std::uint64_t begin, std::uint64_t end) {
  CompactRange range(begin);
  while (range.end() < end) {
    std::uint64_t at = range.end();
    unsigned fits = std::bit_width(end - at) - 1;
    unsigned level = at == 0 ? fits : std::min<unsigned>(fits, std::countr_zero(at));
    llvm::Expected<Digest> hash = node({level, at >> level});
    if (!hash)
      return hash.takeError();
    range.appendSubtree(level, *hash);
  }
  return range;
}

llvm::Expected<Digest> TileTree::leaf(std::uint64_t seq) { return hash(0, seq); }

llvm::Expected<std::string> TileTree::record(std::uint64_t seq) const {
  std::uint64_t number = seq / tileWidth;
  std::uint64_t width = std::min(tileWidth, size_ - number * tileWidth);
  std::string name = "tile/entries/" + tilePath(number, width);
  llvm::Expected<std::string> bundle = folder_.read(name, maxBundleBytes);
  if (!bundle)
    return bundle.takeError();
  if (auto entry = bundleEntry(*bundle, seq % tileWidth))
    return entry->str();
  return llvm::createStringError("%s/%s: does not hold record %llu", folder_.path().c_str(),
                                 name.c_str(), static_cast<unsigned long long>(seq));
}

} // namespace assay
