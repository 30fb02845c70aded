#include "runtime/setup_failure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include <cerrno>

using namespace assay;

namespace {

struct StepText {
  SetUpStep step;
  llvm::StringLiteral layer;
  llvm::StringLiteral what;
  llvm::StringLiteral remedy;
};

constexpr llvm::StringLiteral reportIt = "`assay doctor` shows what this host offers";

constexpr StepText texts[] = {
    {SetUpStep::Handshake, "supervisor", "the start signal did not come", reportIt},
    {SetUpStep::Identity, "user namespace", "cannot become the jail's user", reportIt},
    {SetUpStep::HostName, "uts namespace", "cannot set the host name", reportIt},
    {SetUpStep::Loopback, "net namespace", "cannot bring up the loopback device", reportIt},
    {SetUpStep::Root, "mount namespace", "cannot make the root folder",
     "mounting must be allowed in user namespaces (on Ubuntu "
     "kernel.apparmor_restrict_unprivileged_userns=0 or an AppArmor profile with `userns,`), and "
     "/tmp must exist; a container must allow it and not mask /proc (Docker: --security-opt "
     "seccomp=unconfined --security-opt systempaths=unconfined)"},
    {SetUpStep::Folder, "mount namespace", "cannot enter the working folder",
     "the jail's user must be able to read it"},
    {SetUpStep::Workspace, "workspace", "cannot hand the copy to the supervisor", reportIt},
    {SetUpStep::Capabilities, "capabilities", "cannot drop them", reportIt},
    {SetUpStep::Fork, "pid namespace", "cannot start a process", "raise the limit on processes"},
    {SetUpStep::Handoff, "seccomp", "cannot hand its listener to the supervisor", reportIt},
    {SetUpStep::OpenFilesLimit, "rlimits", "the caller's own limit on open files is too low",
     "raise `ulimit -Hn` over the limit asked for"},
    {SetUpStep::Executable, "program", "cannot open the executable",
     "the jail shows /usr and what the spec mounts; the jail's user must be able to run it"},
    {SetUpStep::Streams, "program", "cannot connect its standard streams", reportIt},
    {SetUpStep::Limits, "rlimits", "cannot set a limit", reportIt},
    {SetUpStep::NoNewPrivileges, "capabilities", "cannot set no_new_privs", reportIt},
    {SetUpStep::Landlock, "landlock", "cannot enter the domain", reportIt},
    {SetUpStep::Seccomp, "seccomp", "cannot load the filter",
     "it needs Linux 5.0 with CONFIG_SECCOMP_FILTER, and a container must allow seccomp(2)"},
    {SetUpStep::Execute, "program", "cannot be executed",
     "it must be an ELF executable of this machine whose loader and libraries are below /usr"},
};

/// What the mount was about; null if it was about the root as a whole.
const RootEntry *entryOf(const RootPlan &plan, int index) {
  const int ofRoom = static_cast<int>(plan.room.size());
  if (index < 0 || index >= ofRoom + static_cast<int>(plan.program.size()))
    return nullptr;
  return index < ofRoom ? &plan.room[static_cast<std::size_t>(index)]
                        : &plan.program[static_cast<std::size_t>(index - ofRoom)];
}

llvm::Error describeRootFailure(const StepText &text, const SetUpFailure &failure,
                                const RootPlan &plan) {
  const RootEntry *entry = entryOf(plan, failure.entry);
  const bool isHosts = entry && entry->kind == RootEntry::Kind::Bind;
  const std::string where = entry ? " at " + (isHosts ? entry->source : "/" + entry->path) : "";
  const llvm::StringRef remedy =
      isHosts && failure.error == EACCES
          ? "the jail's user must be able to go there: each folder on the way needs `chmod o+x`"
          : llvm::StringRef(text.remedy);
  return llvm::createStringError(text.layer + ": " + text.what + where + ": " +
                                 llvm::sys::StrError(failure.error) + "; " + remedy);
}

} // namespace

llvm::Error assay::describeFailure(const SetUpFailure &failure, const Launch &launch) {
  const auto *text =
      llvm::find_if(texts, [&](const StepText &entry) { return entry.step == failure.step; });
  if (text == std::end(texts))
    return llvm::createStringError("jail: it ended before the program ran; " + reportIt.str());
  if (failure.step == SetUpStep::Root)
    return describeRootFailure(*text, failure, launch.child.root);
  std::string where;
  if (failure.step == SetUpStep::Executable || failure.step == SetUpStep::Execute)
    where = " " + launch.child.executable;
  return llvm::createStringError(text->layer + ": " + text->what + where + ": " +
                                 llvm::sys::StrError(failure.error) + "; " + text->remedy);
}

llvm::Error assay::describeCloneFailure(int error) {
  const std::string reason = llvm::sys::StrError(error);
  if (error == EAGAIN || error == ENOMEM)
    return llvm::createStringError("jail: cannot start a process: " + reason +
                                   "; the host has no room for it now");
  return llvm::createStringError("user namespace: cannot create it: " + reason + "; " +
                                 userNamespaceRemedy());
}
