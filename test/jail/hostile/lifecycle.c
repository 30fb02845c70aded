/* Ways to outlive a deadline or a parent, by name. */
#include "probe.h"
#include <sys/prctl.h>

static void ignore_everything(void) {
  for (int number = 1; number < 65; ++number)
    signal(number, SIG_IGN);
}

/* A daemon in the old way, which keeps standard output open. */
static int orphan(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      ignore_everything();
      puts("orphan");
      fflush(stdout);
      for (;;)
        pause();
    }
    _exit(0);
  }
  wait(0);
  usleep(50000);
  return 7;
}

static int storm(void) {
  ignore_everything();
  for (;;)
    if (fork() < 0)
      usleep(100);
}

static int stopped(void) {
  raise(SIGSTOP);
  return 0;
}

static int ignores(void) {
  ignore_everything();
  prctl(PR_SET_PDEATHSIG, 0);
  for (;;)
    pause();
}

static int spins(void) {
  ignore_everything();
  for (volatile long i = 0;; ++i) {
  }
}

/* kill(-1) reaches everything that may be signalled but oneself and pid 1. */
static int kills_all(void) {
  kill(-1, SIGKILL);
  kill(getppid(), SIGKILL);
  kill(1, SIGSTOP);
  puts("still here");
  return 5;
}

static int zombies(void) {
  int made = 0;
  while (made < 10000 && fork() != -1) {
    if (getpid() != 2 && getppid() != 1)
      _exit(0);
    ++made;
  }
  printf("%s\n", made < 64 ? "limited" : "ESCAPED");
  return 0;
}

/* What a program that was killed for want of memory would look like to a shell. */
static int imitates(void) { return 137; }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(void);
  } table[] = {{"orphan", orphan},   {"storm", storm},      {"stopped", stopped},
               {"ignores", ignores}, {"spins", spins},      {"kills-all", kills_all},
               {"zombies", zombies}, {"imitates", imitates}};
  for (unsigned i = 0; argc > 1 && i < sizeof table / sizeof *table; ++i)
    if (!strcmp(argv[1], table[i].name))
      return table[i].run();
  return 99;
}
