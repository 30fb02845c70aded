#ifndef ASSAY_TOOLS_GATE_ADMISSION_H
#define ASSAY_TOOLS_GATE_ADMISSION_H

#include "tools/gate/policy.h"
#include "llvm/Support/Error.h"
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// How many programs run at once. All gates of a user, in whatever process, share one ledger: a file
// in which each byte stands for a MiB of this machine's memory. A program that may use 128 MiB
// holds a lock on 128 bytes while it runs, so the sum of what was promised never passes the budget,
// and what a process held is free when it dies, however it dies. Waiting is first come, first
// served.

namespace assay {

/// Ends a request early. Both may be absent.
struct Stop {
  /// Looked at between steps and every few milliseconds of waiting and running. Must outlive the
  /// request.
  const std::atomic<bool> *cancelled = nullptr;
  std::optional<std::chrono::steady_clock::time_point> deadline{};

  /// "cancelled" or "the deadline has passed"; empty: go on.
  [[nodiscard]] std::string reason() const;
};

/// A place among the running programs. Movable; given back when it is destroyed.
class Admission {
public:
  Admission(Admission &&other) noexcept;
  Admission &operator=(Admission &&other) noexcept;
  Admission(const Admission &) = delete;
  Admission &operator=(const Admission &) = delete;
  ~Admission();

private:
  friend llvm::Expected<Admission> admit(const std::string &, std::uint64_t, std::uint64_t,
                                         const AdmissionPolicy &, const Stop &);
  explicit Admission(int file) : file_(file) {}
  int file_ = -1;
};

/// What the ledger says at one moment.
struct AdmissionState {
  /// Running programs, what they were promised together, and requests that wait.
  std::uint32_t running = 0;
  std::uint64_t promisedMiB = 0;
  std::uint32_t waiting = 0;
};

/// Where the ledger of the gates on this log is.
std::string ledgerFor(const std::string &logPath);

/// Looks and takes nothing. All zero if there is no ledger yet.
AdmissionState admissionState(const std::string &ledger);

/// Waits until `memoryMiB` more fit into `budgetMiB`, and takes them. `ledger` is a file that is
/// made if it is not there (mode 0600). A program that alone passes the budget runs when nobody
/// else does. Error: too many wait, it took too long, or `stop` said so; then nothing is held.
llvm::Expected<Admission> admit(const std::string &ledger, std::uint64_t memoryMiB,
                                std::uint64_t budgetMiB, const AdmissionPolicy &policy,
                                const Stop &stop);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_ADMISSION_H
