#ifndef ASSAY_RUNTIME_NOTIFICATIONS_H
#define ASSAY_RUNTIME_NOTIFICATIONS_H

#include "runtime/descriptor.h"
#include "runtime/execution_result.h"
#include "runtime/jail_spec.h"
#include <linux/seccomp.h>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace assay {

/// What a program asked for in vain, counted. Bounded whatever the program does.
class ViolationCount {
public:
  void add(const Violation &violation);
  /// Into the result, in order.
  void moveTo(ExecutionResult &result);
  [[nodiscard]] bool empty() const { return byKey_.empty(); }

private:
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, Violation> byKey_;
  std::uint64_t latest_ = 0;
  std::uint64_t notListed_ = 0;
};

/// The supervisor's end of the seccomp filter: answers what the filter did not allow. Every answer
/// is an error; a call is never continued, since the program could change what it points to after
/// it was looked at. One thread.
class Notifications {
public:
  /// Each answer takes two changes of process, 20 to 50 us. After so many the program has been told
  /// no, and its report is full; from then on the kernel refuses alone (ENOSYS), in no time. Not if
  /// a violation is to stop the program: that has to be seen.
  static constexpr std::uint64_t mostAnswers = 20'000;

  Notifications(Descriptor listener, OnViolation onViolation);

  /// -1 once closed.
  [[nodiscard]] int descriptor() const { return listener_.get(); }
  /// When no process has the filter any more, which poll(2) tells for ever.
  void close() { listener_.close(); }

  /// Answers what is waiting, at most a bounded number so that a flood does not hold up the clock.
  /// False: the program is to be killed, now.
  bool answerWaiting(ViolationCount &violations);
  /// More than mostAnswers were asked for.
  [[nodiscard]] bool isExhausted() const { return answers_ >= mostAnswers; }

private:
  /// False if nothing is waiting.
  bool receive();
  bool answer(ViolationCount &violations);
  [[nodiscard]] std::string pathArgument() const;

  Descriptor listener_;
  OnViolation onViolation_;
  std::uint64_t answers_ = 0;
  /// As large as the kernel's idea of these structures.
  std::vector<char> request_;
  std::vector<char> response_;
};

} // namespace assay

#endif // ASSAY_RUNTIME_NOTIFICATIONS_H
