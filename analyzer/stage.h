#ifndef ASSAY_ANALYZER_STAGE_H
#define ASSAY_ANALYZER_STAGE_H

#include <array>
#include <cstddef>
#include <cstdint>

// Where the time of an assessment goes. For benchmarks: nothing is decided by a clock.

namespace assay {

/// A step of the pipeline. What is not in one of the others is Rules.
enum class Stage : std::uint8_t { Parse, Lower, Resolve, Flow, Rules };
inline constexpr std::size_t stageCount = 5;

/// CPU time of the calling thread by stage, in nanoseconds. A stage inside another is counted for
/// itself alone, so the sum is the whole. One per thread; not thread-safe.
class StageClock {
public:
  [[nodiscard]] std::uint64_t nanoseconds(Stage stage) const {
    return spent_[static_cast<std::size_t>(stage)];
  }
  void reset() { spent_ = {}; }

private:
  friend class StageTimer;
  std::array<std::uint64_t, stageCount> spent_{};
  std::uint64_t since_ = 0;
  /// Of the innermost timer; meaningless while no timer lives.
  Stage current_ = Stage::Rules;
  bool runs_ = false;
};

/// Counts its lifetime for a stage. With a null clock it costs a comparison.
class StageTimer {
public:
  StageTimer(StageClock *clock, Stage stage) : clock_(clock) {
    if (clock_)
      enter(stage);
  }
  ~StageTimer() {
    if (clock_)
      leave();
  }
  StageTimer(const StageTimer &) = delete;
  StageTimer &operator=(const StageTimer &) = delete;

private:
  void enter(Stage stage);
  void leave();

  StageClock *clock_;
  Stage outer_ = Stage::Rules;
  bool isOutermost_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_STAGE_H
