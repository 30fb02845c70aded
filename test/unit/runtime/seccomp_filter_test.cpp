#include "runtime/seccomp_filter.h"
#include "test/unit/runtime/bpf_evaluator.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

using namespace assay;

namespace {

constexpr FirstExecution first{64};
constexpr std::uint32_t x32Bit = 0x40000000;

std::vector<sock_filter> filterFor(const Permissions &permissions) {
  auto filter = buildSeccompFilter(permissions, first);
  EXPECT_TRUE(static_cast<bool>(filter));
  return filter ? *filter : std::vector<sock_filter>();
}

Permissions everything() {
  Permissions permissions;
  permissions.fork = permissions.exec = permissions.hostNetwork = true;
  permissions.executableMemory = permissions.systemFiles = permissions.writeFiles = true;
  return permissions;
}

std::string actionOf(const std::vector<sock_filter> &filter, const seccomp_data &data) {
  const auto result = evaluate(filter, data);
  if (!result)
    return "invalid";
  switch (*result & SECCOMP_RET_ACTION_FULL) {
  case SECCOMP_RET_ALLOW:
    return "allow";
  case SECCOMP_RET_USER_NOTIF:
    return "ask";
  case SECCOMP_RET_ERRNO:
    return "error " + std::to_string(*result & SECCOMP_RET_DATA);
  case SECCOMP_RET_KILL_PROCESS:
    return "kill";
  default:
    return "other";
  }
}

std::string actionOf(const Permissions &permissions, int number,
                     std::initializer_list<std::uint64_t> arguments = {}) {
  seccomp_data data{};
  data.nr = number;
  data.arch = AUDIT_ARCH_X86_64;
  std::copy(arguments.begin(), arguments.end(), data.args);
  return actionOf(filterFor(permissions), data);
}

/// "x86-64 0-3 allow" and so on, for the numbers that calls have now or soon.
std::string golden(const char *name, const Permissions &permissions) {
  const std::vector<sock_filter> filter = filterFor(permissions);
  const struct {
    const char *name;
    std::uint32_t architecture, bit;
  } architectures[] = {{"x86-64", AUDIT_ARCH_X86_64, 0},
                       {"i386", AUDIT_ARCH_I386, 0},
                       {"x32", AUDIT_ARCH_X86_64, x32Bit}};
  std::string text;
  for (const auto &architecture : architectures) {
    const auto at = [&](int number) {
      seccomp_data data{};
      data.nr = static_cast<int>(static_cast<std::uint32_t>(number) | architecture.bit);
      data.arch = architecture.architecture;
      return actionOf(filter, data);
    };
    for (int begin = 0, end = 0; begin < 1024; begin = end) {
      const std::string action = at(begin);
      for (end = begin; end < 1024 && at(end) == action;)
        ++end;
      text += std::string(name) + " " + architecture.name + " " + std::to_string(begin) +
              (end - begin > 1 ? "-" + std::to_string(end - 1) : "") + " " + action + "\n";
    }
  }
  return text;
}

/// To accept a change: run with ASSAY_PRINT_GOLDEN=1, read the difference, commit it.
TEST(SeccompFilter, AllowsTheNumbersOfTheGoldenListAndNoOthers) {
  const std::string now = golden("nothing", {}) + golden("everything", everything());
  if (std::getenv("ASSAY_PRINT_GOLDEN"))
    std::fputs(now.c_str(), stdout);
  auto want = llvm::MemoryBuffer::getFile(SECCOMP_GOLDEN_FILE);
  ASSERT_TRUE(static_cast<bool>(want)) << SECCOMP_GOLDEN_FILE;
  EXPECT_EQ(now, (*want)->getBuffer().str());
}

TEST(SeccompFilter, KillsEveryCallOfAnotherArchitecture) {
  const std::string text = golden("x", everything());
  EXPECT_NE(text.find("x i386 0-1023 kill\n"), std::string::npos) << text;
  EXPECT_NE(text.find("x x32 0-1023 kill\n"), std::string::npos);
}

TEST(SeccompFilter, DeniesSocketsWhenNoNetworkIsGranted) {
  for (const std::uint64_t family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK})
    EXPECT_EQ(actionOf({}, SCMP_SYS(socket), {family, SOCK_STREAM}), "ask") << family;
  EXPECT_EQ(actionOf({}, SCMP_SYS(connect)), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(socketpair), {AF_UNIX, SOCK_STREAM}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(socketpair), {AF_INET, SOCK_STREAM}), "ask");
}

TEST(SeccompFilter, GrantsInternetSocketsOnlyWithTheNetwork) {
  Permissions permissions;
  permissions.hostNetwork = true;
  const int number = SCMP_SYS(socket);
  EXPECT_EQ(actionOf(permissions, number, {AF_INET, SOCK_STREAM | SOCK_CLOEXEC}), "allow");
  EXPECT_EQ(actionOf(permissions, number, {AF_INET6, SOCK_DGRAM}), "allow");
  EXPECT_EQ(actionOf(permissions, number, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE}), "allow");
  EXPECT_EQ(actionOf(permissions, number, {AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER}), "ask");
  EXPECT_EQ(actionOf(permissions, number, {AF_INET, SOCK_RAW}), "ask");
  for (const std::uint64_t family : {AF_UNIX, AF_PACKET, AF_ALG, AF_VSOCK, AF_BLUETOOTH})
    EXPECT_EQ(actionOf(permissions, number, {family, SOCK_STREAM}), "ask") << family;
}

