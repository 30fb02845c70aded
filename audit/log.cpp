#include "audit/log.h"

#include "audit/log_state.h"
#include <cstdlib>
#include <fcntl.h>

namespace assay {

llvm::Expected<std::string> defaultLogPath() {
  auto variable = [](const char *name) -> std::string {
    const char *value = std::getenv(name);
    return value ? value : "";
  };
  if (std::string path = variable("ASSAY_LOG"); !path.empty())
    return path;
  if (std::string state = variable("XDG_STATE_HOME"); !state.empty())
    return state + "/assay/log";
  if (std::string home = variable("HOME"); !home.empty())
    return home + "/.local/state/assay/log";
  return llvm::createStringError(
      "no place for the audit log: set ASSAY_LOG, XDG_STATE_HOME or HOME");
}

AuditLog::AuditLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

llvm::Expected<std::unique_ptr<AuditLog>> AuditLog::open(llvm::StringRef path, LogOptions options) {
  llvm::Expected<LogFolder> folder = LogFolder::open(path, Access::Write);
  if (!folder)
    return folder.takeError();
  auto state = std::make_unique<State>();
  state->folder = std::move(*folder);
  state->options = std::move(options);
  llvm::Expected<Descriptor> lockFile = state->folder.openFile("lock", O_RDWR | O_CREAT);
  if (!lockFile)
    return lockFile.takeError();
  state->lockFile = std::move(*lockFile);
  llvm::Expected<std::unique_ptr<FlushBoard>> board = FlushBoard::open(state->folder);
  if (!board)
    return board.takeError();
  state->board = std::move(*board);
  {
    llvm::Expected<FileLock> lock = FileLock::take(state->lockFile.get());
    if (!lock)
      return lock.takeError();
    if (llvm::Error error = state->load())
      return error;
  }
  return std::unique_ptr<AuditLog>(new AuditLog(std::move(state)));
}

AuditLog::~AuditLog() {
  // Nobody is left to be told: what could not be signed here, the next writer signs.
  if (state_->tail.size != state_->publisher.signedSize())
    llvm::consumeError(publish());
}

std::string AuditLog::firstKey() const { return state_->firstKey; }

llvm::Error AuditLog::publish() {
  std::lock_guard guard(state_->append);
  llvm::Expected<FileLock> lock = FileLock::take(state_->lockFile.get());
  if (!lock)
    return lock.takeError();
  if (llvm::Error error = state_->sign())
    return error;
  return state_->tellWitness();
}

llvm::Error AuditLog::rotateKey() {
  std::lock_guard guard(state_->append);
  llvm::Expected<FileLock> lock = FileLock::take(state_->lockFile.get());
  if (!lock)
    return lock.takeError();
  return state_->rotate();
}

llvm::Expected<std::uint64_t> AuditLog::prune(std::int64_t before) {
  std::lock_guard guard(state_->append);
  llvm::Expected<FileLock> lock = FileLock::take(state_->lockFile.get());
  if (!lock)
    return lock.takeError();
  return state_->prune(before);
}

llvm::Expected<std::size_t> AuditLog::erase(std::uint64_t seq, llvm::StringRef name) {
  std::lock_guard guard(state_->append);
  llvm::Expected<FileLock> lock = FileLock::take(state_->lockFile.get());
  if (!lock)
    return lock.takeError();
  return state_->erase(seq, name);
}

/// Those whose records the last flush covered are on their way back with the next ones: waiting for
/// them for a fraction of a flush saves the flush that they would need otherwise. A lone writer
/// never waits.
void AuditLog::State::gather(Batch &batch) {
  std::unique_lock<std::mutex> lock(queue);
  batch.grown.wait_for(lock, lastFlush / 4, [&] { return batch.events.size() >= lastBatch; });
  openBatch = nullptr;
  lastBatch = batch.events.size();
}

llvm::Error AuditLog::State::commit(const Batch &batch) {
  {
    llvm::Expected<FileLock> lock = FileLock::take(lockFile.get());
    if (!lock)
      return lock.takeError();
    if (llvm::Error error = write(batch.events))
      return error;
    if (llvm::Error error = publishIfDue())
      return error;
  }
  // Without the lock: other processes append meanwhile, and find their records flushed with ours.
  auto start = std::chrono::steady_clock::now();
  llvm::Error error =
      board->flushTo(tail.file.get(), tail.segment, tail.offset, FlushBoard::Company::Awaited);
  lastFlush = std::chrono::steady_clock::now() - start;
  return error;
}

void AuditLog::State::lead(Batch &batch) {
  std::lock_guard<std::mutex> guard(append);
  gather(batch);
  if (llvm::Error error = commit(batch)) {
    std::string problem = llvm::toString(std::move(error));
    for (PreparedEvent *event : batch.events)
      event->problem = problem;
  }
  batches.finish();
}

/// Nothing is lost if a wake-up is: the sleeper then looks again after this time.
static constexpr std::chrono::seconds batchCheck{1};

llvm::Expected<std::uint64_t> AuditLog::append(Event event) {
  llvm::Expected<PreparedEvent> prepared = prepareEvent(state_->folder, std::move(event));
  if (!prepared)
    return prepared.takeError();
  State &state = *state_;
  std::unique_lock<std::mutex> queue(state.queue);
  if (Batch *batch = state.openBatch) {
    std::uint32_t round = batch->round;
    batch->events.push_back(&*prepared);
    if (batch->events.size() == state.lastBatch)
      batch->grown.notify_one();
    queue.unlock();
    // Rounds are compared by distance: the counter wraps around.
    for (std::uint32_t done = state.batches.finished(); static_cast<std::int32_t>(round - done) > 0;
         done = state.batches.finished())
      state.batches.waitFor(round, done, batchCheck);
  } else {
    Batch own{++state.lastRound, {&*prepared}, {}};
    state.openBatch = &own;
    queue.unlock();
    state.lead(own);
  }
  if (!prepared->problem.empty())
    return llvm::createStringError(prepared->problem);
  return prepared->seq;
}

} // namespace assay
