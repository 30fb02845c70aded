#include "runtime/syscalls.h"
#include <seccomp.h>

using namespace assay;

// A name and its number; libseccomp has a negative one for calls this machine does not have.
#define CALL(name) {#name, SCMP_SYS(name)}

namespace {

constexpr Syscall ioCalls[] = {
    CALL(read),     CALL(write),     CALL(readv),           CALL(writev),    CALL(pread64),
    CALL(pwrite64), CALL(preadv),    CALL(pwritev),         CALL(preadv2),   CALL(pwritev2),
    CALL(lseek),    CALL(close),     CALL(close_range),     CALL(dup),       CALL(dup2),
    CALL(dup3),     CALL(pipe),      CALL(pipe2),           CALL(sendfile),  CALL(copy_file_range),
    CALL(splice),   CALL(fadvise64), CALL(readahead),       CALL(ftruncate), CALL(fallocate),
    CALL(fsync),    CALL(fdatasync), CALL(sync_file_range), CALL(flock)};
constexpr Syscall filesCalls[] = {CALL(open),
                                  CALL(openat),
                                  CALL(creat),
                                  CALL(access),
                                  CALL(faccessat),
                                  CALL(faccessat2),
                                  CALL(stat),
                                  CALL(lstat),
                                  CALL(fstat),
                                  CALL(newfstatat),
                                  CALL(statx),
                                  CALL(statfs),
                                  CALL(fstatfs),
                                  CALL(readlink),
                                  CALL(readlinkat),
                                  CALL(getdents),
                                  CALL(getdents64),
                                  CALL(getcwd),
                                  CALL(chdir),
                                  CALL(fchdir),
                                  CALL(mkdir),
                                  CALL(mkdirat),
                                  CALL(rmdir),
                                  CALL(unlink),
                                  CALL(unlinkat),
                                  CALL(rename),
                                  CALL(renameat),
                                  CALL(renameat2),
                                  CALL(link),
                                  CALL(linkat),
                                  CALL(symlink),
                                  CALL(symlinkat),
                                  CALL(mknod),
                                  CALL(mknodat),
                                  CALL(truncate),
                                  CALL(chmod),
                                  CALL(fchmod),
                                  CALL(fchmodat),
                                  CALL(chown),
                                  CALL(fchown),
                                  CALL(lchown),
                                  CALL(fchownat),
                                  CALL(utime),
                                  CALL(utimes),
                                  CALL(utimensat),
                                  CALL(futimesat),
                                  CALL(umask),
                                  CALL(getxattr),
                                  CALL(lgetxattr),
                                  CALL(fgetxattr),
                                  CALL(listxattr),
                                  CALL(llistxattr),
                                  CALL(flistxattr),
                                  CALL(inotify_init),
                                  CALL(inotify_init1),
                                  CALL(inotify_add_watch),
                                  CALL(inotify_rm_watch)};
constexpr Syscall memoryCalls[] = {
    CALL(brk),     CALL(munmap),     CALL(mremap),    CALL(madvise),    CALL(msync),
    CALL(mincore), CALL(pkey_alloc), CALL(pkey_free), CALL(membarrier), CALL(get_mempolicy)};
constexpr Syscall threadsCalls[] = {CALL(futex),
                                    CALL(futex_waitv),
                                    CALL(set_robust_list),
                                    CALL(get_robust_list),
                                    CALL(set_tid_address),
                                    CALL(rseq),
                                    CALL(sched_yield),
                                    CALL(sched_getaffinity),
                                    CALL(sched_setaffinity),
                                    CALL(sched_getparam),
                                    CALL(sched_getscheduler),
                                    CALL(sched_get_priority_max),
                                    CALL(sched_get_priority_min),
                                    CALL(getcpu),
                                    CALL(getpriority),
                                    CALL(arch_prctl),
                                    CALL(exit),
                                    CALL(exit_group)};
constexpr Syscall signalsCalls[] = {CALL(rt_sigaction),    CALL(rt_sigprocmask),
                                    CALL(rt_sigreturn),    CALL(rt_sigpending),
                                    CALL(rt_sigsuspend),   CALL(rt_sigtimedwait),
                                    CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo),
                                    CALL(sigaltstack),     CALL(kill),
                                    CALL(tkill),           CALL(tgkill),
                                    CALL(pause),           CALL(restart_syscall),
                                    CALL(signalfd),        CALL(signalfd4)};
constexpr Syscall eventsCalls[] = {CALL(poll),         CALL(ppoll),        CALL(select),
                                   CALL(pselect6),     CALL(epoll_create), CALL(epoll_create1),
                                   CALL(epoll_ctl),    CALL(epoll_wait),   CALL(epoll_pwait),
                                   CALL(epoll_pwait2), CALL(eventfd),      CALL(eventfd2)};
constexpr Syscall timeCalls[] = {CALL(clock_gettime),   CALL(clock_getres),
                                 CALL(clock_nanosleep), CALL(nanosleep),
                                 CALL(gettimeofday),    CALL(time),
                                 CALL(times),           CALL(alarm),
                                 CALL(getitimer),       CALL(setitimer),
                                 CALL(timer_create),    CALL(timer_settime),
                                 CALL(timer_gettime),   CALL(timer_getoverrun),
                                 CALL(timer_delete),    CALL(timerfd_create),
                                 CALL(timerfd_settime), CALL(timerfd_gettime)};
constexpr Syscall identityCalls[] = {
    CALL(getpid),    CALL(getppid), CALL(gettid),    CALL(getuid),    CALL(geteuid),
    CALL(getgid),    CALL(getegid), CALL(getresuid), CALL(getresgid), CALL(getgroups),
    CALL(getpgrp),   CALL(getpgid), CALL(getsid),    CALL(setpgid),   CALL(setsid),
    CALL(capget),    CALL(uname),   CALL(sysinfo),   CALL(getrusage), CALL(getrlimit),
    CALL(getrandom), CALL(wait4),   CALL(waitid)};
constexpr Syscall pairsCalls[] = {CALL(sendto),     CALL(recvfrom),    CALL(sendmsg),
                                  CALL(recvmsg),    CALL(sendmmsg),    CALL(recvmmsg),
                                  CALL(shutdown),   CALL(getsockname), CALL(getpeername),
                                  CALL(getsockopt), CALL(setsockopt)};
constexpr Syscall forkCalls[] = {CALL(fork), CALL(vfork), CALL(pidfd_open)};
constexpr Syscall networkCalls[] = {CALL(connect), CALL(bind), CALL(listen), CALL(accept),
                                    CALL(accept4)};

constexpr SyscallSet base[] = {
    {"io", "read and write what is open", ioCalls},
    {"files", "name, open and change files; what is writable is for the mounts to say", filesCalls},
    {"memory", "the process's own memory", memoryCalls},
    {"threads", "threads and locks", threadsCalls},
    {"signals", "signals within the jail", signalsCalls},
    {"events", "wait for descriptors", eventsCalls},
    {"time", "clocks and timers", timeCalls},
    {"identity", "who and where am I", identityCalls},
    {"pairs", "talk over a connected pair of sockets", pairsCalls},
};

constexpr SyscallSet forkSet = {"fork", "start processes", forkCalls};
constexpr SyscallSet networkSet = {
    "network", "connect, listen, accept; which families is for the arguments to say", networkCalls};

} // namespace

llvm::ArrayRef<SyscallSet> assay::baseSyscalls() { return base; }
const SyscallSet &assay::forkSyscalls() { return forkSet; }
const SyscallSet &assay::networkSyscalls() { return networkSet; }
