#include "runtime/namespaces.h"
#include "runtime/descriptor.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>
#include <linux/sched.h>

using namespace assay;

/// "nobody" and "nogroup" on Debian: owns nothing anywhere.
static constexpr uid_t nobody = 65534;

Identity assay::jailIdentity() {
  Identity identity;
  const bool isRoot = geteuid() == 0;
  identity.outside = isRoot ? nobody : geteuid();
  identity.outsideGroup = isRoot ? nobody : getegid();
  identity.dropGroups = isRoot;
  return identity;
}

std::uint64_t assay::namespaceFlags(const Permissions &permissions) {
  return CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS |
         CLONE_NEWCGROUP | (permissions.hostNetwork ? 0 : CLONE_NEWNET);
}

static llvm::Error writeProcessFile(pid_t process, const char *name, const std::string &text) {
  const std::string path = "/proc/" + std::to_string(process) + "/" + name;
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
    return llvm::Error::success();
  return llvm::createStringError("user namespace: cannot write " + llvm::Twine(name) + ": " +
                                 llvm::sys::StrError(errno) + "; " + userNamespaceRemedy());
}

static std::string mapLine(unsigned inside, unsigned outside) {
  return std::to_string(inside) + " " + std::to_string(outside) + " 1\n";
}

llvm::Error assay::writeIdentityMaps(pid_t process, const Identity &identity) {
  if (auto error = writeProcessFile(process, "uid_map", mapLine(identity.inside, identity.outside)))
    return error;
  // An ordinary user may map its group only after giving up setgroups().
  if (!identity.dropGroups)
    if (auto error = writeProcessFile(process, "setgroups", "deny"))
      return error;
  return writeProcessFile(process, "gid_map", mapLine(identity.insideGroup, identity.outsideGroup));
}

llvm::StringRef assay::userNamespaceRemedy() {
  return "user namespaces must be allowed: sysctl user.max_user_namespaces over 0, on Ubuntu "
         "kernel.apparmor_restrict_unprivileged_userns=0 or an AppArmor profile with `userns,`, in "
         "Docker --security-opt seccomp=unconfined; `assay doctor` shows what is missing";
}
