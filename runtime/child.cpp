// The program's process: from the fork in the jail's pid 1 to its exec.
#include "runtime/inside.h"
#include "runtime/passing.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace assay;

void assay::giveUp(const Inside &inside, SetUpStep step, int entry) {
  const SetUpFailure failure{step, errno, entry};
  // The supervisor may be gone; there is nobody else to tell.
  [[maybe_unused]] const ssize_t told = write(inside.setUp, &failure, sizeof failure);
  _exit(1);
}

static void connectStreams(const Inside &inside) {
  for (int number = 0; number < 3; ++number)
    if (dup2(inside.streams[number].get(), number) < 0)
      giveUp(inside, SetUpStep::Streams);
  // Some are needed until exec.
  if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
    giveUp(inside, SetUpStep::Streams);
}

static void applyLimits(const Inside &inside) {
  for (const ProcessLimit &limit : inside.plan.limits) {
    rlimit now{};
    getrlimit(limit.resource, &now);
    const rlimit wanted{std::min(limit.value.rlim_cur, now.rlim_max),
                        std::min(limit.value.rlim_max, now.rlim_max)};
    if (setrlimit(limit.resource, &wanted) != 0)
      giveUp(inside, SetUpStep::Limits);
  }
}

/// What the caller ignores stays ignored through clone and exec: SIGPIPE mostly, or SIGINT of what
/// a shell runs in the background.
static void resetSignals() {
  // The kernel's form of sigaction(2): four words, of which all are 0 for SIG_DFL.
  const std::uint64_t byDefault[4]{};
  for (int signal = 1; signal < NSIG; ++signal)
    syscall(SYS_rt_sigaction, signal, byDefault, nullptr, sizeof(std::uint64_t));
  const sigset_t none{};
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Loads the filter, which lets this process send, and sends the supervisor its listener. What is
/// left of that here ends with the exec.
static void enterSeccomp(const Inside &inside) {
  auto *instructions = const_cast<sock_filter *>(inside.plan.filter.data());
  const sock_fprog filter{static_cast<unsigned short>(inside.plan.filter.size()), instructions};
  const int listener = static_cast<int>(
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
  if (listener < 0)
    giveUp(inside, SetUpStep::Seccomp);
  if (!sendDescriptors(inside.control, listener))
    giveUp(inside, SetUpStep::Handoff);
  close(listener);
}

/// As execve(2) wants them. The kernel does not write through these pointers.
static std::vector<char *> pointersTo(const std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string &text : texts)
    pointers.push_back(const_cast<char *>(text.data()));
  pointers.push_back(nullptr);
  return pointers;
}

void assay::startProgram(const Inside &inside) {
  const std::vector<char *> arguments = pointersTo(inside.plan.arguments);
  const std::vector<char *> environment = pointersTo(inside.plan.environment);
  setsid();
  connectStreams(inside);
  applyLimits(inside);
  resetSignals();
  umask(022);
  if (!enterLandlock(inside.plan.landlock))
    giveUp(inside, SetUpStep::Landlock);
  enterSeccomp(inside);
  syscall(SYS_execveat, inside.plan.executableDescriptor, "", arguments.data(), environment.data(),
          AT_EMPTY_PATH);
  giveUp(inside, SetUpStep::Execute);
}
