#include "audit/chain_check.h"

#include "audit/chain_break.h"
#include "llvm/Support/ThreadPool.h"
#include <deque>
#include <future>
#include <memory>

// Chunks of lines are hashed and checked in themselves on several threads, and joined in order: a
// chunk fits if it begins with what the one before it ended with. Only when one does not is the log
// read again from there, line by line, to find the record to blame.

namespace assay {

namespace {

/// What one thread finds out about a chunk.
struct ChunkResult {
  LineChunk chunk;
  bool isSound = false;
  /// What the chunk's first record continues, by its own word, and what the next chunk must
  /// continue.
  ChainLink begin, end;
  bool beginsWithClock = false;
  CompactRange range;
  std::vector<Epoch> epochs;
};

ChunkResult checkChunk(LineChunk chunk) {
  ChunkResult result;
  result.chunk = std::move(chunk);
  llvm::StringRef rest = result.chunk.bytes;
  RecordView view;
  bool isFirst = true;
  while (!rest.empty()) {
    std::size_t newline = rest.find('\n');
    if (newline == llvm::StringRef::npos)
      return result;
    llvm::StringRef line = rest.take_front(newline);
    rest = rest.drop_front(newline + 1);
    const char *problem = nullptr;
    if (isFirst) {
      if (viewRecord(line, view))
        return result;
      result.begin = {view.seq, view.prev, view.time};
      result.end = result.begin;
      result.beginsWithClock = view.type == RecordType::Clock;
      result.range = CompactRange(view.seq);
      isFirst = false;
    } else if (checkLink(result.end, line, view, problem) != LinkFault::None) {
      return result;
    }
    result.end = {view.seq + 1, leafHash(line), view.time};
    result.range.append(result.end.leaf);
    if (view.type == RecordType::Key)
      if (auto epoch = epochOf(line))
        result.epochs.push_back(std::move(*epoch));
  }
  result.isSound = true;
  return result;
}

/// Joins the chunks' results in order.
class ChainJoiner {
public:
  ChainJoiner(const LogBase &base, std::vector<std::uint64_t> sizes) : sizes_(std::move(sizes)) {
    result_.range = base.range;
    result_.epochs = base.epochs;
    link_ = {base.range.end(), base.lastLeaf, base.lastTime};
    noteSizes();
  }

  /// False: the chunk does not fit.
  bool join(const ChunkResult &chunk) {
    bool isEarlier = chunk.begin.time < link_.time && !chunk.beginsWithClock;
    bool isMisnamed = chunk.chunk.offset == 0 && chunk.chunk.segment != link_.next;
    if (!chunk.isSound || chunk.begin.next != link_.next || chunk.begin.leaf != link_.leaf ||
        isEarlier || isMisnamed)
      return false;
    noteInside(chunk);
    result_.range.append(chunk.range);
    link_ = chunk.end;
    result_.epochs.insert(result_.epochs.end(), chunk.epochs.begin(), chunk.epochs.end());
    noteSizes();
    return true;
  }

  [[nodiscard]] const ChainLink &link() const { return link_; }
  ChainResult take() {
    result_.lastTime = link_.time;
    return std::move(result_);
  }
  [[nodiscard]] const CompactRange &range() const { return result_.range; }

private:
  void noteSizes() {
    if (std::binary_search(sizes_.begin(), sizes_.end(), result_.range.end()))
      result_.points[result_.range.end()] = {result_.range, link_.leaf, link_.time};
  }

  /// Sizes that end, or records that stand, inside the chunk are rare: its lines are hashed once
  /// more.
  void noteInside(const ChunkResult &chunk) {
    auto next = std::lower_bound(sizes_.begin(), sizes_.end(), link_.next);
    if (next == sizes_.end() || *next >= chunk.end.next)
      return;
    ChainPoint point{result_.range, link_.leaf, link_.time};
    llvm::StringRef rest = chunk.chunk.bytes;
    RecordView view;
    while (!rest.empty()) {
      auto [line, tail] = rest.split('\n');
      rest = tail;
      // A sound chunk holds nothing but records.
      viewRecord(line, view);
      std::uint64_t seq = point.range.end();
      if (std::binary_search(sizes_.begin(), sizes_.end(), seq)) {
        result_.points[seq] = point;
        result_.times[seq] = view.time;
      }
      point.lastLeaf = leafHash(line);
      point.lastTime = view.time;
      point.range.append(point.lastLeaf);
    }
  }

  std::vector<std::uint64_t> sizes_;
  ChainResult result_;
  ChainLink link_;
};

std::size_t indexOf(const std::vector<Segment> &segments, std::uint64_t first) {
  return static_cast<std::size_t>(
      llvm::find_if(segments, [&](const Segment &s) { return s.first == first; }) -
      segments.begin());
}

using Pending = std::shared_future<std::unique_ptr<ChunkResult>>;

constexpr std::uint64_t smallLogBytes = 1u << 20;

Pending launch(llvm::DefaultThreadPool &pool, LineChunk chunk, bool isSmall) {
  // std::function wants what it holds to be copyable.
  auto shared = std::make_shared<LineChunk>(std::move(chunk));
  auto check = [shared] { return std::make_unique<ChunkResult>(checkChunk(std::move(*shared))); };
  return isSmall ? std::async(std::launch::deferred, check).share() : pool.async(check);
}

} // namespace

llvm::Expected<ChainResult> checkChain(const LogFolder &folder,
                                       const std::vector<Segment> &segments,
                                       const ChainStart &start, std::vector<std::uint64_t> sizes,
                                       unsigned threads) {
  llvm::sort(sizes);
  ChainJoiner joiner(start.base, std::move(sizes));
  ChunkReader reader(folder, segments, start.segment, start.offset);
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(threads));
  // Starting a thread costs more than checking a chunk or two.
  const bool isSmall = threads == 1 || (segments.size() < 2 && !segments.empty() &&
                                        segments.front().bytes < smallLogBytes);
  // Enough chunks under way that no thread waits for the one that reads and joins; memory stays
  // flat.
  const std::size_t window = 2 * pool.getMaxConcurrency() + 1;
  std::deque<Pending> running;
  bool isAtEnd = false;
  while (true) {
    while (!isAtEnd && running.size() < window) {
      llvm::Expected<std::optional<LineChunk>> chunk = reader.next();
      if (!chunk)
        return chunk.takeError();
      if (!*chunk) {
        isAtEnd = true;
        break;
      }
      running.push_back(launch(pool, std::move(**chunk), isSmall));
    }
    if (running.empty())
      return joiner.take();
    Pending front = running.front();
    running.pop_front();
    const ChunkResult &result = *front.get();
    if (joiner.join(result))
      continue;
    llvm::Expected<ChainBreak> found =
        findBreak(folder, segments, indexOf(segments, result.chunk.segment), result.chunk.offset,
                  joiner.link(), joiner.range());
    if (!found)
      return found.takeError();
    ChainResult broken = joiner.take();
    broken.broken = std::move(*found);
    return broken;
  }
}

} // namespace assay
