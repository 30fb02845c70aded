#include "runtime/seccomp_filter.h"
#include "runtime/descriptor.h"
#include "runtime/syscalls.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>

using namespace assay;

namespace {

/// New namespaces would give a program capabilities in them, and with that half of the kernel.
constexpr scmp_datum_t newNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                       CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
/// CLONE_PARENT would make a sibling of the jail's pid 1, CLONE_UNTRACED and CLONE_PIDFD serve
/// tracers.
constexpr scmp_datum_t forbiddenClone = newNamespaces | CLONE_PARENT | CLONE_UNTRACED;

/// Terminal and descriptor questions that change nothing. TIOCSTI and TIOCLINUX, which type into a
/// terminal, are not among them.
constexpr scmp_datum_t harmlessRequests[] = {TCGETS,  TIOCGWINSZ, TIOCGPGRP, FIONREAD,
                                             FIONBIO, FIOASYNC,   FIOCLEX,   FIONCLEX};

constexpr scmp_datum_t harmlessOptions[] = {
    PR_SET_NAME,         PR_GET_NAME,           PR_GET_DUMPABLE,   PR_SET_PDEATHSIG,
    PR_GET_PDEATHSIG,    PR_CAPBSET_READ,       PR_GET_KEEPCAPS,   PR_SET_NO_NEW_PRIVS,
    PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP,        PR_SET_TIMERSLACK, PR_GET_TIMERSLACK,
    PR_SET_VMA,          PR_GET_TIMING,         PR_GET_TSC,        PR_MCE_KILL_GET,
    PR_GET_TID_ADDRESS,  PR_GET_CHILD_SUBREAPER};

/// No leases, no owners of signals, no directory notification, no seals, no larger pipes.
constexpr scmp_datum_t harmlessCommands[] = {F_DUPFD,  F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,
                                             F_GETFL,  F_SETFL,         F_GETLK,     F_SETLK,
                                             F_SETLKW, F_OFD_GETLK,     F_OFD_SETLK, F_OFD_SETLKW,
                                             F_GETOWN, F_GET_SEALS,     1032 /* F_GETPIPE_SZ */};

/// Every limit but RLIMIT_CORE.
constexpr scmp_datum_t otherLimits[] = {
    RLIMIT_CPU,        RLIMIT_FSIZE,    RLIMIT_DATA,    RLIMIT_STACK,  RLIMIT_RSS,
    RLIMIT_NPROC,      RLIMIT_NOFILE,   RLIMIT_MEMLOCK, RLIMIT_AS,     RLIMIT_LOCKS,
    RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE,    RLIMIT_RTPRIO, RLIMIT_RTTIME};

scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}
/// For arguments that are ints to the kernel, which then does not look at the upper half either: a
/// comparison of all 64 bits could be led astray by it.
scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
  return masked(argument, 0xffffffff, value & 0xffffffff);
}

/// One libseccomp filter under construction. The first failure is kept, and everything after it is
/// skipped.
class Builder {
public:
  Builder() : context_(seccomp_init(SCMP_ACT_NOTIFY)) {
    if (!context_)
      error_ = ENOMEM;
  }
  ~Builder() { seccomp_release(context_); }
  Builder(const Builder &) = delete;
  Builder &operator=(const Builder &) = delete;

  void option(scmp_filter_attr attribute, std::uint32_t value) {
    if (!error_)
      error_ = -seccomp_attr_set(context_, attribute, value);
  }

  void allow(int number, std::initializer_list<scmp_arg_cmp> conditions = {}) {
    rule(SCMP_ACT_ALLOW, number, conditions);
  }

  void refuse(int number, int error) { rule(SCMP_ACT_ERRNO(error), number, {}); }

  void allowAll(const SyscallSet &set) {
    for (const Syscall &call : set.calls)
      allow(call.number);
    allowed_.push_back(&set);
  }

  void allowIfAny(int number, unsigned argument, llvm::ArrayRef<scmp_datum_t> values) {
    for (const scmp_datum_t value : values)
      allow(number, {equals(argument, value)});
  }

  [[nodiscard]] bool isAllowed(int number) const {
    for (const SyscallSet *set : allowed_)
      for (const Syscall &call : set->calls)
        if (call.number == number)
          return true;
    return false;
  }

  llvm::Expected<std::vector<sock_filter>> program();

private:
  void rule(std::uint32_t action, int number, std::initializer_list<scmp_arg_cmp> conditions) {
    // Calls this machine does not have: nothing to allow.
    if (error_ || number < 0)
      return;
    error_ = -seccomp_rule_add_array(context_, action, number,
                                     static_cast<unsigned>(conditions.size()), conditions.begin());
  }

  scmp_filter_ctx context_;
  std::vector<const SyscallSet *> allowed_;
  int error_ = 0;
};

