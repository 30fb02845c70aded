#include "runtime/jail_init.h"
#include "runtime/init_image.h"
#include "runtime/passing.h"
#include "runtime/plan_image.h"
#include "runtime/setup_failure.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

using namespace assay;

namespace {

/// For the few calls before exec.
constexpr std::size_t stackBytes = 32u << 10;

/// What the child needs between clone and exec. It shares the caller's memory, and the caller's
/// thread stands still meanwhile: so an error can simply be left here.
struct Exec {
  int program;
  int control;
  int setUp;
  char *arguments[4];
  int error = 0;
};

/// An exec in a user namespace without any mapped user would lose the capabilities that the
/// namespace gave; ambient ones stay.
bool keepCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2]{};
  if (syscall(SYS_capget, &header, sets) != 0)
    return false;
  for (__user_cap_data_struct &set : sets)
    set.inheritable = set.permitted;
  if (syscall(SYS_capset, &header, sets) != 0)
    return false;
  unsigned long capability = 0;
  while (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)
    ++capability;
  // The kernel has no such capability: that was all.
  return errno == EINVAL;
}

/// What the caller's process has open is not the jail's: other jails' pipes, and the other end of
/// our own control socket, whose end we would never see.
bool keepOnly(int control, int setUp) {
  return close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) == 0 && fcntl(control, F_SETFD, 0) == 0 &&
         fcntl(setUp, F_SETFD, 0) == 0;
}

/// On a stack of its own, in the caller's memory: no allocation, no lock, no return.
__attribute__((no_sanitize("address", "thread", "undefined"))) void executeInit(Exec *exec) {
  if (keepOnly(exec->control, exec->setUp) && keepCapabilities()) {
    char *const noEnvironment[] = {nullptr};
    syscall(SYS_execveat, exec->program, "", exec->arguments, noEnvironment, AT_EMPTY_PATH);
  }
  exec->error = errno;
  _exit(1);
}

/// clone3(2) with CLONE_VM and CLONE_VFORK: returns when the child has executed or ended. There is
/// no C library function for it; vfork(2) cannot make namespaces, and a return from syscall(2) in
/// the child would tread on the caller's stack.
long cloneAndExecute(clone_args &arguments, Exec &exec) {
  alignas(16) char stack[stackBytes];
  arguments.stack = reinterpret_cast<std::uint64_t>(stack);
  arguments.stack_size = sizeof stack;
  long result = SYS_clone3;
  asm volatile("syscall\n\t"
               "test %%rax, %%rax\n\t"
               "jnz 1f\n\t"
               "mov %[exec], %%rdi\n\t"
               "call *%[run]\n\t"
               "hlt\n"
               "1:"
               : "+a"(result)
               : "D"(&arguments), "S"(sizeof arguments), [exec] "r"(&exec), [run] "r"(&executeInit)
               : "rcx", "r11", "memory");
  return result;
}

/// Null, and no error, if the spec can do without.
llvm::Expected<std::unique_ptr<Cgroup>> cgroupFor(const JailSpec &spec) {
  auto cgroup = Cgroup::create(spec.limits.memoryBytes, spec.requireCgroup);
  if (cgroup)
    return std::make_unique<Cgroup>(std::move(*cgroup));
  if (spec.requireCgroup)
    return cgroup.takeError();
  llvm::consumeError(cgroup.takeError());
  return nullptr;
}

/// Holds signals back: a handler of the caller's must not run in the child, which shares its
/// memory.
class SignalsBlocked {
public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked &) = delete;
  SignalsBlocked &operator=(const SignalsBlocked &) = delete;

private:
  sigset_t before_{};
};

