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
  if (state_->tail.size != state_->publisher.signedSize() && !state_->isSignedByOthers())
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
  batch.grown.wait_for(lock, lastFlush / 4, [&] { return batch.writers >= lastWriters; });
  openBatch = nullptr;
  lastWriters = batch.writers;
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

/// Adds the events to the open batch and waits for its round, or leads a batch of its own.
void AuditLog::State::join(llvm::ArrayRef<PreparedEvent *> events) {
  std::unique_lock<std::mutex> lock(queue);
  Batch *batch = openBatch;
  if (!batch) {
    Batch own;
    own.round = ++lastRound;
    own.events.assign(events.begin(), events.end());
    openBatch = &own;
    lock.unlock();
    return lead(own);
  }
  const std::uint32_t round = batch->round;
  batch->events.insert(batch->events.end(), events.begin(), events.end());
  if (++batch->writers == lastWriters)
    batch->grown.notify_one();
  lock.unlock();
  // Rounds are compared by distance: the counter wraps around.
  for (std::uint32_t done = batches.finished(); static_cast<std::int32_t>(round - done) > 0;
       done = batches.finished())
    batches.waitFor(round, done, batchCheck);
}

llvm::Expected<std::vector<std::uint64_t>> AuditLog::appendAll(std::vector<Event> events) {
  std::vector<PreparedEvent> prepared;
  prepared.reserve(events.size());
  std::vector<PreparedEvent *> pointers;
  for (Event &event : events) {
    llvm::Expected<PreparedEvent> ready = prepareEvent(state_->folder, std::move(event));
    if (!ready)
      return ready.takeError();
    pointers.push_back(&prepared.emplace_back(std::move(*ready)));
  }
  std::vector<std::uint64_t> numbers;
  if (pointers.empty())
    return numbers;
  state_->join(pointers);
  for (const PreparedEvent &event : prepared) {
    // A batch fails as a whole.
    if (!event.problem.empty())
      return llvm::createStringError(event.problem);
    numbers.push_back(event.seq);
  }
  return numbers;
}

llvm::Expected<std::uint64_t> AuditLog::append(Event event) {
  std::vector<Event> one;
  one.push_back(std::move(event));
  auto numbers = appendAll(std::move(one));
  if (!numbers)
    return numbers.takeError();
  return numbers->front();
}

} // namespace assay
