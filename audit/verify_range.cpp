#include "audit/verify_range.h"

#include "audit/range_walk.h"
#include "audit/signed_note.h"
#include "audit/verdict.h"
#include "llvm/ADT/StringExtras.h"

namespace assay {

namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

/// A folder of tiles has a line for each key: a day's use, for a hundred years.
constexpr std::size_t maxKeyFileBytes = 8u << 20;

/// What is compared: a log and the checkpoint that is to cover it.
struct Compared {
  LogFolder folder;
  Snapshot snapshot;
  VerifyOptions options;
  Checkpoint own;
  std::vector<Checkpoint> outside;
  RecordRange range;
  /// Outside checkpoints that an older export cannot be compared with.
  std::size_t leftOut = 0;
};

llvm::Error checkRange(const Compared &compared) {
  std::uint64_t first =
      compared.snapshot.segments.empty() ? 0 : compared.snapshot.segments[0].first;
  auto [from, to] = compared.range;
  if (compared.own.size == 0 || to >= compared.own.size)
    return llvm::createStringError("%llu records are signed: the last is %lld",
                                   static_cast<unsigned long long>(compared.own.size),
                                   static_cast<long long>(compared.own.size) - 1);
  if (from < first)
    return llvm::createStringError("the records before %llu were pruned",
                                   static_cast<unsigned long long>(first));
  if (from > to)
    return llvm::createStringError("the range ends before it begins");
  return llvm::Error::success();
}

/// The numbers of the Key records, as the tiles' folder lists them: "0 name+id+key", one a line.
llvm::Expected<std::vector<std::uint64_t>> readKeyNumbers(const LogFolder &tiles,
                                                          std::uint64_t size) {
  llvm::Expected<std::string> text = tiles.read("keys", maxKeyFileBytes);
  if (!text)
    return text.takeError();
  std::vector<std::uint64_t> keys;
  for (llvm::StringRef rest = *text; !rest.empty();) {
    auto [line, tail] = rest.split('\n');
    rest = tail;
    std::uint64_t key = 0;
    if (line.split(' ').first.getAsInteger(10, key) || key >= size ||
        (!keys.empty() && key <= keys.back()))
      return llvm::createStringError("%s/keys: not a list of keys", tiles.path().c_str());
    keys.push_back(key);
  }
  return keys;
}

/// An older export cannot be compared with what knows more records: how many such there were.
std::size_t leaveOutNewer(VerifyOptions &options, std::uint64_t size) {
  auto isNewer = [&](const std::string &note) {
    llvm::Expected<Checkpoint> known = parseCheckpoint(note);
    if (known)
      return known->size > size;
    llvm::consumeError(known.takeError());
    return false;
  };
  std::size_t before = options.outsideCheckpoints.size();
  llvm::erase_if(options.outsideCheckpoints, isNewer);
  std::size_t leftOut = before - options.outsideCheckpoints.size();
  if (!isNewer(options.remembered))
    return leftOut;
  options.remembered.clear();
  return leftOut + 1;
}

std::vector<std::uint64_t> sizesOf(const Compared &compared) {
  std::vector<std::uint64_t> sizes{compared.own.size};
  for (const Checkpoint &checkpoint : compared.outside)
    sizes.push_back(checkpoint.size);
  for (const auto &[size, note] : compared.snapshot.closings)
    sizes.push_back(size);
  return sizes;
}

Verification judge(const Compared &compared, const ChainResult &chain, bool isByTiles) {
  const std::vector<Segment> &segments = compared.snapshot.segments;
  std::uint64_t first = segments.empty() ? 0 : segments.front().first;
  auto [from, to] = compared.range;
  Verification verdict =
      judgeLog(compared.options, compared.snapshot, chain, first, compared.own, compared.outside);
  verdict.range = compared.range;
  verdict.base.clear();
  if (!verdict.holds())
    return verdict;
  verdict.explanation =
      "records " + number(from) + " to " + number(to) + " hold, and are in the signed tree of " +
      number(verdict.signedSize) + "; " +
      (isByTiles ? "of the others nothing was read" : "of the others only the hashes were taken");
  if (compared.leftOut != 0)
    verdict.explanation += "; NOT compared: " + number(compared.leftOut) +
                           " outside checkpoint(s) newer than the tiles (export them again)";
  if (verdict.witnessedSize > to)
    verdict.unwitnessedSince.reset();
  else
    verdict.unwitnessedSince = chain.times.at(std::max(from, verdict.witnessedSize));
  return verdict;
}

llvm::Expected<Verification> verifyByTiles(Compared compared, LogFolder folder) {
  llvm::Expected<std::vector<std::uint64_t>> keys = readKeyNumbers(folder, compared.own.size);
  if (!keys)
    return keys.takeError();
  TileTree tiles(std::move(folder), compared.own.size);
  RangeWalk walk(compared.folder, compared.snapshot.segments, compared.range, sizesOf(compared));
  if (llvm::Error error = walk.byTiles(tiles, *keys))
    return error;
  return judge(compared, walk.take(), true);
}

llvm::Expected<Verification> verifyByHashing(const Compared &compared) {
  const std::vector<Segment> &segments = compared.snapshot.segments;
  llvm::Expected<LogBase> base = findBase(compared.folder, segments);
  if (!base)
    return verdictOf(base.takeError());
  RangeWalk walk(compared.folder, segments, compared.range, sizesOf(compared));
  if (llvm::Error error = walk.byHashing(*base, compared.own.size))
    return error;
  return judge(compared, walk.take(), false);
}

} // namespace

