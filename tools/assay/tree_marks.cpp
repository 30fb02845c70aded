#include "tools/assay/tree_marks.h"
#include "tools/assay/byte_stream.h"
#include "tools/assay/scan.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <chrono>
#include <filesystem>
#include <map>

using namespace assay;
namespace chrono = std::chrono;

namespace {

/// FAT keeps times by two seconds, others by a tick of the kernel's clock.
constexpr chrono::nanoseconds settling = chrono::seconds(2);

std::int64_t nowNanoseconds() {
  return chrono::duration_cast<chrono::nanoseconds>(chrono::system_clock::now().time_since_epoch())
      .count();
}

struct Mark {
  FileState state;
  Digest digest{};
};

void write(ByteWriter &out, const FileState &state) {
  for (const std::int64_t number : {state.modified, state.changed})
    out.number(static_cast<std::uint64_t>(number));
  out.number(state.bytes);
  out.number(state.inode);
  out.number(state.device);
}

void read(ByteReader &in, FileState &state) {
  state.modified = static_cast<std::int64_t>(in.number());
  state.changed = static_cast<std::int64_t>(in.number());
  state.bytes = in.number();
  state.inode = in.number();
  state.device = in.number();
}

CacheKey keyOfPlace(const ScanRequest &request) {
  ByteWriter out;
  std::error_code error;
  out.text("marks");
  out.text(std::filesystem::current_path(error).string());
  for (const std::string &path : request.paths)
    out.text(path);
  out.number(request.honourIgnoreFiles);
  out.number(request.shard);
  out.number(request.shards);
  return llvm::SHA256::hash(llvm::arrayRefFromStringRef(out.bytes()));
}

} // namespace

TreeMarks::TreeMarks(ScanCache &cache, const ScanRequest &request,
                     const std::vector<SourcePath> &files)
    : cache_(cache), files_(files), began_(nowNanoseconds()), key_(keyOfPlace(request)),
      known_(files.size()), noted_(files.size()) {
  const std::optional<std::string> bytes = cache.find(key_);
  if (!bytes)
    return;
  ByteReader in(*bytes);
  std::size_t next = 0;
  // Both lists are sorted by path.
  for (savedCount_ = in.count(); !in.isDone();) {
    const llvm::StringRef path = in.text();
    FileState state;
    read(in, state);
    const llvm::StringRef digest = in.text();
    if (digest.size() != sizeof(Digest))
      return;
    while (next < files.size() && files[next].path < path)
      ++next;
    if (next < files.size() && files[next].path == path && files[next].state == state)
      llvm::copy(digest, known_[next].emplace().begin());
  }
}

bool TreeMarks::isSettled(const SourcePath &file) const {
  const std::int64_t latest = std::max(file.state->modified, file.state->changed);
  return latest + settling.count() <= began_ && stateOf(file.path) == file.state;
}

void TreeMarks::save() {
  ByteWriter out;
  std::size_t count = 0;
  bool isNew = false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const SourcePath &file = files_[i];
    if (noted_[i] && file.state && isSettled(file)) {
      known_[i] = noted_[i];
      isNew = true;
    }
    if (!known_[i])
      continue;
    ++count;
    out.text(file.path);
    write(out, *file.state);
    out.text(llvm::toStringRef(*known_[i]));
  }
  if (!isNew && count == savedCount_)
    return;
  ByteWriter whole;
  whole.number(count);
  cache_.put(key_, whole.take() + out.take());
}
