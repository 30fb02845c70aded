#include "runtime/notifications.h"
#include "runtime/explain.h"
#include <algorithm>
#include <bit>
#include <poll.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

using namespace assay;

/// About a third of a millisecond's worth.
static constexpr int mostAtOnce = 64;
/// Enough to recognise a path by; PATH_MAX would let a program make us keep 256 KiB.
static constexpr std::size_t mostPathBytes = 200;

void ViolationCount::add(const Violation &violation) {
  const Key key{violation.code, violation.syscall, violation.target};
  if (const auto found = byKey_.find(key); found != byKey_.end())
    found->second.count += violation.count;
  else if (byKey_.size() < mostViolations)
    byKey_.emplace(key, violation);
  else
    notListed_ += violation.count;
  if (const auto found = byKey_.find(key); found != byKey_.end())
    found->second.latest = ++latest_;
}

void ViolationCount::moveTo(ExecutionResult &result) {
  for (auto &[key, violation] : byKey_)
    result.violations.push_back(std::move(violation));
  result.violationsNotListed = notListed_;
  byKey_.clear();
}

Notifications::Notifications(Descriptor listener, OnViolation onViolation)
    : listener_(std::move(listener)), onViolation_(onViolation) {
  seccomp_notif_sizes sizes{};
  syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
  request_.resize(std::max<std::size_t>(sizes.seccomp_notif, sizeof(seccomp_notif)));
  response_.resize(std::max<std::size_t>(sizes.seccomp_notif_resp, sizeof(seccomp_notif_resp)));
}

bool Notifications::receive() {
  pollfd waiting{listener_.get(), POLLIN, 0};
  if (poll(&waiting, 1, 0) != 1 || !(waiting.revents & POLLIN))
    return false;
  std::fill(request_.begin(), request_.end(), 0);
  return ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, request_.data()) == 0;
}

/// For the report only, so it does not matter that the program can change it meanwhile.
static std::string textAt(pid_t process, std::uint64_t address) {
  char text[mostPathBytes];
  const iovec here{text, sizeof text};
  const iovec there{std::bit_cast<void *>(address), sizeof text};
  const ssize_t got = process_vm_readv(process, &here, 1, &there, 1, 0);
  if (got <= 0)
    return {};
  return {text, std::find(text, text + got, '\0')};
}

std::string Notifications::pathArgument() const {
  const auto &call = *reinterpret_cast<const seccomp_notif *>(request_.data());
  const int number = call.data.nr;
  if (number == SCMP_SYS(execve) || number == SCMP_SYS(chroot) || number == SCMP_SYS(umount2))
    return textAt(static_cast<pid_t>(call.pid), call.data.args[0]);
  if (number == SCMP_SYS(execveat) || number == SCMP_SYS(mount))
    return textAt(static_cast<pid_t>(call.pid), call.data.args[1]);
  return {};
}

bool Notifications::answer(ViolationCount &violations) {
  const auto &request = *reinterpret_cast<const seccomp_notif *>(request_.data());
  RefusedCall call;
  call.number = request.data.nr;
  std::copy(std::begin(request.data.args), std::end(request.data.args), call.arguments.begin());
  call.path = pathArgument();
  const Answer answer = answerTo(call);
  if (answer.violation) {
    violations.add(*answer.violation);
    if (answer.isFatal || onViolation_ == OnViolation::Stop)
      return false;
  }
  std::fill(response_.begin(), response_.end(), 0);
  auto &response = *reinterpret_cast<seccomp_notif_resp *>(response_.data());
  response.id = request.id;
  response.error = -answer.error;
  // Fails if the caller died meanwhile, which needs no answer.
  ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);
  return true;
}

bool Notifications::answerWaiting(ViolationCount &violations) {
  for (int i = 0; i < mostAtOnce && receive(); ++i) {
    if (!answer(violations))
      return false;
    ++answers_;
  }
  // Without a listener the kernel answers.
  if (isExhausted() && onViolation_ == OnViolation::Deny)
    close();
  return true;
}