/// Returns the process and fills in the pidfd.
llvm::Expected<pid_t> cloneInit(const ChildPlan &plan, const Cgroup *cgroup, Exec &exec,
                                Descriptor &descriptor) {
  int pidfd = -1;
  clone_args arguments{};
  arguments.flags = plan.namespaces | CLONE_PIDFD | CLONE_VM | CLONE_VFORK;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  // Its exec makes that SIGCHLD all the same (execve(2)): a caller that waits for any child may
  // reap it, which is why nothing here goes by its number once it may be dead.
  arguments.exit_signal = 0;
  Descriptor group;
  if (cgroup && cgroup->version() == 2 && (group = cgroup->open())) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = static_cast<std::uint64_t>(group.get());
  }
  const SignalsBlocked blocked;
  const long process = cloneAndExecute(arguments, exec);
  if (process < 0)
    return describeCloneFailure(static_cast<int>(-process));
  descriptor = Descriptor(pidfd);
  return static_cast<pid_t>(process);
}

bool sendImage(const Descriptor &control, llvm::StringRef image, llvm::ArrayRef<int> streams) {
  const Descriptor file = sealedFile("jail-plan", image);
  llvm::SmallVector<int, mostPassed> descriptors{file.get()};
  descriptors.append(streams.begin(), streams.end());
  return file && sendDescriptors(control.get(), descriptors);
}

} // namespace

llvm::Expected<JailInit> JailInit::start(const ChildPlan &plan, const JailSpec &spec) {
  auto program = jailInitProgram();
  if (!program)
    return program.takeError();
  JailInit init;
  auto cgroup = cgroupFor(spec);
  if (!cgroup)
    return cgroup.takeError();
  init.cgroup = std::move(*cgroup);
  Descriptor control;
  Descriptor setUp;
  if (!openSocketPair(init.control, control) || !openPipe(init.setUp, setUp))
    return llvm::createStringError("jail: cannot make a pipe: " + llvm::sys::StrError(errno) +
                                   "; the caller may have too many files open");
  std::string numbers[] = {std::to_string(control.get()), std::to_string(setUp.get())};
  char name[] = "assay-jail";
  Exec exec{*program, control.get(), setUp.get(), {name, numbers[0].data(), numbers[1].data()}};
  auto process = cloneInit(plan, init.cgroup.get(), exec, init.descriptor);
  if (!process)
    return process.takeError();
  init.process_ = *process;
  if (exec.error != 0)
    return llvm::createStringError(
        "jail: cannot start its first process: " + llvm::sys::StrError(exec.error) +
        "; `assay doctor` shows what this host offers");
  if (init.cgroup && init.cgroup->version() == 1)
    if (auto error = init.cgroup->add(init.process_))
      return error;
  if (auto error = writeIdentityMaps(init.process_, plan.identity))
    return error;
  // If pid 1 is gone, the set-up pipe says why.
  sendImage(init.control, encodeRoom(plan), {});
  return init;
}

bool JailInit::give(const ChildPlan &plan, const JailSpec &spec, const Channels &channels) {
  if (cgroup && !cgroup->setMemory(spec.limits.memoryBytes))
    return false;
  return sendImage(
      control, encodeProgram(plan),
      {channels.childInput.get(), channels.childOutput.get(), channels.childErrors.get()});
}

JailInit::JailInit(JailInit &&other) noexcept
    : descriptor(std::move(other.descriptor)), control(std::move(other.control)),
      setUp(std::move(other.setUp)), cgroup(std::move(other.cgroup)),
      process_(std::exchange(other.process_, -1)) {}

JailInit::~JailInit() {
  kill();
  reap();
}

bool JailInit::isDead() const {
  pollfd end{descriptor.get(), POLLIN, 0};
  return poll(&end, 1, 0) != 0;
}

void JailInit::kill() const {
  if (process_ > 0)
    syscall(SYS_pidfd_send_signal, descriptor.get(), SIGKILL, nullptr, 0);
}

void JailInit::reap() {
  if (process_ <= 0)
    return;
  siginfo_t ended{};
  while (waitid(P_PIDFD, static_cast<id_t>(descriptor.get()), &ended, WEXITED | __WALL) < 0 &&
         errno == EINTR) {
  }
  process_ = -1;
}
