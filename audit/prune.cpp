#include "audit/log_base.h"
#include "audit/log_state.h"
#include "audit/record_view.h"

namespace assay {

namespace {

/// Walks over all records and notes, at each segment's end, what would have to be kept of the
/// records up to there if they were removed.
class PrunePlan {
public:
  PrunePlan(LogBase base, std::int64_t before) : base_(std::move(base)), before_(before) {}

  void visit(llvm::StringRef line, std::uint64_t segment) {
    if (segment_ && *segment_ != segment && isOld_)
      cuts_.push_back(base_);
    segment_ = segment;
    RecordView view;
    if (viewRecord(line, view)) {
      isOld_ = false;
      return;
    }
    isOld_ &= view.time < before_;
    base_.lastLeaf = leafHash(line);
    base_.lastTime = view.time;
    base_.range.append(base_.lastLeaf);
    if (view.type == RecordType::Key)
      if (auto epoch = epochOf(line))
        base_.epochs.push_back(std::move(*epoch));
  }

  /// One for each segment that may go, oldest first. The last segment always stays.
  [[nodiscard]] const std::vector<LogBase> &cuts() const { return cuts_; }
  [[nodiscard]] const CompactRange &range() const { return base_.range; }

private:
  LogBase base_;
  std::int64_t before_;
  std::optional<std::uint64_t> segment_;
  bool isOld_ = true;
  std::vector<LogBase> cuts_;
};

} // namespace

llvm::Expected<std::uint64_t> AuditLog::State::prune(std::int64_t before) {
  if (llvm::Error error = sign())
    return error;
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  llvm::Expected<LogBase> base = findBase(folder, *segments);
  if (!base)
    return base.takeError();
  PrunePlan plan(std::move(*base), before);
  if (llvm::Error error = forEachLine(ChunkReader(folder, *segments),
                                      [&](llvm::StringRef line, const LinePlace &place) {
                                        plan.visit(line, place.segment);
                                        return true;
                                      }))
    return error;
  // What is about to go can be checked now for the last time.
  if (plan.range().end() != tail.size || plan.range().root() != publisher.root())
    return llvm::createStringError("%s: its records do not lead to its checkpoint; nothing was "
                                   "pruned, see assay audit verify",
                                   folder.path().c_str());
  // One record for each segment: a crash between two removals leaves a beginning that is accounted
  // for.
  for (const LogBase &cut : plan.cuts())
    if (llvm::Error error = writeOwn(RecordType::Prune, pruneBody(cut)))
      return error;
  if (plan.cuts().empty())
    return segments->front().first;
  if (llvm::Error error = sign())
    return error;
  for (std::size_t i = 0; i < plan.cuts().size(); ++i) {
    std::string name = segmentName((*segments)[i].first);
    if (llvm::Error error = folder.remove(name))
      return error;
    std::string values = "private/" + llvm::StringRef(name).split('/').second.str();
    if (folder.exists(values))
      if (llvm::Error error = folder.remove(values))
        return error;
  }
  return plan.cuts().back().range.end();
}

} // namespace assay
