#include "runtime/supervisor.h"
#include "runtime/capture.h"
#include "runtime/channels.h"
#include "runtime/ending.h"
#include "runtime/explain.h"
#include "runtime/jail_init.h"
#include "runtime/notifications.h"
#include "runtime/passing.h"
#include "runtime/setup_failure.h"
#include "runtime/traceback.h"
#include "runtime/usage.h"
#include "runtime/warm_pool.h"
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

/// One run, from a jail that waits to the last process's death.
class Supervision {
public:
  Supervision(Launch &launch, const JailSpec &spec, const RunOptions &options, Channels &channels,
              JailInit init, Clock::time_point begun)
      : launch_(launch), spec_(spec), options_(options), init_(std::move(init)),
        capture_(std::move(channels.output), std::move(channels.errors), spec.limits.outputBytes,
                 options),
        begun_(begun) {}
  Supervision(const Supervision &) = delete;
  Supervision &operator=(const Supervision &) = delete;

  llvm::Error watch();
  ExecutionResult result();
  /// After result(). Pid 1 may still be at its own end.
  JailInit takeInit() { return std::move(init_); }

private:
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
  JailInit init_;
  /// The root of a copied workspace.
  Descriptor workspace_;
  Capture capture_;
  std::optional<Notifications> notifications_;
  ViolationCount violations_;
  bool initDead_ = false;
  Clock::time_point begun_;
  std::optional<Clock::time_point> started_;
  /// When the seccomp filter was in force, which is just before the program's first instruction.
  Clock::time_point handedOff_;
  Clock::time_point ended_;
  std::optional<EndReason> stopped_;
  std::optional<FinalReport> report_;
  Usage usage_;
};

void Supervision::stop(EndReason reason) {
  if (!stopped_)
    stopped_ = reason;
  init_.kill();
}

/// The end of the pipe: the program was executed.
llvm::Error Supervision::readSetUp() {
  SetUpFailure failure{};
  const ssize_t got = read(init_.setUp.get(), &failure, sizeof failure);
  if (got < 0 && errno == EAGAIN)
    return llvm::Error::success();
  if (got == sizeof failure)
    return describeFailure(failure, launch_);
  init_.setUp.close();
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
  const int control = init_.control.get();
  if (launch_.child.passWorkspace && !workspace_) {
    workspace_ = std::move(receiveDescriptors(control, MSG_DONTWAIT)[0]);
    return static_cast<bool>(workspace_);
  }
  if (!notifications_) {
    Descriptor listener = std::move(receiveDescriptors(control, MSG_DONTWAIT)[0]);
    if (!listener)
      return false;
    notifications_.emplace(std::move(listener), spec_.onViolation);
    handedOff_ = Clock::now();
    return true;
  }
  FinalReport report{};
  if (recv(control, &report, sizeof report, MSG_DONTWAIT) == sizeof report)
    report_ = report;
  else if (errno != EAGAIN)
    init_.control.close();
  return report_.has_value();
}

/// A report means that the program ran, even if the end of the set-up pipe was not seen: another
/// thread's jail may have a copy of it for a moment after its clone.
void Supervision::readLastWords() {
  while (!notifications_ && readControl()) {
  }
  if (notifications_ && init_.control && !report_)
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
  if (!started_ || initDead_ || init_.isDead())
    return;
  if (Clock::now() - *started_ >= spec_.limits.wall)
    return stop(EndReason::WallTime);
  const Usage now = usageOf(init_.process());
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
      {init_.descriptor.get(), POLLIN, 0},
      {init_.control.get(), POLLIN, 0},
      {init_.setUp.get(), POLLIN, 0},
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
  while (!initDead_ && !report_) {
    waitForEvents();
    if (init_.setUp)
      if (auto error = readSetUp())
        return error;
    if (initDead_ || report_)
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
  return llvm::Error::success();
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
    result.peakMemoryBytes = std::max(result.peakMemoryBytes, peak);
  }
  if (init_.cgroup)
    result.peakMemoryBytes = init_.cgroup->peakBytes();
}

ExecutionResult Supervision::result() {
  ExecutionResult result;
  if (launch_.child.passWorkspace)
    tellChanges(workspace_.get(), launch_.workspace, spec_.limits.fileBytes, result.changes,
                result.changesIncomplete);
  const bool ranOut = init_.cgroup && init_.cgroup->ranOut();
  tellEnding({report_, stopped_, capture_.overflowed(), ranOut}, spec_.limits, result);
  if (result.reason == EndReason::Violation && report_)
    violations_.add(foreignArchitecture());
  tellUsage(result);
  capture_.moveTo(result);
  violations_.moveTo(result);
  result.violationCountsAreLeast =
      notifications_ && notifications_->isExhausted() && spec_.onViolation == OnViolation::Deny;
  if (const auto refusal = readTraceback(result.errors))
    tellReported(*refusal, result);
  result.layers = {"seccomp", "namespaces", "rlimits"};
  if (launch_.child.landlock.abi > 0)
    result.layers.push_back("landlock-" + std::to_string(launch_.child.landlock.abi));
  if (init_.cgroup)
    result.layers.push_back(init_.cgroup->name());
  return result;
}

} // namespace

/// A waiting one of the caller's pool if it has one that fits, or a new one.
static llvm::Expected<JailInit> enterJail(const Launch &launch, const JailSpec &spec,
                                          const RunOptions &options, const Channels &channels) {
  if (options.pool)
    if (auto waiting = options.pool->take(launch.child, spec);
        waiting && waiting->give(launch.child, spec, channels))
      return std::move(*waiting);
  auto init = JailInit::start(launch.child, spec);
  // If that fails, pid 1 is gone, and the set-up pipe says why.
  if (init)
    init->give(launch.child, spec, channels);
  return init;
}

llvm::Expected<ExecutionResult> assay::supervise(Launch &launch, const JailSpec &spec,
                                                 const RunOptions &options) {
  const Clock::time_point begun = Clock::now();
  auto channels = openChannels(spec.standardInput);
  if (!channels)
    return channels.takeError();
  auto init = enterJail(launch, spec, options, *channels);
  if (!init)
    return init.takeError();
  channels->closeChildEnds();
  Supervision supervision(launch, spec, options, *channels, std::move(*init), begun);
  if (auto error = supervision.watch())
    return error;
  ExecutionResult result = supervision.result();
  if (options.pool)
    options.pool->retire(supervision.takeInit());
  return result;
}
