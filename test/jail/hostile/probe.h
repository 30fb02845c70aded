/* A table of attempts. Each returns 0 if it got what it wanted, -1 with errno if it was refused. */
#ifndef PROBE_H
#define PROBE_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct probe {
  const char *name;
  long (*attempt)(void);
};

/* Prints "NAME ERRNO" for each; all of them, or those that are named. */
static int run_probes(const struct probe *probes, int count) {
  for (int i = 0; i < count; ++i) {
    errno = 0;
    const long result = probes[i].attempt();
    printf("%s %s\n", probes[i].name, result == -1 ? strerrorname_np(errno) : "ESCAPED");
    fflush(stdout);
  }
  return 0;
}
#define RUN(probes) run_probes(probes, sizeof probes / sizeof *probes)
#endif
