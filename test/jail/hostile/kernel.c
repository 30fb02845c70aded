/* Ways into the kernel and into other processes. */
#include "probe.h"
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>

static long attach(void) { return ptrace(PTRACE_ATTACH, 1, 0, 0); }
static long trace_me(void) { return ptrace(PTRACE_TRACEME, 0, 0, 0); }
static long read_memory(void) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
  return process_vm_readv(1, &here, 1, &there, 1, 0);
}
static long init_memory(void) { return open("/proc/1/mem", O_RDWR); }
static long init_root(void) { return open("/proc/1/root", O_RDONLY | O_DIRECTORY); }
static long init_environment(void) { return open("/proc/1/environ", O_RDONLY); }
static long steal_descriptor(void) { return syscall(SYS_pidfd_getfd, 0, 0, 0); }
static long compare(void) { return syscall(SYS_kcmp, 1, 1, 0, 0, 0); }
static long new_user(void) { return unshare(CLONE_NEWUSER); }
static long new_mounts(void) { return unshare(CLONE_NEWNS); }
static long join(void) { return setns(0, 0); }
static long clone_user(void) {
  return syscall(SYS_clone, CLONE_NEWUSER | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 0, 0, 0, 0);
}
static long clone_parent(void) { return syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); }
static long clone_three(void) {
  uint64_t arguments[11] = {CLONE_NEWUSER};
  return syscall(SYS_clone3, arguments, sizeof arguments);
}
static long load_bpf(void) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  return syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes);
}
static long perf(void) {
  struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes};
  return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}
static long uring(void) {
  char parameters[120] = {0};
  return syscall(SYS_io_uring_setup, 4, parameters);
}
static long page_faults(void) { return syscall(SYS_userfaultfd, 0); }
static long add_key(void) { return syscall(SYS_add_key, "user", "k", "v", 1, -2); }
static long keyctl(void) { return syscall(SYS_keyctl, 0, -3, 0); }
static long no_randomness(void) { return personality(ADDR_NO_RANDOMIZE); }
static long descriptor_table(void) { return syscall(SYS_modify_ldt, 0, 0, 0); }
static long memory_file(void) { return syscall(SYS_memfd_create, "x", 0); }
static long nested_filter(void) {
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, 0);
}
static long memory_map(void) { return prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0); }
static long dispatch(void) { return prctl(59 /* PR_SET_SYSCALL_USER_DISPATCH */, 1, 0, 0, 0); }
static long mount_tmpfs(void) { return mount("x", "/tmp", "tmpfs", 0, ""); }
static long open_tree_(void) { return syscall(428, -100, "/", 1); }
static long change_root(void) { return chroot("/tmp"); }
static long by_handle(void) { return syscall(SYS_open_by_handle_at, -100, 0, 0); }
static long become_root(void) { return setuid(0); }
static long capabilities(void) {
  uint32_t header[2] = {0x20080522, 0}, data[6] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
  return syscall(SYS_capset, header, data);
}
static long write_and_run(void) {
  void *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}
static long writable_and_executable(void) {
  const void *page =
      mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : 0;
}
static long raise_limit(void) {
  const struct rlimit limit = {100000, 100000};
  return setrlimit(RLIMIT_NOFILE, &limit);
}
static long core_dumps(void) {
  const struct rlimit limit = {0, 0};
  return setrlimit(RLIMIT_CORE, &limit);
}
static long real_time(void) {
  const struct sched_param parameters = {.sched_priority = 1};
  return sched_setscheduler(0, SCHED_FIFO, &parameters);
}
static long execute(void) {
  char *arguments[] = {"true", 0};
  return execv("/usr/bin/true", arguments);
}
static long execute_descriptor(void) {
  char *arguments[] = {"true", 0};
  const int file = open("/usr/bin/true", O_PATH);
  return syscall(SYS_execveat, file, "", arguments, arguments, AT_EMPTY_PATH);
}
/* The number under which the jail opened this program, before it was closed. */
static long first_door(void) { return dup2(0, 64); }
static long unknown(void) { return syscall(1000); }
static long nonsense(void) { return syscall(-1); }

static const struct probe probes[] = {
    {"attach", attach},
    {"trace-me", trace_me},
    {"read-memory", read_memory},
    {"init-memory", init_memory},
    {"init-root", init_root},
    {"init-environment", init_environment},
    {"steal-descriptor", steal_descriptor},
    {"compare", compare},
    {"new-user", new_user},
    {"new-mounts", new_mounts},
    {"join", join},
    {"clone-user", clone_user},
    {"clone-parent", clone_parent},
    {"clone-three", clone_three},
    {"load-bpf", load_bpf},
    {"perf", perf},
    {"uring", uring},
    {"page-faults", page_faults},
    {"add-key", add_key},
    {"keyctl", keyctl},
    {"no-randomness", no_randomness},
    {"descriptor-table", descriptor_table},
    {"memory-file", memory_file},
    {"nested-filter", nested_filter},
    {"memory-map", memory_map},
    {"dispatch", dispatch},
    {"mount-tmpfs", mount_tmpfs},
    {"open-tree", open_tree_},
    {"change-root", change_root},
    {"by-handle", by_handle},
    {"become-root", become_root},
    {"capabilities", capabilities},
    {"write-and-run", write_and_run},
    {"writable-and-executable", writable_and_executable},
    {"raise-limit", raise_limit},
    {"core-dumps", core_dumps},
    {"real-time", real_time},
    {"execute", execute},
    {"execute-descriptor", execute_descriptor},
    {"first-door", first_door},
    {"unknown", unknown},
    {"nonsense", nonsense},
};

int main(void) { return RUN(probes); }