/// All pairs, because libseccomp merges rules of several arguments into one tree.
TEST(SeccompFilter, AllowsNoPairOfFamilyAndTypeButTheInternetsOwn) {
  Permissions permissions;
  permissions.privateNetwork = true;
  const std::vector<sock_filter> filter = filterFor(permissions);
  for (std::uint64_t family = 0; family < 64; ++family)
    for (std::uint64_t type = 0; type < 16; ++type) {
      seccomp_data data{};
      data.nr = SCMP_SYS(socket);
      data.arch = AUDIT_ARCH_X86_64;
      data.args[0] = family;
      data.args[1] = type | SOCK_NONBLOCK;
      const bool isInternet =
          (family == AF_INET || family == AF_INET6) && (type == SOCK_STREAM || type == SOCK_DGRAM);
      const bool isRoute = family == AF_NETLINK;
      EXPECT_EQ(actionOf(filter, data), isInternet || isRoute ? "allow" : "ask")
          << family << ' ' << type;
    }
}

TEST(SeccompFilter, IsTheSameWhenItComesFromTheTable) {
  for (unsigned bits = 0; bits < 16; ++bits) {
    Permissions permissions;
    permissions.fork = bits & 1;
    permissions.exec = bits & 2;
    permissions.privateNetwork = bits & 4;
    permissions.executableMemory = bits & 8;
    for (const unsigned descriptor : {8u, 64u, 2'048u}) {
      auto built = buildSeccompFilter(permissions, {descriptor});
      ASSERT_TRUE(static_cast<bool>(built));
      const std::vector<sock_filter> ready = seccompFilter(permissions, {descriptor});
      ASSERT_EQ(ready.size(), built->size());
      for (std::size_t i = 0; i < ready.size(); ++i)
        ASSERT_TRUE(ready[i].code == (*built)[i].code && ready[i].k == (*built)[i].k &&
                    ready[i].jt == (*built)[i].jt && ready[i].jf == (*built)[i].jf)
            << "variant " << bits << ", instruction " << i;
    }
  }
}

TEST(SeccompFilter, AllowsThreadsButNoProcessesWhenForkIsNotGranted) {
  constexpr std::uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                                   CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |
                                   CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  EXPECT_EQ(actionOf({}, SCMP_SYS(clone), {thread}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(clone), {SIGCHLD}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(fork)), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(vfork)), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(clone3)), "error " + std::to_string(ENOSYS));
}

TEST(SeccompFilter, DeniesNamespacesEvenWhenEverythingIsGranted) {
  for (const std::uint64_t flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET,
                                   CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_PARENT}) {
    EXPECT_EQ(actionOf(everything(), SCMP_SYS(clone), {flag | SIGCHLD}), "ask") << flag;
    EXPECT_EQ(actionOf(everything(), SCMP_SYS(clone), {flag | CLONE_THREAD}), "ask") << flag;
  }
  EXPECT_EQ(actionOf(everything(), SCMP_SYS(unshare), {0}), "ask");
  EXPECT_EQ(actionOf(everything(), SCMP_SYS(setns), {0}), "ask");
}

TEST(SeccompFilter, OpensTheDoorToTheFirstExecutionOnly) {
  const int number = SCMP_SYS(execveat);
  EXPECT_EQ(actionOf({}, number, {first.descriptor, 0, 0, 0, AT_EMPTY_PATH}), "allow");
  EXPECT_EQ(actionOf({}, number, {first.descriptor, 0, 0, 0, 0}), "ask");
  EXPECT_EQ(actionOf({}, number, {3, 0, 0, 0, AT_EMPTY_PATH}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(execve)), "ask");
}

TEST(SeccompFilter, RunsNothingThatWasWritten) {
  const int map = SCMP_SYS(mmap);
  const int protect = SCMP_SYS(mprotect);
  EXPECT_EQ(actionOf({}, map, {0, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}),
            "allow");
  EXPECT_EQ(actionOf({}, map, {0, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE}), "allow");
  EXPECT_EQ(actionOf({}, map, {0, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS}), "ask");
  EXPECT_EQ(actionOf({}, map, {0, 1, PROT_WRITE | PROT_EXEC, MAP_PRIVATE}), "ask");
  EXPECT_EQ(actionOf({}, protect, {0, 1, PROT_READ}), "allow");
  EXPECT_EQ(actionOf({}, protect, {0, 1, PROT_READ | PROT_EXEC}), "ask");
}

TEST(SeccompFilter, AnswersHarmlessQuestionsAboutDescriptorsAndProcesses) {
  EXPECT_EQ(actionOf({}, SCMP_SYS(ioctl), {0, 0x5401 /* TCGETS */}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(ioctl), {0, 0x5412 /* TIOCSTI */}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(ioctl), {0, 0x100005412}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(prctl), {PR_SET_NAME}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(prctl), {PR_SET_SECCOMP}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(fcntl), {0, F_SETFL}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(fcntl), {0, F_SETOWN}), "ask");
}

TEST(SeccompFilter, KeepsTheLimitOnCoreDumps) {
  EXPECT_EQ(actionOf({}, SCMP_SYS(prlimit64), {0, RLIMIT_CORE, 0, 1}), "allow");
  EXPECT_EQ(actionOf({}, SCMP_SYS(prlimit64), {0, RLIMIT_CORE, 1, 0}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(setrlimit), {RLIMIT_CORE, 1}), "ask");
  // The kernel takes the lower half only.
  EXPECT_EQ(actionOf({}, SCMP_SYS(setrlimit), {0x100000000 | RLIMIT_CORE, 1}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(prlimit64), {0, 0x100000000 | RLIMIT_CORE, 1}), "ask");
  EXPECT_EQ(actionOf({}, SCMP_SYS(setrlimit), {RLIMIT_NOFILE, 1}), "allow");
}

} // namespace
