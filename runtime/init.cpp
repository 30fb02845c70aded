// The jail's pid 1: builds the jail around itself, waits for a program, starts it, reaps.
#include "runtime/inside.h"
#include "runtime/passing.h"
#include "runtime/plan_image.h"
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if.h>
#include <linux/securebits.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

namespace {

constexpr const char *hostName = "jail";

/// From here on the supervisor's death is ours. It may have died before: then its end is closed.
void dieWithSupervisor(const Inside &inside) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char byte = 0;
  if (recv(inside.control, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
    _exit(1);
}

/// What the supervisor sent, as long as this process lives. Empty if it cannot be read.
llvm::StringRef contentOf(const Descriptor &image) {
  struct stat status{};
  if (!image || fstat(image.get(), &status) != 0 || status.st_size == 0)
    return "";
  const auto size = static_cast<std::size_t>(status.st_size);
  void *content = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, image.get(), 0);
  return content == MAP_FAILED ? "" : llvm::StringRef(static_cast<const char *>(content), size);
}

/// The supervisor has written the identity maps when it sends this.
void awaitRoom(Inside &inside) {
  dieWithSupervisor(inside);
  const auto received = receiveDescriptors(inside.control, 0);
  if (!decodeRoom(contentOf(received[0]), inside.plan))
    giveUp(inside, SetUpStep::Handshake);
}

void awaitProgram(Inside &inside) {
  auto received = receiveDescriptors(inside.control, 0);
  if (!decodeProgram(contentOf(received[0]), inside.plan))
    giveUp(inside, SetUpStep::Handshake);
  for (std::size_t i = 0; i < std::size(inside.streams); ++i)
    inside.streams[i] = std::move(received[i + 1]);
}

void becomeInside(const Inside &inside) {
  const Identity &identity = inside.plan.identity;
  // Capabilities, which the mounts need, stay through the change of user.
  if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS) != 0 ||
      (identity.dropGroups && syscall(SYS_setgroups, 0, nullptr) != 0) ||
      syscall(SYS_setresgid, identity.insideGroup, identity.insideGroup, identity.insideGroup) ||
      syscall(SYS_setresuid, identity.inside, identity.inside, identity.inside))
    giveUp(inside, SetUpStep::Identity);
  // The change of user cleared the signal.
  dieWithSupervisor(inside);
}

void bringLoopbackUp(const Inside &inside) {
  const int socketNumber = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  if (socketNumber < 0 || ioctl(socketNumber, SIOCSIFFLAGS, &request) != 0)
    giveUp(inside, SetUpStep::Loopback);
  close(socketNumber);
}

void dropCapabilities(const Inside &inside) {
  unsigned long capability = 0;
  while (prctl(PR_CAPBSET_DROP, capability) == 0)
    ++capability;
  // The kernel has no such capability: that was all.
  if (errno != EINVAL)
    giveUp(inside, SetUpStep::Capabilities);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2]{};
  if (syscall(SYS_capset, &header, none) != 0)
    giveUp(inside, SetUpStep::Capabilities);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    giveUp(inside, SetUpStep::NoNewPrivileges);
  // Nobody in the jail may look into pid 1: it knows the plan.
  if (prctl(PR_SET_DUMPABLE, 0) != 0)
    giveUp(inside, SetUpStep::Capabilities);
}

/// It stays readable when this jail and its mounts are gone.
void passWorkspace(const Inside &inside) {
  const int folder = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || !sendDescriptors(inside.control, folder))
    giveUp(inside, SetUpStep::Workspace);
  close(folder);
}

void buildRoom(Inside &inside) {
  becomeInside(inside);
  setsid();
  if (sethostname(hostName, std::strlen(hostName)) != 0)
    giveUp(inside, SetUpStep::HostName);
  if (inside.plan.bringLoopbackUp)
    bringLoopbackUp(inside);
  RootFailure failure;
  if (!enterRoot(inside.plan.root, failure)) {
    errno = failure.error;
    giveUp(inside, SetUpStep::Root, failure.entry);
  }
}

void furnish(Inside &inside) {
  RootFailure failure;
  if (!finishRoot(inside.plan.root, failure)) {
    errno = failure.error;
    giveUp(inside, SetUpStep::Root, failure.entry);
  }
  if (chdir(inside.plan.folder.c_str()) != 0)
    giveUp(inside, SetUpStep::Folder);
  if (inside.plan.passWorkspace)
    passWorkspace(inside);
  dropCapabilities(inside);
}

/// The program, under a number that it can never have itself.
void openExecutable(const Inside &inside) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    giveUp(inside, SetUpStep::OpenFilesLimit);
  const int file = open(inside.plan.executable.c_str(), O_PATH | O_CLOEXEC);
  if (file < 0)
    giveUp(inside, SetUpStep::Executable);
  if (dup3(file, static_cast<int>(inside.plan.executableDescriptor), O_CLOEXEC) < 0)
    giveUp(inside, SetUpStep::OpenFilesLimit);
  close(file);
}

/// Only the control socket is left, under number 0.
void closeEverythingElse(const Inside &inside) {
  dup2(inside.control, 0);
  close_range(1, ~0u, 0);
}

std::int64_t milliseconds(const timeval &time) {
  return std::int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000;
}

/// Orphans are pid 1's before their parent can be waited for, so none is missed.
void endEverything() {
  int status = 0;
  kill(-1, SIGKILL);
  while (waitpid(-1, &status, __WALL) > 0) {
  }
}

[[noreturn]] void reapUntilEnd(pid_t program) {
  FinalReport report{};
  for (pid_t ended = 0; ended != program;) {
    ended = waitpid(-1, &report.status, __WALL);
    if (ended < 0 && errno == ECHILD)
      _exit(1);
  }
  endEverything();
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  report.cpuMilliseconds = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
  report.peakKibibytes = used.ru_maxrss;
  [[maybe_unused]] const ssize_t told = send(0, &report, sizeof report, MSG_NOSIGNAL);
  _exit(0);
}

/// The numbers of the standard streams are taken, so that nothing opened from here on gets them.
void holdStandardStreams() {
  for (int number = 0; number < 3; ++number)
    if (fcntl(number, F_GETFD) < 0)
      open("/dev/null", O_RDWR);
}

int number(const char *text) {
  int result = -1;
  std::from_chars(text, text + std::strlen(text), result);
  return result;
}

[[noreturn]] void run(Inside &inside) {
  holdStandardStreams();
  awaitRoom(inside);
  buildRoom(inside);
  awaitProgram(inside);
  furnish(inside);
  openExecutable(inside);
  // It borrows this process's memory until it executes the program: nothing of that is copied.
  const pid_t program = vfork();
  if (program < 0)
    giveUp(inside, SetUpStep::Fork);
  if (program == 0)
    startProgram(inside);
  closeEverythingElse(inside);
  reapUntilEnd(program);
}

} // namespace

/// Arguments: the numbers of the control socket and of the set-up pipe.
int main(int count, char **arguments) {
  if (count != 3)
    return 1;
  Inside inside;
  inside.control = number(arguments[1]);
  inside.setUp = number(arguments[2]);
  run(inside);
}
