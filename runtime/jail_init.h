#ifndef ASSAY_RUNTIME_JAIL_INIT_H
#define ASSAY_RUNTIME_JAIL_INIT_H

#include "runtime/cgroup.h"
#include "runtime/channels.h"
#include "runtime/launch.h"
#include <memory>

namespace assay {

/// The jail's pid 1 as the supervisor sees it. It makes its room and waits for a program. It and
/// everything below it die with this object, and with the thread that started it.
class JailInit {
public:
  /// Costs the same for callers of any size: their memory is not copied. Takes the cgroup that the
  /// spec asks for.
  static llvm::Expected<JailInit> start(const ChildPlan &plan, const JailSpec &spec);

  JailInit(JailInit &&other) noexcept;
  JailInit(const JailInit &) = delete;
  JailInit &operator=(const JailInit &) = delete;
  JailInit &operator=(JailInit &&) = delete;
  ~JailInit();

  /// Sends the program, once. `plan` must have the room that this was started with, `spec` the same
  /// demand for a cgroup. False if pid 1 is gone.
  bool give(const ChildPlan &plan, const JailSpec &spec, const Channels &channels);

  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] bool isDead() const;
  /// Pid 1 takes its whole namespace with it.
  void kill() const;
  /// Waits for it, which the kernel lets die only after everything else in its namespace.
  void reap();

  /// A pidfd: readable once pid 1 is dead, and never another process's.
  Descriptor descriptor;
  Descriptor control;
  Descriptor setUp;
  /// Null if the spec can do without and there is none.
  std::unique_ptr<Cgroup> cgroup;

private:
  JailInit() = default;

  pid_t process_ = -1;
};

} // namespace assay

#endif // ASSAY_RUNTIME_JAIL_INIT_H
