#include "runtime/warm_pool.h"
#include "runtime/plan_image.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace assay;

/// Between two looks for jails that died while they waited, and between two tries to make one where
/// the last one failed.
static constexpr std::chrono::seconds careInterval{1};
/// Making a jail takes a processor and the kernel's locks on namespaces for about a millisecond.
/// A program that has just taken one goes first for so long, unless it was the last.
static constexpr std::chrono::milliseconds courtesy{2};

WarmPool::WarmPool(const JailSpec &like, unsigned size) : like_(like), size_(size) {}

llvm::Expected<std::unique_ptr<WarmPool>> WarmPool::create(const JailSpec &like, unsigned size) {
  if (size == 0 || size > mostWaiting)
    return llvm::createStringError("pool: " + llvm::Twine(size) + " jails, want 1 to " +
                                   llvm::Twine(mostWaiting));
  std::unique_ptr<WarmPool> pool(new WarmPool(like, size));
  if (auto error = planLaunch(pool->like_, ProgramBytes{""}, pool->launch_))
    return error;
  pool->room_ = encodeRoom(pool->launch_.child);
  pool->thread_ = std::thread([owner = pool.get()] { owner->care(); });
  return pool;
}

WarmPool::~WarmPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

std::optional<JailInit> WarmPool::take(const ChildPlan &plan, const JailSpec &spec) {
  if (spec.requireCgroup != like_.requireCgroup || encodeRoom(plan) != room_)
    return std::nullopt;
  std::optional<JailInit> taken;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    removeDead();
    if (waiting_.empty())
      return std::nullopt;
    taken.emplace(std::move(waiting_.back()));
    waiting_.pop_back();
    wasTaken_ = true;
  }
  changed_.notify_all();
  return taken;
}

unsigned WarmPool::waiting() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<unsigned>(waiting_.size());
}

void WarmPool::removeDead() {
  std::vector<JailInit> alive;
  for (JailInit &init : waiting_)
    if (!init.isDead())
      alive.push_back(std::move(init));
  waiting_.swap(alive);
}

void WarmPool::retire(JailInit used) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    retired_.push_back(std::move(used));
  }
  changed_.notify_all();
}

void WarmPool::endRetired(std::unique_lock<std::mutex> &lock) {
  std::vector<JailInit> ending;
  ending.swap(retired_);
  lock.unlock();
  ending.clear();
  lock.lock();
}

bool WarmPool::makeOne(std::unique_lock<std::mutex> &lock) {
  lock.unlock();
  auto init = JailInit::start(launch_.child, like_);
  lock.lock();
  if (init) {
    waiting_.push_back(std::move(*init));
    return true;
  }
  // Whoever runs something meanwhile makes a jail of its own, and gets this error.
  llvm::consumeError(init.takeError());
  return false;
}

/// The pool's thread, whose death is that of every jail it made.
void WarmPool::care() {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto isCalled = [&] { return ending_ || !retired_.empty(); };
  while (!ending_) {
    endRetired(lock);
    removeDead();
    if (waiting_.size() >= size_) {
      changed_.wait_for(lock, careInterval, [&] { return isCalled() || waiting_.size() < size_; });
      continue;
    }
    if (std::exchange(wasTaken_, false) && !waiting_.empty())
      changed_.wait_for(lock, courtesy, isCalled);
    if (!makeOne(lock))
      changed_.wait_for(lock, careInterval, isCalled);
  }
}
