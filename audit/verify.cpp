#include "audit/verify.h"

#include "audit/publisher.h"
#include "audit/record_view.h"
#include "audit/verdict.h"

namespace assay {

llvm::Expected<Verification> verdictOf(llvm::Error error) {
  std::error_code code;
  std::string message;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    code = info.convertToErrorCode();
    message = info.message();
  });
  if (isSystemError(code))
    return llvm::createStringError(code, message);
  Verification verdict;
  verdict.fault = Fault::Tampered;
  verdict.explanation = message;
  return verdict;
}

llvm::Expected<std::vector<Checkpoint>> outsideCheckpoints(const VerifyOptions &options) {
  std::vector<Checkpoint> outside;
  std::vector<std::string> notes = options.outsideCheckpoints;
  if (!options.remembered.empty())
    notes.push_back(options.remembered);
  for (const std::string &note : notes) {
    llvm::Expected<Checkpoint> checkpoint = parseCheckpoint(note);
    if (!checkpoint)
      return checkpoint.takeError();
    outside.push_back(std::move(*checkpoint));
  }
  return outside;
}

std::optional<Checkpoint> ownCheckpoint(const Snapshot &snapshot) {
  llvm::Expected<Checkpoint> parsed = parseCheckpoint(snapshot.checkpoint);
  if (parsed)
    return std::move(*parsed);
  llvm::consumeError(parsed.takeError());
  return std::nullopt;
}

namespace {

/// The time of the first record present; nothing if that cannot be told.
std::optional<std::int64_t> firstTime(const LogFolder &folder,
                                      const std::vector<Segment> &segments) {
  std::optional<std::int64_t> time;
  llvm::consumeError(
      forEachLine(ChunkReader(folder, segments), [&](llvm::StringRef line, const LinePlace &) {
        RecordView view;
        if (!viewRecord(line, view))
          time = view.time;
        return false;
      }));
  return time;
}

/// Walks the log from `start` on and judges it.
llvm::Expected<Verification> verifyFrom(const LogFolder &folder, const VerifyOptions &options,
                                        const Snapshot &snapshot, const ChainStart &start,
                                        const std::optional<Checkpoint> &own,
                                        llvm::ArrayRef<Checkpoint> outside,
                                        std::optional<LogCheck> skipped) {
  // Roots are needed where something was signed; the time of the first record if nothing outside
  // confirms it.
  std::vector<std::uint64_t> sizes{start.base.range.end()};
  if (own)
    sizes.push_back(own->size);
  for (const Checkpoint &checkpoint : outside)
    sizes.push_back(checkpoint.size);
  for (const auto &[size, note] : snapshot.closings)
    sizes.push_back(size);
  llvm::Expected<ChainResult> chain =
      checkChain(folder, snapshot.segments, start, sizes, options.threads);
  if (!chain)
    return chain.takeError();
  if (!snapshot.segments.empty())
    if (auto time = firstTime(folder, snapshot.segments))
      chain->times.try_emplace(snapshot.segments.front().first, *time);
  return judgeLog(options, snapshot, *chain, start.base.range.end(), own, outside, skipped);
}

std::optional<LogBase> rememberedBase(const VerifyOptions &options, const Checkpoint &remembered) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(options.rememberedBase);
  if (!value) {
    llvm::consumeError(value.takeError());
    return std::nullopt;
  }
  const llvm::json::Object *body = value->getAsObject();
  if (!body)
    return std::nullopt;
  llvm::Expected<LogBase> base = parsePruneBody(*body);
  if (!base) {
    llvm::consumeError(base.takeError());
    return std::nullopt;
  }
  bool isOfCheckpoint =
      base->range.end() == remembered.size && base->range.root() == remembered.root;
  return isOfCheckpoint ? std::optional(std::move(*base)) : std::nullopt;
}