llvm::Error failure(const char *what, int error) {
  return llvm::createStringError("seccomp filter: " + llvm::Twine(what) + ": " +
                                 llvm::sys::StrError(error));
}

llvm::Expected<std::vector<sock_filter>> Builder::program() {
  if (error_)
    return failure("libseccomp refused a rule", error_);
  const Descriptor file(memfd_create("seccomp-filter", MFD_CLOEXEC));
  if (!file)
    return failure("no memory file", errno);
  if (const int error = seccomp_export_bpf(context_, file.get()))
    return failure("libseccomp could not write it", -error);
  struct stat status{};
  if (fstat(file.get(), &status) != 0)
    return failure("its size is unknown", errno);
  std::vector<sock_filter> code(static_cast<std::size_t>(status.st_size) / sizeof(sock_filter));
  const auto bytes = static_cast<ssize_t>(code.size() * sizeof(sock_filter));
  if (pread(file.get(), code.data(), static_cast<std::size_t>(bytes), 0) != bytes)
    return failure("it could not be read back", errno);
  return code;
}

void addClone(Builder &builder, const Permissions &permissions) {
  const scmp_datum_t mask = forbiddenClone | (permissions.fork ? 0 : CLONE_THREAD);
  const scmp_datum_t wanted = permissions.fork ? 0 : CLONE_THREAD;
  builder.allow(SCMP_SYS(clone), {masked(0, mask, wanted)});
}

void addExecution(Builder &builder, const Permissions &permissions, FirstExecution first) {
  builder.allow(SCMP_SYS(execveat), {equals(0, first.descriptor), equals(4, AT_EMPTY_PATH)});
  if (permissions.exec)
    builder.allow(SCMP_SYS(execve));
}

/// Without permission, what was written cannot become executable: code comes from files, and files
/// that can be written lie on file systems mounted noexec.
void addMemory(Builder &builder, const Permissions &permissions) {
  for (const int number : {SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(pkey_mprotect)}) {
    if (permissions.executableMemory)
      builder.allow(number);
    else
      builder.allow(number, {masked(2, PROT_EXEC, 0)});
  }
  if (!permissions.executableMemory)
    builder.allow(SCMP_SYS(mmap),
                  {masked(2, PROT_WRITE | PROT_EXEC, PROT_EXEC), masked(3, MAP_ANONYMOUS, 0)});
}

void addSockets(Builder &builder, const Permissions &permissions) {
  builder.allow(SCMP_SYS(socketpair), {equals(0, AF_UNIX)});
  if (!permissions.network())
    return;
  for (const std::uint32_t family : {AF_INET, AF_INET6})
    for (const std::uint32_t type : {SOCK_STREAM, SOCK_DGRAM})
      builder.allow(SCMP_SYS(socket), {equals(0, family), masked(1, 0xf, type)});
  // The resolver and getifaddrs() ask which addresses there are.
  builder.allow(SCMP_SYS(socket), {equals(0, AF_NETLINK), equals(2, NETLINK_ROUTE)});
  builder.allowAll(networkSyscalls());
}

void addArguments(Builder &builder) {
  builder.allowIfAny(SCMP_SYS(ioctl), 1, harmlessRequests);
  builder.allowIfAny(SCMP_SYS(prctl), 0, harmlessOptions);
  builder.allowIfAny(SCMP_SYS(fcntl), 1, harmlessCommands);
  // What is asked for may be lowered by anybody, but RLIMIT_CORE: 0 would be weaker than our 1.
  // Its own only: pid 1, which is the same user, is not to be starved or freed by the program.
  for (const scmp_datum_t limit : otherLimits)
    builder.allow(SCMP_SYS(prlimit64), {equals(0, 0), equals(1, limit)});
  builder.allowIfAny(SCMP_SYS(setrlimit), 0, otherLimits);
  builder.allow(SCMP_SYS(prlimit64), {{2, SCMP_CMP_EQ, 0, 0}});
  builder.allowIfAny(SCMP_SYS(personality), 0, {PER_LINUX, 0xffffffff});
}

} // namespace

llvm::Expected<std::vector<sock_filter>> assay::buildSeccompFilter(const Permissions &permissions,
                                                                   FirstExecution first) {
  Builder builder;
  // A binary tree: about 8 comparisons instead of 200 for the last call.
  builder.option(SCMP_FLTATR_CTL_OPTIMIZE, 2);
  builder.option(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  for (const SyscallSet &set : baseSyscalls())
    builder.allowAll(set);
  if (permissions.fork)
    builder.allowAll(forkSyscalls());
  addClone(builder, permissions);
  addExecution(builder, permissions, first);
  addMemory(builder, permissions);
  addSockets(builder, permissions);
  addArguments(builder);
  for (const Denial &denial : denials())
    if (denial.severity == Denial::Quiet && !builder.isAllowed(denial.number))
      builder.refuse(denial.number, denial.error);
  return builder.program();
}
