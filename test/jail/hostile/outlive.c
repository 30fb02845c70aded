/* More ways to outlive a deadline, to steer others and to lift limits. */
#include "probe.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static long kill_parent(void) {
  /* Signals to the jail's pid 1 are sent, and have no effect; what counts is that we live on. */
  kill(getppid(), SIGKILL);
  kill(getppid(), SIGSTOP);
  errno = EPERM;
  return -1;
}
static long signal_by_descriptor(void) { return syscall(SYS_pidfd_send_signal, 0, SIGKILL, 0, 0); }
static long own_signals(void) {
  int ends[2];
  return pipe(ends) ? 0 : fcntl(ends[0], F_SETOWN, 1);
}
static long choose_signal(void) { return fcntl(0, F_SETSIG, SIGKILL); }
static long sibling(void) { return syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); }
static long other_process_limits(void) {
  const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  return prlimit(1, RLIMIT_CPU, &limit, 0);
}
static long more_processes(void) {
  const struct rlimit limit = {4096, 4096};
  return setrlimit(RLIMIT_NPROC, &limit);
}
static long more_time(void) {
  const struct rlimit limit = {1000, 1000};
  return setrlimit(RLIMIT_CPU, &limit);
}
static long be_nicer(void) { return setpriority(PRIO_PROCESS, 0, -20); }
static long io_priority(void) { return syscall(SYS_ioprio_set, 1, 0, 1 << 13); }
static long deadline_class(void) { return syscall(SYS_sched_setattr, 0, 0, 0); }
static long become_reaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }
static long be_dumpable(void) { return prctl(PR_SET_DUMPABLE, 1); }
static long read_time_stamps(void) { return prctl(PR_SET_TSC, PR_TSC_SIGSEGV); }

static const struct probe probes[] = {
    {"kill-parent", kill_parent},
    {"signal-by-descriptor", signal_by_descriptor},
    {"own-signals", own_signals},
    {"choose-signal", choose_signal},
    {"sibling", sibling},
    {"other-process-limits", other_process_limits},
    {"more-processes", more_processes},
    {"more-time", more_time},
    {"be-nicer", be_nicer},
    {"io-priority", io_priority},
    {"deadline-class", deadline_class},
    {"become-reaper", become_reaper},
    {"be-dumpable", be_dumpable},
    {"read-time-stamps", read_time_stamps},
};

/* Stops all its children and itself; the clock is not theirs. */
static int stops_children(void) {
  for (int i = 0; i < 4; ++i)
    if (fork() == 0)
      for (;;)
        raise(SIGSTOP);
  raise(SIGSTOP);
  return 0;
}
static int executes_for_ever(char **argv) {
  char *again[] = {argv[0], "executes", 0};
  execv("/program/main", again);
  return 1;
}
/* Every number that is no call of this kernel, and then some. */
static int unknown_calls(void) {
  int answered = 0;
  for (long number = 500; number < 1024; ++number)
    answered += syscall(number, 0, 0, 0, 0, 0, 0) != -1;
  puts(answered ? "unknown-calls ESCAPED" : "unknown-calls refused");
  return 0;
}
static int legacy_page(void) {
  long (*const legacy_time)(long *) = (long (*)(long *))0xffffffffff600400;
  printf("legacy-page %s\n", legacy_time(0) > 0 ? "told the time" : "nothing");
  return 0;
}
/* Changes what a refused call points to while the supervisor looks at it. */
static volatile int stop;
static char path[64];
static void *flip(void *unused) {
  while (!stop) {
    strcpy(path, "/usr/bin/true");
    strcpy(path, "/nonexistent");
  }
  return unused;
}
static int race(void) {
  pthread_t thread;
  char *const none[] = {0};
  pthread_create(&thread, 0, flip, 0);
  int started = 0;
  for (int i = 0; i < 20000; ++i)
    started += execve(path, none, none) != -1;
  stop = 1;
  puts(started ? "race ESCAPED" : "race refused");
  return 0;
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  if (!strcmp(name, "stops-children"))
    return stops_children();
  if (!strcmp(name, "executes"))
    return executes_for_ever(argv);
  if (!strcmp(name, "unknown-calls"))
    return unknown_calls();
  if (!strcmp(name, "legacy-page"))
    return legacy_page();
  if (!strcmp(name, "race"))
    return race();
  return RUN(probes);
}
