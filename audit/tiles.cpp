#include "audit/record_view.h"
#include "audit/tile.h"
#include "audit/tree_reader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>

namespace assay {

namespace {

llvm::Error writeFile(const std::string &path, llvm::StringRef content) {
  if (std::error_code code = llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path)))
    return llvm::createStringError(code, path + ": cannot create its folder: " + code.message());
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file)
    return systemError(path, "create");
  return writeAll(file.get(), content, path);
}

/// Writes one level's tiles, and returns the hashes of the full ones: the next level.
llvm::Expected<std::vector<Digest>> writeLevel(const std::string &target, unsigned level,
                                               const std::vector<Digest> &hashes) {
  std::vector<Digest> next;
  for (std::size_t begin = 0; begin < hashes.size(); begin += tileWidth) {
    llvm::ArrayRef<Digest> tile = llvm::ArrayRef(hashes).slice(
        begin, std::min<std::size_t>(tileWidth, hashes.size() - begin));
    std::string bytes;
    CompactRange range;
    for (const Digest &hash : tile) {
      bytes += bytesOf(hash);
      range.append(hash);
    }
    std::string path =
        target + "/tile/" + std::to_string(level) + "/" + tilePath(begin / tileWidth, tile.size());
    if (llvm::Error error = writeFile(path, bytes))
      return error;
    // Within a tile, hashing upward is the same as for leaves.
    if (tile.size() == tileWidth)
      next.push_back(range.root());
  }
  return next;
}

/// Bundles of 256 records, each with its length before it.
class BundleWriter {
public:
  explicit BundleWriter(std::string target) : target_(std::move(target)) {}

  llvm::Error add(llvm::StringRef line) {
    bytes_ += static_cast<char>(line.size() >> 8);
    bytes_ += static_cast<char>(line.size() & 0xFF);
    bytes_ += line;
    return ++width_ == tileWidth ? finish() : llvm::Error::success();
  }

  llvm::Error finish() {
    if (width_ == 0)
      return llvm::Error::success();
    std::string path = target_ + "/tile/entries/" + tilePath(number_, width_);
    llvm::Error error = writeFile(path, bytes_);
    bytes_.clear();
    width_ = 0;
    ++number_;
    return error;
  }

private:
  std::string target_, bytes_;
  std::uint64_t number_ = 0, width_ = 0;
};

llvm::Error exportRecords(const LogFolder &folder, const TreeLeaves &tree,
                          const std::string &target, std::string &keys) {
  BundleWriter bundles(target);
  std::uint64_t seq = 0;
  llvm::Error failure = llvm::Error::success();
  RecordView view;
  llvm::Error error = forEachLine(
      ChunkReader(folder, tree.snapshot.segments), [&](llvm::StringRef line, const LinePlace &) {
        if (seq++ == tree.size)
          return false;
        if (!viewRecord(line, view) && view.type == RecordType::Key) {
          llvm::Expected<AuditRecord> record = parseRecord(line);
          if (record)
            keys += std::to_string(record->seq) + " " +
                    record->body.getString("key").value_or("").str() + '\n';
          else
            llvm::consumeError(record.takeError());
        }
        failure = llvm::joinErrors(std::move(failure), bundles.add(line));
        return !failure;
      });
  return llvm::joinErrors(llvm::joinErrors(std::move(error), std::move(failure)), bundles.finish());
}

} // namespace

llvm::Error exportTiles(llvm::StringRef path, llvm::StringRef target) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  llvm::Expected<TreeLeaves> tree = readLeaves(*folder);
  if (!tree)
    return tree.takeError();
  if (tree->base.range.end() != 0)
    return llvm::createStringError("%s: its first records were pruned, and tiles need every leaf",
                                   path.str().c_str());
  std::string keys;
  if (llvm::Error error = exportRecords(*folder, *tree, target.str(), keys))
    return error;
  std::vector<Digest> hashes = std::move(tree->leaves);
  for (unsigned level = 0; !hashes.empty(); ++level) {
    llvm::Expected<std::vector<Digest>> next = writeLevel(target.str(), level, hashes);
    if (!next)
      return next.takeError();
    hashes = std::move(*next);
  }
  for (const auto &[size, note] : tree->snapshot.closings)
    if (llvm::Error error = writeFile((target + "/epochs/" + llvm::Twine(size)).str(), note))
      return error;
  if (llvm::Error error = writeFile((target + "/keys").str(), keys))
    return error;
  // Last, so that a checkpoint never promises tiles that are not there.
  return writeFile((target + "/checkpoint").str(), tree->snapshot.checkpoint);
}

} // namespace assay
