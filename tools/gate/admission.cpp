#include "tools/gate/admission.h"
#include "llvm/Support/Errc.h"
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace assay;
using Clock = std::chrono::steady_clock;

namespace {

/// The ledger's layout: memory from byte 0, the one who is next in line, those who wait.
constexpr off_t turnstile = off_t{1} << 40;
constexpr off_t firstWaiting = turnstile + 1;
/// As many as a policy can let wait.
constexpr off_t mostWaiting = 10'000;

/// Between two looks at the ledger: short against the start of an interpreter.
constexpr std::chrono::milliseconds pause{2};

/// An open file description lock (fcntl(2), F_OFD_SETLK): held by this opening of the file, so that
/// threads exclude each other and no other close() of the process lets go of it. False if another
/// holds a part.
bool lock(int file, off_t start, off_t length) {
  struct flock range{};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = start;
  range.l_len = length;
  return ::fcntl(file, F_OFD_SETLK, &range) == 0;
}

void unlock(int file, off_t start, off_t length) {
  struct flock range{};
  range.l_type = F_UNLCK;
  range.l_whence = SEEK_SET;
  range.l_start = start;
  range.l_len = length;
  ::fcntl(file, F_OFD_SETLK, &range);
}

/// A lock of another in [start, start + length), or nothing if it is free.
std::optional<struct flock> conflictIn(int file, off_t start, off_t length) {
  struct flock range{};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = start;
  range.l_len = length;
  if (::fcntl(file, F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK)
    return std::nullopt;
  return range;
}

/// First fit. False if no gap is wide enough at the moment.
bool takeMemory(int file, off_t length, off_t budget) {
  for (off_t start = 0; start + length <= budget;) {
    const auto taken = conflictIn(file, start, length);
    if (!taken)
      return lock(file, start, length);
    start = taken->l_start + taken->l_len;
  }
  return false;
}

std::optional<off_t> takePlaceInLine(int file, std::uint32_t places) {
  for (off_t place = firstWaiting; place < firstWaiting + places; ++place)
    if (lock(file, place, 1))
      return place;
  return std::nullopt;
}

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::resource_unavailable_try_again, message);
}

/// Calls `take` until it succeeds.
template <typename Take>
llvm::Error waitFor(Take take, Clock::time_point until, const AdmissionPolicy &policy,
                    const Stop &stop) {
  while (!take()) {
    if (const std::string why = stop.reason(); !why.empty())
      return failure("not run: " + why + " while it waited for memory");
    if (Clock::now() >= until)
      return failure("not run: no memory became free within " + llvm::Twine(policy.waitSeconds) +
                     " s (`admission.wait-seconds`); try again later");
    std::this_thread::sleep_for(pause);
  }
  return llvm::Error::success();
}

} // namespace

std::string assay::ledgerFor(const std::string &logPath) {
  return llvm::StringRef(logPath).rtrim('/').str() + ".admission";
}

AdmissionState assay::admissionState(const std::string &ledger) {
  AdmissionState state;
  const int file = ::open(ledger.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0)
    return state;
  // Each lock that is found shortens what is left to look at.
  off_t start = 0;
  while (const auto found = conflictIn(file, start, turnstile - start)) {
    ++state.running;
    state.promisedMiB += static_cast<std::uint64_t>(found->l_len);
    start = found->l_start + found->l_len;
  }
  start = firstWaiting;
  while (const auto found = conflictIn(file, start, mostWaiting)) {
    state.waiting += static_cast<std::uint32_t>(found->l_len);
    start = found->l_start + found->l_len;
  }
  ::close(file);
  return state;
}

std::string Stop::reason() const {
  if (cancelled && cancelled->load(std::memory_order_relaxed))
    return "cancelled";
  if (deadline && Clock::now() >= *deadline)
    return "the deadline has passed";
  return "";
}

Admission::Admission(Admission &&other) noexcept : file_(std::exchange(other.file_, -1)) {}

Admission &Admission::operator=(Admission &&other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

Admission::~Admission() {
  if (file_ >= 0)
    ::close(file_);
}

llvm::Expected<Admission> assay::admit(const std::string &ledger, std::uint64_t memoryMiB,
                                       std::uint64_t budgetMiB, const AdmissionPolicy &policy,
                                       const Stop &stop) {
  const int file = ::open(ledger.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0)
    return failure("not run: cannot open " + ledger + ": " +
                   std::error_code(errno, std::generic_category()).message());
  Admission admission(file);
  const off_t budget = static_cast<off_t>(std::max<std::uint64_t>(budgetMiB, 1));
  const off_t length = std::clamp<off_t>(static_cast<off_t>(memoryMiB), 1, budget);
  const auto place = takePlaceInLine(file, policy.waiting);
  if (!place)
    return failure("not run: " + llvm::Twine(policy.waiting) +
                   " requests wait already (`admission.waiting`); try again later");
  const Clock::time_point until = Clock::now() + std::chrono::seconds(policy.waitSeconds);
  // Only the one at the turnstile looks for memory, so a program that needs much is not overtaken
  // for ever by programs that need little.
  if (llvm::Error error = waitFor([&] { return lock(file, turnstile, 1); }, until, policy, stop))
    return error;
  if (llvm::Error error =
          waitFor([&] { return takeMemory(file, length, budget); }, until, policy, stop))
    return error;
  unlock(file, turnstile, 1);
  unlock(file, *place, 1);
  return admission;
}
