/* More ways to use up memory, tables and the host's patience, by name. */
#include "probe.h"
#include <linux/futex.h>
#include <mqueue.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

/* More than a program may touch, less than twice that, which could not even be reserved. */
static char huge[400ul << 20];

/* Says how an endless attempt ended. */
static int refused(const char *what, long count) {
  printf("%s %s after %ld\n", what, strerrorname_np(errno), count);
  return 0;
}
static int escaped(const char *what) {
  printf("%s ESCAPED\n", what);
  return 1;
}

static int statics(void) {
  memset(huge, 1, sizeof huge);
  return escaped("statics");
}
static int noreserve(void) {
  char *bytes = mmap(0, 8ul << 30, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (bytes == MAP_FAILED)
    return refused("noreserve", 0);
  memset(bytes, 1, 8ul << 30);
  return escaped("noreserve");
}
static int memory_files(void) {
  const int file = syscall(SYS_memfd_create, "x", 0);
  return file < 0 ? refused("memory-files", 0) : escaped("memory-files");
}
static int socket_buffers(void) {
  static char block[65536];
  long sent = 0;
  for (;;) {
    int ends[2], size = 1 << 30;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
      return refused("socket-buffers", sent);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    while (write(ends[0], block, sizeof block) > 0)
      ++sent;
  }
}
static int mappings(void) {
  for (long count = 0; count < 10000000; ++count)
    if (mmap(0, 4096, count & 1 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
        MAP_FAILED)
      return refused("mappings", count);
  return escaped("mappings");
}
static int deeper(volatile char *above) {
  volatile char here[4096];
  here[0] = above[0];
  return deeper(here) + here[0];
}
static int stack(void) { return deeper(huge); }
static int lock(void) {
  return mlockall(MCL_CURRENT | MCL_FUTURE) ? refused("lock", 0) : escaped("lock");
}
static int shared_segments(void) {
  if (shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0 ||
      msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0 || semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0)
    return escaped("shared-segments");
  return refused("shared-segments", 0);
}
static int message_queue(void) {
  return mq_open("/x", O_CREAT | O_RDWR, 0600, 0) < 0 ? refused("message-queue", 0)
                                                      : escaped("message-queue");
}
static int event_descriptors(void) {
  for (long count = 0; count < 100000; count += 4)
    if (inotify_init() < 0 || epoll_create(1) < 0 || eventfd(0, 0) < 0 ||
        timerfd_create(CLOCK_MONOTONIC, 0) < 0)
      return refused("event-descriptors", count);
  return escaped("event-descriptors");
}
static int terminals(void) {
  return open("/dev/ptmx", O_RDWR) < 0 ? refused("terminals", 0) : escaped("terminals");
}
static int keys(void) {
  return syscall(SYS_add_key, "user", "k", "v", 1, -3) < 0 ? refused("keys", 0) : escaped("keys");
}
/* The parent of a vfork() sleeps where only its child can wake it. */
static int uninterruptible(void) {
  if (vfork() == 0)
    for (;;)
      syscall(SYS_pause);
  return escaped("uninterruptible");
}
static void *spin(void *unused) {
  for (volatile long i = 0;; ++i) {
  }
  return unused;
}
static int spinning_threads(void) {
  pthread_t thread;
  for (int i = 0; i < 8; ++i)
    pthread_create(&thread, 0, spin, 0);
  spin(0);
  return 0;
}
static int sleeps(void) {
  int word = 0;
  syscall(SYS_futex, &word, FUTEX_WAIT, 0, 0, 0, 0);
  return escaped("sleeps");
}
static int binary_output(void) {
  static const char bytes[] = "\0\xff\xfe\x1b]0;title\a\x1b[2J\x1b[31mred\r\n\xc0\x80";
  fwrite(bytes, 1, sizeof bytes, stdout);
  puts("written");
  return 0;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(void);
  } table[] = {{"statics", statics},
               {"noreserve", noreserve},
               {"memory-files", memory_files},
               {"socket-buffers", socket_buffers},
               {"mappings", mappings},
               {"stack", stack},
               {"lock", lock},
               {"shared-segments", shared_segments},
               {"message-queue", message_queue},
               {"event-descriptors", event_descriptors},
               {"terminals", terminals},
               {"keys", keys},
               {"uninterruptible", uninterruptible},
               {"spinning-threads", spinning_threads},
               {"sleeps", sleeps},
               {"binary-output", binary_output}};
  for (unsigned i = 0; argc > 1 && i < sizeof table / sizeof *table; ++i)
    if (!strcmp(argv[1], table[i].name))
      return table[i].run();
  return 99;
}
