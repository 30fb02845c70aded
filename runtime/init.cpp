// The jail's pid 1: builds the jail around itself, starts the program, reaps.
#include "runtime/child.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/if.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

namespace {

constexpr const char *hostName = "jail";

/// What the supervisor's process had open is not the jail's: other jails' pipes, and the other end
/// of our own control socket, whose end we would never see.
void closeInherited(const ChildPlan &plan) {
  int kept[] = {plan.streams[0], plan.streams[1], plan.streams[2], plan.control, plan.setUp};
  std::sort(std::begin(kept), std::end(kept));
  // 0 to 2 stay, so that nothing opened from here on gets the numbers of the standard streams.
  unsigned from = 3;
  for (const int number : kept) {
    if (static_cast<unsigned>(number) > from)
      close_range(from, static_cast<unsigned>(number) - 1, 0);
    from = static_cast<unsigned>(number) + 1;
  }
  close_range(from, ~0u, 0);
}

/// From here on the supervisor's death is ours. It may have died before: then its end is closed.
void dieWithSupervisor(const ChildPlan &plan) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char byte = 0;
  if (recv(plan.control, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
    _exit(1);
}

/// The supervisor has written the identity maps when it says so.
void awaitGo(const ChildPlan &plan) {
  dieWithSupervisor(plan);
  char go = 0;
  if (read(plan.control, &go, 1) != 1)
    giveUp(plan, SetUpStep::Handshake);
}

void becomeInside(const ChildPlan &plan) {
  const Identity &identity = plan.identity;
  // Capabilities, which the mounts need, stay through the change of user.
  if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS) != 0 ||
      (identity.dropGroups && syscall(SYS_setgroups, 0, nullptr) != 0) ||
      syscall(SYS_setresgid, identity.insideGroup, identity.insideGroup, identity.insideGroup) ||
      syscall(SYS_setresuid, identity.inside, identity.inside, identity.inside))
    giveUp(plan, SetUpStep::Identity);
  // The change of user cleared the signal.
  dieWithSupervisor(plan);
}

void bringLoopbackUp(const ChildPlan &plan) {
  const int socketNumber = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  if (socketNumber < 0 || ioctl(socketNumber, SIOCSIFFLAGS, &request) != 0)
    giveUp(plan, SetUpStep::Loopback);
  close(socketNumber);
}

void dropCapabilities(const ChildPlan &plan) {
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability)
    if (prctl(PR_CAPBSET_DROP, capability) != 0)
      giveUp(plan, SetUpStep::Capabilities);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2]{};
  if (syscall(SYS_capset, &header, none) != 0)
    giveUp(plan, SetUpStep::Capabilities);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    giveUp(plan, SetUpStep::NoNewPrivileges);
  // Nobody in the jail may look into pid 1, which is a copy of the supervisor.
  if (prctl(PR_SET_DUMPABLE, 0) != 0)
    giveUp(plan, SetUpStep::Capabilities);
}

/// As SCM_RIGHTS, with one byte because a message of none does not carry any.
bool sendDescriptor(int socketNumber, int descriptor) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  return sendmsg(socketNumber, &message, MSG_NOSIGNAL) == 1;
}

/// It stays readable when this jail and its mounts are gone.
void passWorkspace(const ChildPlan &plan) {
  const int folder = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || !sendDescriptor(plan.control, folder))
    giveUp(plan, SetUpStep::Workspace);
  close(folder);
}

void buildJail(const ChildPlan &plan) {
  becomeInside(plan);
  setsid();
  if (sethostname(hostName, std::strlen(hostName)) != 0)
    giveUp(plan, SetUpStep::HostName);
  if (plan.bringLoopbackUp)
    bringLoopbackUp(plan);
  RootFailure failure;
  if (!enterRoot(*plan.root, failure)) {
    errno = failure.error;
    giveUp(plan, SetUpStep::Root, failure.entry);
  }
  if (chdir(plan.folder) != 0)
    giveUp(plan, SetUpStep::Folder);
  if (plan.passWorkspace)
    passWorkspace(plan);
  dropCapabilities(plan);
}

/// The program, under a number that it can never have itself. Before the table of descriptors is
/// shared: growing a shared one waits for an RCU grace period, some 8 ms.
void openExecutable(const ChildPlan &plan) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    giveUp(plan, SetUpStep::OpenFilesLimit);
  const int file = open(plan.executable, O_PATH | O_CLOEXEC);
  if (file < 0)
    giveUp(plan, SetUpStep::Executable);
  if (dup3(file, static_cast<int>(plan.executableDescriptor), O_CLOEXEC) < 0)
    giveUp(plan, SetUpStep::OpenFilesLimit);
  close(file);
}

/// Takes the listener's number from the program's process, sends the supervisor a copy, and parts
/// with the shared table of descriptors.
void passListener(const ChildPlan &plan, const int (&handoff)[2]) {
  int listener = -1;
  if (read(handoff[0], &listener, sizeof listener) != sizeof listener)
    _exit(1);
  if (!sendDescriptor(plan.control, listener) || unshare(CLONE_FILES) != 0)
    giveUp(plan, SetUpStep::Handoff);
  const char ready = 1;
  if (write(handoff[0], &ready, 1) != 1)
    giveUp(plan, SetUpStep::Handoff);
}

/// Only the control socket is left, under number 0.
void closeEverythingElse(const ChildPlan &plan) {
  dup2(plan.control, 0);
  close_range(1, ~0u, 0);
}

std::int64_t milliseconds(const timeval &time) {
  return std::int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000;
}

[[noreturn]] void reapUntilEnd(pid_t program) {
  for (;;) {
    FinalReport report{};
    const pid_t ended = waitpid(-1, &report.status, __WALL);
    if (ended == program) {
      rusage used{};
      getrusage(RUSAGE_CHILDREN, &used);
      report.cpuMilliseconds = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
      report.peakKibibytes = used.ru_maxrss;
      [[maybe_unused]] const ssize_t told = send(0, &report, sizeof report, MSG_NOSIGNAL);
      _exit(0);
    }
    if (ended < 0 && errno == ECHILD)
      _exit(1);
  }
}

} // namespace

void assay::runJailInit(const ChildPlan &plan) {
  closeInherited(plan);
  awaitGo(plan);
  buildJail(plan);
  openExecutable(plan);
  int handoff[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, handoff) != 0)
    giveUp(plan, SetUpStep::Handoff);
  const auto program =
      static_cast<pid_t>(syscall(SYS_clone, CLONE_FILES | SIGCHLD, nullptr, nullptr, nullptr, 0));
  if (program < 0)
    giveUp(plan, SetUpStep::Fork);
  if (program == 0)
    startProgram(plan, handoff);
  passListener(plan, handoff);
  closeEverythingElse(plan);
  reapUntilEnd(program);
}
