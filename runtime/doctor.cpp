#include "runtime/doctor.h"
#include "runtime/cgroup.h"
#include "runtime/landlock.h"
#include "runtime/namespaces.h"
#include "runtime/unjudged.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

namespace {

/// Enough for a jail of /bin/true that grants nothing.
constexpr std::uint64_t probeMemoryBytes = 64u << 20;

struct Namespace {
  const char *layer;
  std::uint64_t flag;
};
constexpr Namespace namespaces[] = {
    {"user namespace", 0},
    {"pid namespace", CLONE_NEWPID},
    {"mount namespace", CLONE_NEWNS},
    {"net namespace", CLONE_NEWNET},
    {"ipc namespace", CLONE_NEWIPC},
    {"uts namespace", CLONE_NEWUTS},
    {"cgroup namespace", CLONE_NEWCGROUP},
};

LayerProbe probeNamespace(const Namespace &kind) {
  LayerProbe probe{kind.layer, true, false, "", ""};
  clone_args arguments{};
  arguments.flags = CLONE_NEWUSER | kind.flag;
  const auto process = static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
  if (process == 0)
    _exit(0);
  probe.works = process > 0;
  probe.found = probe.works ? "can be made" : llvm::sys::StrError(errno);
  if (probe.works)
    waitpid(process, nullptr, __WALL);
  else
    probe.remedy = userNamespaceRemedy().str();
  return probe;
}

LayerProbe probeSeccomp() {
  LayerProbe probe{"seccomp", true, false, "", ""};
  const std::uint32_t action = SECCOMP_RET_USER_NOTIF;
  probe.works = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
  probe.found =
      probe.works ? "filters, with reports to the supervisor" : llvm::sys::StrError(errno);
  if (!probe.works)
    probe.remedy = "it needs Linux 5.0 with CONFIG_SECCOMP_FILTER, and a container must allow "
                   "seccomp(2)";
  return probe;
}

LayerProbe probeLandlock() {
  const int abi = landlockAbi();
  LayerProbe probe{"landlock", false, abi > 0, "none", ""};
  if (abi > 0)
    probe.found = "ABI " + std::to_string(abi);
  else
    probe.remedy = "Linux 5.13 with CONFIG_SECURITY_LANDLOCK and `landlock` in the boot parameter "
                   "lsm=; until then the other layers hold alone";
  return probe;
}

LayerProbe probeCgroup() {
  LayerProbe probe{"cgroup", false, false, "", ""};
  auto cgroup = Cgroup::create(probeMemoryBytes, true);
  probe.works = static_cast<bool>(cgroup);
  if (probe.works) {
    probe.found = cgroup->version() == 2 ? "version 2, used for every jail"
                                         : "version 1, used where a cgroup is required";
    return probe;
  }
  const std::string error = llvm::toString(cgroup.takeError());
  const auto [found, remedy] = llvm::StringRef(error).split("; ");
  probe.found = found.str();
  probe.remedy = remedy.str() + "; until then memory is sampled";
  return probe;
}

LayerProbe probeJail() {
  LayerProbe probe{"jail", true, false, "", ""};
  auto result = runUnjudged(HostCommand{"/bin/true"}, JailSpec());
  probe.works = result && result->reason == EndReason::Exit && result->exitCode == 0;
  if (!result) {
    probe.found = llvm::toString(result.takeError());
    probe.remedy = "see the layer that it names";
  } else if (probe.works) {
    probe.found = "ran /bin/true with " + llvm::join(result->layers, ", ") + " in " +
                  std::to_string(result->setUp.count()) + " us";
  } else {
    probe.found = "/bin/true " + describe(*result);
    probe.remedy = "run `assay jail run -- /bin/true` and report what it says";
  }
  return probe;
}

} // namespace

std::vector<LayerProbe> assay::probeHost() {
  std::vector<LayerProbe> probes{probeSeccomp()};
  for (const Namespace &kind : namespaces)
    probes.push_back(probeNamespace(kind));
  probes.push_back(probeLandlock());
  probes.push_back(probeCgroup());
  probes.push_back(probeJail());
  return probes;
}
