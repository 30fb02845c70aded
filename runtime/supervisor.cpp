#include "runtime/supervisor.h"
#include "runtime/capture.h"
#include "runtime/channels.h"
#include "runtime/clone.h"
#include "runtime/ending.h"
#include "runtime/explain.h"
#include "runtime/notifications.h"
#include "runtime/setup_failure.h"
#include "runtime/usage.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <csignal>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

using namespace assay;
using Clock = std::chrono::steady_clock;

namespace {

/// Between two looks at time, memory and the caller's wish to cancel: what a program can overrun a
/// limit by, against what looking costs.
constexpr std::chrono::milliseconds sampleInterval{10};
/// A jail takes about a millisecond to build; on a host this slow something is wrong.
constexpr std::chrono::seconds longestSetUp{10};

/// One run, from clone to the last process's death.
class Supervision {
public:
  Supervision(Launch &launch, const JailSpec &spec, const RunOptions &options, Channels &channels)
      : launch_(launch), spec_(spec), options_(options), control_(std::move(channels.control)),
        setUp_(std::move(channels.setUp)),
        capture_(std::move(channels.output), std::move(channels.errors), spec.limits.outputBytes,
                 options) {}
  /// Nothing outlives its supervisor.
  ~Supervision() {
    kill();
    collect();
  }
  Supervision(const Supervision &) = delete;
  Supervision &operator=(const Supervision &) = delete;

  llvm::Error start(Channels &channels);
  llvm::Error watch();
  ExecutionResult result();

private:
  void kill();
  void collect();
  void stop(EndReason reason);
  void waitForEvents();
  llvm::Error readSetUp();
  /// False if nothing came.
  bool readControl();
  void readLastWords();
  void answerNotifications();
  void checkLimits();
  void tellUsage(ExecutionResult &result) const;

