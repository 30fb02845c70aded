#ifndef ASSAY_TOOLS_SERVICE_JOB_QUEUE_H
#define ASSAY_TOOLS_SERVICE_JOB_QUEUE_H

#include "tools/gate/api.h"
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace assay {

/// Something to do with a worker's own API.
using Job = std::function<void(SafetyApi &)>;

/// A bounded line of jobs, first come, first served. Thread-safe.
class JobQueue {
public:
  explicit JobQueue(std::size_t most) : most_(most) {}

  /// False if the line is full or closed: what the workers cannot serve is refused, not collected.
  bool push(Job job) {
    const std::lock_guard lock(mutex_);
    if (closed_ || jobs_.size() >= most_)
      return false;
    jobs_.push_back(std::move(job));
    arrived_.notify_one();
    return true;
  }

  /// Waits for a job. An empty one: the line is closed and nothing is left in it.
  Job pop() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty())
      return {};
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    arrived_.notify_all();
  }

private:
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_JOB_QUEUE_H
