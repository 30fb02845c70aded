#include "runtime/explain.h"
#include "runtime/permissions.h"
#include "runtime/syscalls.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cerrno>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

using namespace assay;

namespace {

/// "the program tried to ..."
struct Wish {
  llvm::StringLiteral capability;
  llvm::StringLiteral what;
};
constexpr Wish wishes[] = {
    {"code.native", "run machine code that it wrote itself"},
    {"net.connect", "use the network"},
    {"net.listen", "wait for connections"},
    {"net.raw", "send raw packets"},
    {"process.exec", "run another program"},
    {"process.fork", "start another process"},
    {"process.ptrace", "look into another process"},
    {"process.signal", "signal another process"},
    {"system.kernel", "change the kernel or the host"},
    {"system.privilege", "become another user or gain privileges"},
};

struct Family {
  std::uint64_t number;
  llvm::StringLiteral name;
  llvm::StringLiteral capability;
};
/// Families that reach hypervisors or large, rarely used parts of the kernel count as an attack on
/// it: AF_VSOCK leaves a virtual machine, AF_ALG has had a bug for each of its years.
constexpr Family families[] = {
    {AF_UNIX, "AF_UNIX", ""},
    {AF_INET, "AF_INET", "net.connect"},
    {AF_INET6, "AF_INET6", "net.connect"},
    {AF_NETLINK, "AF_NETLINK", "net.connect"},
    {AF_PACKET, "AF_PACKET", "net.raw"},
    {AF_ALG, "AF_ALG", "system.kernel"},
    {AF_VSOCK, "AF_VSOCK", "system.kernel"},
    {AF_BLUETOOTH, "AF_BLUETOOTH", "net.raw"},
    {44 /* AF_XDP */, "AF_XDP", "net.raw"},
};
constexpr llvm::StringLiteral socketTypes[] = {"",    "stream",    "datagram", "raw",
                                               "rdm", "seqpacket", "dccp"};

/// Typing into a terminal that the jail shares with a person runs commands as that person.
constexpr std::uint64_t tiocsti = 0x5412;
constexpr std::uint64_t tioclinux = 0x541c;
constexpr std::uint64_t newNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                        CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

/// What the arguments say beyond the call's name.
struct Meaning {
  llvm::StringRef capability;
  std::string target;
};

Meaning meaningOfSocket(const RefusedCall &call) {
  const std::uint64_t family = call.arguments[0];
  const std::uint64_t type = call.arguments[1] & 0xf;
  const auto *known =
      llvm::find_if(families, [&](const Family &entry) { return entry.number == family; });
  std::string target =
      known == std::end(families) ? "family " + std::to_string(family) : known->name.str();
  // A family not in the table is as rare as those that are there for it.
  llvm::StringRef capability = "system.kernel";
  if (known != std::end(families))
    capability = known->capability;
  if ((family == AF_INET || family == AF_INET6) && type == SOCK_RAW)
    capability = "net.raw";
  if (type < std::size(socketTypes) && type > 0)
    target += " " + socketTypes[type].str();
  return {capability, target};
}

Meaning meaningOf(const RefusedCall &call, llvm::StringRef capability) {
  const std::uint64_t first = call.arguments[0];
  const std::uint64_t second = call.arguments[1];
  if (call.number == SCMP_SYS(socket))
    return meaningOfSocket(call);
  if (call.number == SCMP_SYS(clone) && (first & newNamespaces))
    return {"system.kernel", "new namespaces"};
  if (call.number == SCMP_SYS(ioctl) && (second == tiocsti || second == tioclinux))
    return {"system.privilege", second == tiocsti ? "TIOCSTI" : "TIOCLINUX"};
  if (call.number == SCMP_SYS(ioctl))
    return {capability, "request 0x" + llvm::utohexstr(second, true)};
  if (call.number == SCMP_SYS(prctl))
    return {capability, "option " + std::to_string(first)};
  if (call.number == SCMP_SYS(fcntl))
    return {capability, "command " + std::to_string(second)};
  return {capability, call.path};
}

std::string sentence(llvm::StringRef capability, llvm::StringRef syscall,
                     const std::string &target) {
  const auto *wish =
      llvm::find_if(wishes, [&](const Wish &entry) { return entry.capability == capability; });
  const std::string call = syscall.str() + (target.empty() ? "" : ": " + target);
  if (wish == std::end(wishes))
    return "the program made a call that the jail refuses (" + call + ")";
  return "the program tried to " + wish->what.str() + " (" + call + ")";
}

Violation violationOf(const Meaning &meaning, llvm::StringRef syscall) {
  Violation violation;
  violation.code = violationCode(meaning.capability);
  violation.capability = meaning.capability.str();
  violation.syscall = syscall.str();
  violation.target = meaning.target;
  violation.count = 1;
  violation.message = sentence(meaning.capability, syscall, meaning.target);
  violation.remedy = remedyFor(meaning.capability);
  return violation;
}

} // namespace

Answer assay::answerTo(const RefusedCall &call) {
  const Denial *denial = findDenial(call.number);
  // Newer than this program, or nonsense: it does not exist here. Not worth one line each.
  if (!denial)
    return {ENOSYS, false,
            violationOf({"", call.number < 0 || call.number > 1023
                                 ? ""
                                 : "number " + std::to_string(call.number)},
                        "unknown")};
  // The C library asks a name service for users and groups whether there is one.
  const bool asksNameService = call.number == SCMP_SYS(socket) && call.arguments[0] == AF_UNIX;
  if (denial->severity == Denial::Quiet || asksNameService)
    return {denial->error, false, std::nullopt};
  Answer answer{denial->error, denial->severity == Denial::Fatal,
                violationOf(meaningOf(call, denial->capability), denial->name)};
  answer.violation->error = denial->error;
  return answer;
}

std::string assay::violationCode(llvm::StringRef capability) {
  std::string code = "JAIL-" + (capability.empty() ? "syscall" : capability.str());
  std::replace(code.begin(), code.end(), '.', '-');
  return code;
}

std::string assay::remedyFor(llvm::StringRef capability) {
  const CapabilityRule *rule = findCapabilityRule(capability);
  if (!rule)
    return "nothing grants it: the jail does not have this call";
  if (!rule->grantable)
    return "nothing grants it: " + rule->why.str();
  return "grant " + capability.str() + ": `--grant " + capability.str() +
         "`, or `capabilities: {always: [" + capability.str() + "]}` in the policy";
}

Violation assay::foreignArchitecture() {
  Violation violation = violationOf({"system.kernel", ""}, "foreign");
  violation.message = "the program made a system call of another architecture (i386 or x32)";
  return violation;
}
