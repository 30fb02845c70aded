#include "audit/round.h"

#include <cerrno>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

// Sleepers for different rounds sleep on the same word, told apart by a bit (FUTEX_WAIT_BITSET,
// futex(2)): a round that ends while one falls asleep is then never missed. The futexes are not
// "private", for the word may be in a file that several processes have mapped.

namespace assay {

using namespace std::chrono;

static std::uint32_t bitOf(std::uint32_t round) { return 1u << (round % 32); }

static void sleepOn(std::atomic<std::uint32_t> &word, std::uint32_t seen, std::uint32_t bits,
                    steady_clock::time_point deadline) {
  // FUTEX_WAIT_BITSET takes an absolute time of CLOCK_MONOTONIC, which is steady_clock's.
  auto since = duration_cast<nanoseconds>(deadline.time_since_epoch()).count();
  timespec until{static_cast<time_t>(since / 1'000'000'000), since % 1'000'000'000};
  ::syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, seen, &until, nullptr, bits);
}

static void wakeFrom(std::atomic<std::uint32_t> &word, int count, std::uint32_t bits) {
  ::syscall(SYS_futex, &word, FUTEX_WAKE_BITSET, count, nullptr, nullptr, bits);
}

/// He who falls asleep counts himself and then looks at the word; he who wakes changes the word and
/// then looks at the count. Both are in one order for all, so one of the two sees the other.
void RoundCounter::wake(int count, std::uint32_t bits) {
  if (sleepers_.load(std::memory_order_seq_cst) != 0)
    wakeFrom(finished_, count, bits);
}

void RoundCounter::waitFor(std::uint32_t wanted, std::uint32_t seen, nanoseconds atMost) {
  sleepers_.fetch_add(1, std::memory_order_seq_cst);
  sleepOn(finished_, seen, bitOf(wanted), steady_clock::now() + atMost);
  sleepers_.fetch_sub(1, std::memory_order_relaxed);
}

void RoundCounter::finish() {
  std::uint32_t round = finished_.fetch_add(1, std::memory_order_seq_cst) + 1;
  wake(INT_MAX, bitOf(round));
  passOn(round + 1);
}

void RoundCounter::passOn(std::uint32_t round) { wake(1, bitOf(round)); }

void RoundCounter::wakeAll() { wake(INT_MAX, FUTEX_BITSET_MATCH_ANY); }

void ArrivalCounter::arrive() {
  std::uint32_t count = count_.fetch_add(1, std::memory_order_acq_rel) + 1;
  if (count == target_.load(std::memory_order_acquire))
    wakeFrom(count_, 1, FUTEX_BITSET_MATCH_ANY);
}

void ArrivalCounter::waitFor(std::uint32_t since, std::uint32_t wanted, nanoseconds atMost) {
  auto deadline = steady_clock::now() + atMost;
  target_.store(since + wanted, std::memory_order_release);
  std::uint32_t count = this->count();
  while (count - since < wanted && steady_clock::now() < deadline) {
    sleepOn(count_, count, FUTEX_BITSET_MATCH_ANY, deadline);
    count = this->count();
  }
}

} // namespace assay
