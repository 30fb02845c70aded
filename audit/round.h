#ifndef ASSAY_AUDIT_ROUND_H
#define ASSAY_AUDIT_ROUND_H

#include <atomic>
#include <chrono>
#include <cstdint>

namespace assay {

/// Counts rounds of work that one does for many, and wakes those who wait for one of them.
///
/// Waiting for one's own round matters: to wake all 32 writers after each flush, half of which must
/// wait for the next, costs more processor time than writing their records. Works between the
/// threads of one process and, in a mapped file, between processes; all zero is its first state. It
/// carries no data: who wakes looks for himself.
class RoundCounter {
public:
  [[nodiscard]] std::uint32_t finished() const { return finished_.load(std::memory_order_acquire); }

  /// Sleeps while `seen` is the last finished round, until round `wanted` (seen + 1 or later) ends
  /// or the time is over. May return early.
  void waitFor(std::uint32_t wanted, std::uint32_t seen, std::chrono::nanoseconds atMost);

  /// Ends the next round: wakes all who wait for it, and one of those who wait for the round after,
  /// to begin that.
  void finish();
  /// Wakes one who waits for `round`: for a sleeper who was to begin it, and finds his work done.
  void passOn(std::uint32_t round);
  void wakeAll();

private:
  void wake(int count, std::uint32_t bits);

  std::atomic<std::uint32_t> finished_;
  /// Those who sleep or are about to: a lone writer need not ask the kernel whom to wake. One
  /// killed in his sleep stays counted, which costs that question again.
  std::atomic<std::uint32_t> sleepers_;
};

/// A number that grows and can be slept on until it does; for one sleeper. Like RoundCounter.
class ArrivalCounter {
public:
  [[nodiscard]] std::uint32_t count() const { return count_.load(std::memory_order_acquire); }
  /// Adds one; wakes the sleeper if he waits for no more than this.
  void arrive();
  /// Returns when count() - since >= wanted, or the time is over.
  void waitFor(std::uint32_t since, std::uint32_t wanted, std::chrono::nanoseconds atMost);

private:
  std::atomic<std::uint32_t> count_;
  std::atomic<std::uint32_t> target_;
};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free, "futexes are plain words");

} // namespace assay

#endif // ASSAY_AUDIT_ROUND_H
