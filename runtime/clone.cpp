#include "runtime/clone.h"
#include "runtime/setup_failure.h"
#include <cerrno>
#include <linux/sched.h>
#include <sys/syscall.h>

using namespace assay;

llvm::Expected<JailInit> assay::cloneJailInit(const Launch &launch, const Cgroup *cgroup) {
  int pidfd = -1;
  clone_args arguments{};
  arguments.flags = namespaceFlags(launch.permissions) | CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  // No SIGCHLD: the caller's handler must not reap what is ours.
  arguments.exit_signal = 0;
  Descriptor group;
  if (cgroup && cgroup->version() == 2 && (group = cgroup->open())) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = static_cast<std::uint64_t>(group.get());
  }
  const auto process = static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
  if (process == 0)
    runJailInit(launch.child);
  if (process < 0)
    return describeCloneFailure(errno);
  return JailInit{process, Descriptor(pidfd)};
}

llvm::Expected<std::unique_ptr<Cgroup>> assay::cgroupFor(const JailSpec &spec) {
  auto cgroup = Cgroup::create(spec.limits.memoryBytes, spec.requireCgroup);
  if (cgroup)
    return std::make_unique<Cgroup>(std::move(*cgroup));
  if (spec.requireCgroup)
    return cgroup.takeError();
  llvm::consumeError(cgroup.takeError());
  return nullptr;
}
