#include "analyzer/stage.h"
#include <ctime>

using namespace assay;

static std::uint64_t cpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void StageTimer::enter(Stage stage) {
  const std::uint64_t now = cpuNanoseconds();
  isOutermost_ = !clock_->runs_;
  outer_ = clock_->current_;
  if (!isOutermost_)
    clock_->spent_[static_cast<std::size_t>(outer_)] += now - clock_->since_;
  clock_->runs_ = true;
  clock_->current_ = stage;
  clock_->since_ = now;
}

void StageTimer::leave() {
  const std::uint64_t now = cpuNanoseconds();
  clock_->spent_[static_cast<std::size_t>(clock_->current_)] += now - clock_->since_;
  clock_->current_ = outer_;
  clock_->since_ = now;
  clock_->runs_ = !isOutermost_;
}