/// Where the record after those of `base` begins. Nothing: the last of them is not there.
llvm::Expected<std::optional<ChainStart>>
findStart(const LogFolder &folder, const std::vector<Segment> &segments, LogBase base) {
  std::uint64_t last = base.range.end() - 1;
  auto after = llvm::find_if(segments, [&](const Segment &s) { return s.first > last; });
  if (after == segments.begin())
    return std::nullopt;
  auto index = static_cast<std::size_t>(after - segments.begin()) - 1;
  std::uint64_t seq = segments[index].first;
  std::optional<ChainStart> start;
  llvm::Error error = forEachLine(ChunkReader(folder, segments, index),
                                  [&](llvm::StringRef line, const LinePlace &place) {
                                    if (seq++ < last)
                                      return true;
                                    if (place.isWhole && leafHash(line) == base.lastLeaf)
                                      start = ChainStart{std::move(base), index, place.end};
                                    return false;
                                  });
  if (error)
    return error;
  return start;
}

/// The place after the remembered checkpoint, if the walk may begin there: with everything that is
/// to be compared at or behind it.
llvm::Expected<std::optional<ChainStart>>
startAtMemory(const LogFolder &folder, const VerifyOptions &options, const Snapshot &snapshot,
              const std::optional<Checkpoint> &own, llvm::ArrayRef<Checkpoint> outside) {
  if (options.rememberedBase.empty() || options.remembered.empty() || !own)
    return std::nullopt;
  const Checkpoint &remembered = outside.back();
  auto isEarlier = [&](const Checkpoint &known) { return known.size < remembered.size; };
  if (remembered.size == 0 || isEarlier(*own) || llvm::any_of(outside, isEarlier))
    return std::nullopt;
  std::optional<LogBase> base = rememberedBase(options, remembered);
  if (!base)
    return std::nullopt;
  return findStart(folder, snapshot.segments, std::move(*base));
}

llvm::Expected<Verification> verifyOnce(const LogFolder &folder, const VerifyOptions &options,
                                        llvm::ArrayRef<Checkpoint> outside,
                                        std::optional<LogCheck> skipped) {
  llvm::Expected<Snapshot> snapshot = takeSnapshot(folder);
  if (!snapshot)
    return verdictOf(snapshot.takeError());
  std::optional<Checkpoint> own = ownCheckpoint(*snapshot);
  llvm::Expected<std::optional<ChainStart>> start =
      startAtMemory(folder, options, *snapshot, own, outside);
  if (!start)
    return start.takeError();
  if (*start) {
    llvm::Expected<Verification> verdict =
        verifyFrom(folder, options, *snapshot, **start, own, outside, skipped);
    // What does not hold is read as a whole, so that a fault has one name however it was found.
    if (!verdict || verdict->holds())
      return verdict;
  }
  llvm::Expected<LogBase> base = findBase(folder, snapshot->segments);
  if (!base) {
    llvm::Expected<Verification> verdict = verdictOf(base.takeError());
    if (verdict) {
      verdict->fault = Fault::Missing;
      verdict->record = 0;
    }
    return verdict;
  }
  return verifyFrom(folder, options, *snapshot, {std::move(*base)}, own, outside, skipped);
}

llvm::Expected<Verification> verify(llvm::StringRef path, const VerifyOptions &options,
                                    std::optional<LogCheck> skipped) {
  llvm::Expected<std::vector<Checkpoint>> outside = outsideCheckpoints(options);
  if (!outside)
    return outside.takeError();
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Read);
  if (!folder)
    return folder.takeError();
  llvm::Expected<Verification> verdict = verifyOnce(*folder, options, *outside, skipped);
  // Segments may be pruned while they are read; then the next try sees the shorter log.
  for (int tries = 0; !verdict && tries < 2; ++tries) {
    llvm::consumeError(verdict.takeError());
    verdict = verifyOnce(*folder, options, *outside, skipped);
  }
  return verdict;
}

} // namespace

llvm::Expected<Verification> verifyLog(llvm::StringRef path, const VerifyOptions &options) {
  return verify(path, options, std::nullopt);
}

llvm::Expected<Verification> verifyLogWithout(LogCheck skipped, llvm::StringRef path,
                                              const VerifyOptions &options) {
  return verify(path, options, skipped);
}

} // namespace assay