llvm::Expected<Verification> verifyRange(llvm::StringRef path, const RangeOptions &range,
                                         const VerifyOptions &options) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  llvm::Expected<Snapshot> snapshot = takeSnapshot(*folder);
  if (!snapshot)
    return verdictOf(snapshot.takeError());
  Compared compared{std::move(*folder), std::move(*snapshot), options, {}, {}, {}};
  llvm::Expected<LogFolder> tiles =
      range.tiles.empty() ? LogFolder() : LogFolder::open(range.tiles, Access::Read);
  if (!tiles)
    return tiles.takeError();
  if (!range.tiles.empty()) {
    llvm::Expected<std::string> note = tiles->read("checkpoint", maxNoteBytes);
    if (!note)
      return note.takeError();
    compared.snapshot.checkpoint = std::move(*note);
  }
  std::optional<Checkpoint> own = ownCheckpoint(compared.snapshot);
  if (!own && range.tiles.empty())
    return verifyLog(path, options);
  if (!own)
    return llvm::createStringError("%s/checkpoint: not a checkpoint", range.tiles.c_str());
  compared.own = *own;
  if (!range.tiles.empty())
    compared.leftOut = leaveOutNewer(compared.options, own->size);
  llvm::Expected<std::vector<Checkpoint>> outside = outsideCheckpoints(compared.options);
  if (!outside)
    return outside.takeError();
  compared.outside = std::move(*outside);
  const std::vector<Segment> &segments = compared.snapshot.segments;
  compared.range = {range.from.value_or(segments.empty() ? 0 : segments.front().first),
                    range.to.value_or(own->size == 0 ? 0 : own->size - 1)};
  if (llvm::Error error = checkRange(compared))
    return error;
  llvm::Expected<Verification> verdict =
      range.tiles.empty() ? verifyByHashing(compared)
                          : verifyByTiles(std::move(compared), std::move(*tiles));
  if (!verdict || verdict->holds())
    return verdict;
  // What does not hold is read as a whole, so that a fault has one name however it was found.
  llvm::Expected<Verification> whole = verifyLog(path, options);
  return whole && whole->holds() ? std::move(verdict) : std::move(whole);
}

} // namespace assay
