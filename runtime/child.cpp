// The program's process: from the fork in the jail's pid 1 to its exec.
#include "runtime/child.h"
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

void assay::giveUp(const ChildPlan &plan, SetUpStep step, int entry) {
  const SetUpFailure failure{step, errno, entry};
  // The supervisor may be gone; there is nobody else to tell.
  [[maybe_unused]] const ssize_t told = write(plan.setUp, &failure, sizeof failure);
  _exit(1);
}

static void connectStreams(const ChildPlan &plan) {
  for (int number = 0; number < 3; ++number)
    if (dup2(plan.streams[number], number) < 0)
      giveUp(plan, SetUpStep::Streams);
  // The table is still shared with pid 1, so closing has to wait for exec.
  if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
    giveUp(plan, SetUpStep::Streams);
}

static void applyLimits(const ChildPlan &plan) {
  for (const ProcessLimit &limit : *plan.limits) {
    rlimit now{};
    getrlimit(limit.resource, &now);
    const rlimit wanted{std::min(limit.value.rlim_cur, now.rlim_max),
                        std::min(limit.value.rlim_max, now.rlim_max)};
    if (setrlimit(limit.resource, &wanted) != 0)
      giveUp(plan, SetUpStep::Limits);
  }
}

static void resetSignals() {
  struct sigaction byDefault{};
  byDefault.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal)
    sigaction(signal, &byDefault, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Loads the filter and passes the number of its listener to pid 1, which has the same table of
/// descriptors and hands it to the supervisor. Returns when the supervisor's copy is on its way.
static void enterSeccomp(const ChildPlan &plan, const int (&handoff)[2]) {
  const int listener = static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                                SECCOMP_FILTER_FLAG_NEW_LISTENER, &plan.filter));
  if (listener < 0)
    giveUp(plan, SetUpStep::Seccomp);
  char ready = 0;
  if (write(handoff[1], &listener, sizeof listener) != sizeof listener ||
      read(handoff[1], &ready, 1) != 1)
    giveUp(plan, SetUpStep::Handoff);
  close(listener);
}

void assay::startProgram(const ChildPlan &plan, const int (&handoff)[2]) {
  setsid();
  connectStreams(plan);
  applyLimits(plan);
  resetSignals();
  umask(022);
  if (!enterLandlock(*plan.landlock))
    giveUp(plan, SetUpStep::Landlock);
  enterSeccomp(plan, handoff);
  syscall(SYS_execveat, plan.executableDescriptor, "", plan.arguments, plan.environment,
          AT_EMPTY_PATH);
  giveUp(plan, SetUpStep::Execute);
}
