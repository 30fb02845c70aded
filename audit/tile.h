#ifndef ASSAY_AUDIT_TILE_H
#define ASSAY_AUDIT_TILE_H

#include "audit/folder.h"
#include "audit/merkle.h"
#include <map>
#include <optional>
#include <string>

namespace assay {

/// The layout of C2SP tlog-tiles: the tree's hashes in files of 256, and the records in bundles of
/// as many.

/// A tile is 256 hashes wide and covers eight levels of the tree.
constexpr std::uint64_t tileWidth = 256;
constexpr unsigned tileLevels = 8;

/// "x001/x234/067", and ".p/<width>" for a tile that is not full.
std::string tilePath(std::uint64_t number, std::uint64_t width);

/// Entry `index` of a bundle. Nothing: the bundle is malformed up to there, or has no such entry.
std::optional<llvm::StringRef> bundleEntry(llvm::StringRef bundle, std::uint64_t index);

/// The tree of `size` records as an exported folder has it.
///
/// What it returns is the folder's word: only who adds all of it up to a signed root knows that it
/// is true. Not thread-safe.
class TileTree {
public:
  TileTree(LogFolder folder, std::uint64_t size) : folder_(std::move(folder)), size_(size) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The complete subtrees of records [begin, end). Requires begin <= end <= size().
  llvm::Expected<CompactRange> cover(std::uint64_t begin, std::uint64_t end);
  /// Requires seq < size().
  llvm::Expected<Digest> leaf(std::uint64_t seq);
  /// The record's bytes. Requires seq < size().
  [[nodiscard]] llvm::Expected<std::string> record(std::uint64_t seq) const;

private:
  llvm::Expected<Digest> node(TreeNode node);
  llvm::Expected<Digest> hash(unsigned level, std::uint64_t index);

  LogFolder folder_;
  std::uint64_t size_;
  /// The tile that was read last, of each level.
  struct Tile {
    std::uint64_t number;
    std::string bytes;
  };
  std::map<unsigned, Tile> tiles_;
};

} // namespace assay

#endif // ASSAY_AUDIT_TILE_H