  Launch &launch_;
  const JailSpec &spec_;
  const RunOptions &options_;
  Descriptor control_, setUp_, process_;
  /// The root of a copied workspace.
  Descriptor workspace_;
  Capture capture_;
  /// Removed after the processes in it, which the destructor kills.
  std::unique_ptr<Cgroup> cgroup_;
  std::optional<Notifications> notifications_;
  ViolationCount violations_;
  pid_t pid_ = -1;
  bool initDead_ = false;
  Clock::time_point begun_ = Clock::now();
  std::optional<Clock::time_point> started_;
  /// When the seccomp filter was in force, which is just before the program's first instruction.
  Clock::time_point handedOff_;
  Clock::time_point ended_;
  std::optional<EndReason> stopped_;
  std::optional<FinalReport> report_;
  Usage usage_;
};

llvm::Error Supervision::start(Channels &channels) {
  launch_.child.streams[0] = channels.childInput.get();
  launch_.child.streams[1] = channels.childOutput.get();
  launch_.child.streams[2] = channels.childErrors.get();
  launch_.child.control = channels.childControl.get();
  launch_.child.setUp = channels.childSetUp.get();

  auto cgroup = cgroupFor(spec_);
  if (!cgroup)
    return cgroup.takeError();
  cgroup_ = std::move(*cgroup);
  auto init = cloneJailInit(launch_, cgroup_.get());
  if (!init)
    return init.takeError();
  pid_ = init->process;
  process_ = std::move(init->descriptor);
  channels.closeChildEnds();
  if (cgroup_ && cgroup_->version() == 1)
    if (auto error = cgroup_->add(pid_))
      return error;
  if (auto error = writeIdentityMaps(pid_, launch_.child.identity))
    return error;
  const char go = 1;
  if (send(control_.get(), &go, 1, MSG_NOSIGNAL) != 1)
    return describeFailure({SetUpStep::Handshake, errno, -1}, launch_);
  return llvm::Error::success();
}

/// Pid 1 takes its whole namespace with it.
void Supervision::kill() {
  if (process_ && !initDead_)
    syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
}

/// Waits for pid 1, which the kernel lets die only after everything else in its namespace.
void Supervision::collect() {
  if (pid_ <= 0)
    return;
  while (waitpid(pid_, nullptr, __WALL) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void Supervision::stop(EndReason reason) {
  if (!stopped_)
    stopped_ = reason;
  kill();
}

/// The end of the pipe: the program was executed.
llvm::Error Supervision::readSetUp() {
  SetUpFailure failure{};
  const ssize_t got = read(setUp_.get(), &failure, sizeof failure);
  if (got < 0 && errno == EAGAIN)
    return llvm::Error::success();
  if (got == sizeof failure)
    return describeFailure(failure, launch_);
  setUp_.close();
  while (!notifications_ && readControl()) {
  }
  if (got != 0 || !notifications_)
    return describeFailure({SetUpStep::Handoff, EPIPE, -1}, launch_);
  started_ = Clock::now();
  return llvm::Error::success();
}

/// First comes the copy of the workspace, if there is one, then the seccomp listener, then the
/// final report.
bool Supervision::readControl() {
  if (launch_.child.passWorkspace && !workspace_) {
    workspace_ = receiveDescriptor(control_.get());
    return static_cast<bool>(workspace_);
  }
  if (!notifications_) {
    Descriptor listener = receiveDescriptor(control_.get());
    if (!listener)
      return false;
    notifications_.emplace(std::move(listener), spec_.onViolation);
    handedOff_ = Clock::now();
    return true;
  }
  FinalReport report{};
  if (recv(control_.get(), &report, sizeof report, MSG_DONTWAIT) == sizeof report)
    report_ = report;
  else if (errno != EAGAIN)
    control_.close();
  return report_.has_value();
}

/// A report means that the program ran, even if the end of the set-up pipe was not seen: another
/// thread's jail may have a copy of it for a moment after its clone.
void Supervision::readLastWords() {
  while (!notifications_ && readControl()) {
  }
  if (notifications_ && control_ && !report_)
    readControl();
  if (!started_ && report_)
    started_ = handedOff_;
}

void Supervision::answerNotifications() {
  if (notifications_ && !notifications_->answerWaiting(violations_))
    stop(EndReason::Violation);
}

void Supervision::checkLimits() {
  if (options_.cancelled && options_.cancelled->load(std::memory_order_relaxed))
    return stop(EndReason::Cancelled);
  if (capture_.overflowed())
    return stop(EndReason::Output);
  if (!started_ || initDead_)
    return;
  if (Clock::now() - *started_ >= spec_.limits.wall)
    return stop(EndReason::WallTime);
  const Usage now = usageOf(pid_);
  usage_.memoryBytes = std::max(usage_.memoryBytes, now.memoryBytes);
  usage_.cpu = std::max(usage_.cpu, now.cpu);
  if (now.memoryBytes > spec_.limits.memoryBytes)
    return stop(EndReason::Memory);
  if (now.cpu >= spec_.limits.cpu)
    return stop(EndReason::CpuTime);
}

void Supervision::waitForEvents() {
  // A negative number is ignored by poll(2).
  pollfd waiting[] = {
      {process_.get(), POLLIN, 0},
      {control_.get(), POLLIN, 0},
      {setUp_.get(), POLLIN, 0},
      {capture_.outputDescriptor(), POLLIN, 0},
      {capture_.errorsDescriptor(), POLLIN, 0},
      {notifications_ ? notifications_->descriptor() : -1, POLLIN, 0},
  };
  if (poll(waiting, std::size(waiting), sampleInterval.count()) <= 0)
    return;
  initDead_ = waiting[0].revents != 0;
  if (waiting[1].revents)
    readControl();
  if (waiting[3].revents)
    capture_.read(OutputStream::Output);
  if (waiting[4].revents)
    capture_.read(OutputStream::Errors);
  if (waiting[5].revents & POLLIN)
    answerNotifications();
  else if (waiting[5].revents && notifications_)
    notifications_->close();
}

llvm::Error Supervision::watch() {
  Clock::time_point nextSample = begun_ + sampleInterval;
  while (!initDead_) {
    waitForEvents();
    if (setUp_)
      if (auto error = readSetUp())
        return error;
    if (initDead_)
      readLastWords();
    if (!started_ && (initDead_ || Clock::now() - begun_ > longestSetUp))
      return describeFailure({SetUpStep::Handshake, ETIMEDOUT, -1}, launch_);
    if (Clock::now() < nextSample && !capture_.overflowed())
      continue;
    checkLimits();
    nextSample = Clock::now() + sampleInterval;
  }
  ended_ = Clock::now();
  capture_.drain();
  collect();
  return llvm::Error::success();
}

/// Until its exec the program was a copy of this process, which the kernel counts as its peak.
std::uint64_t ownPeakBytes() {
  rusage own{};
  getrusage(RUSAGE_SELF, &own);
  return static_cast<std::uint64_t>(own.ru_maxrss) << 10;
}

void Supervision::tellUsage(ExecutionResult &result) const {
  const Clock::time_point started = started_.value_or(handedOff_);
  result.wall = std::chrono::duration_cast<std::chrono::milliseconds>(ended_ - started);
  result.setUp = std::chrono::duration_cast<std::chrono::microseconds>(started - begun_);
  result.cpu = usage_.cpu;
  result.peakMemoryBytes = usage_.memoryBytes;
  if (report_) {
    result.cpu = std::max(result.cpu, std::chrono::milliseconds(report_->cpuMilliseconds));
    const auto peak = static_cast<std::uint64_t>(report_->peakKibibytes) << 10;
    if (peak > ownPeakBytes())
      result.peakMemoryBytes = std::max(result.peakMemoryBytes, peak);
  }
  if (cgroup_)
    result.peakMemoryBytes = cgroup_->peakBytes();
}

ExecutionResult Supervision::result() {
  ExecutionResult result;
  if (launch_.child.passWorkspace)
    tellChanges(workspace_.get(), launch_.workspace, spec_.limits.fileBytes, result.changes,
                result.changesIncomplete);
  const bool ranOut = cgroup_ && cgroup_->ranOut();
  tellEnding({report_, stopped_, capture_.overflowed(), ranOut}, spec_.limits, result);
  if (result.reason == EndReason::Violation && report_)
    violations_.add(foreignArchitecture());
  tellUsage(result);
  capture_.moveTo(result);
  violations_.moveTo(result);
  result.layers = {"seccomp", "namespaces", "rlimits"};
  if (launch_.landlock.abi > 0)
    result.layers.push_back("landlock-" + std::to_string(launch_.landlock.abi));
  if (cgroup_)
    result.layers.push_back(cgroup_->name());
  return result;
}

} // namespace

llvm::Expected<ExecutionResult> assay::supervise(Launch &launch, const JailSpec &spec,
                                                 const RunOptions &options) {
  auto channels = openChannels(spec.standardInput);
  if (!channels)
    return channels.takeError();
  Supervision supervision(launch, spec, options, *channels);
  if (auto error = supervision.start(*channels))
    return error;
  if (auto error = supervision.watch())
    return error;
  return supervision.result();
}
