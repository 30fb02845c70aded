#ifndef ASSAY_RUNTIME_WARM_POOL_H
#define ASSAY_RUNTIME_WARM_POOL_H

#include "runtime/jail_init.h"
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

// For servers: jails that were made before there was anything to run. Of a jail's start, most is
// its namespaces and mounts, which do not depend on the program. A waiting jail holds an idle
// process of ours and nothing of anybody's; it gets one program, with that program's limits,
// filter, files and streams, and dies with it. Never a second one.

namespace assay {

class WarmPool {
public:
  /// More waiting processes than this are no longer a pool but a load.
  static constexpr unsigned mostWaiting = 64;

  /// Keeps up to `size` jails waiting for programs whose spec has the same room as `like`: the same
  /// profile or one that shows the same, mounts, workspace unless it is copied, kind of network and
  /// demand for a cgroup. Arguments, environment, input, limits and other capabilities may differ.
  /// Starts a thread, which makes the first ones at once. An error says why no such jail can be
  /// planned; whether it can be made, the first run tells.
  static llvm::Expected<std::unique_ptr<WarmPool>> create(const JailSpec &like, unsigned size);

  /// Ends what waits. Runs that use the pool, and what they took from it, must have ended: the
  /// jails die with the pool's thread.
  ~WarmPool();
  WarmPool(const WarmPool &) = delete;
  WarmPool &operator=(const WarmPool &) = delete;

  /// A jail with the plan's room that is alive; none if they are all in use or the rooms differ.
  /// Thread-safe, does not wait. Another one is made meanwhile.
  std::optional<JailInit> take(const ChildPlan &plan, const JailSpec &spec);

  /// Takes what is left of a jail whose program is dead: pid 1 on its way to its own end, and the
  /// mounts and namespaces that end with it. Thread-safe, does not wait.
  void retire(JailInit used);

  /// How many wait now. Thread-safe.
  [[nodiscard]] unsigned waiting() const;

private:
  WarmPool(const JailSpec &like, unsigned size);

  void care();
  void removeDead();
  /// Both let go of the lock.
  void endRetired(std::unique_lock<std::mutex> &lock);
  /// False if none could be made.
  bool makeOne(std::unique_lock<std::mutex> &lock);

  const JailSpec like_;
  const unsigned size_;
  Launch launch_;
  /// What two plans are compared by.
  std::string room_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<JailInit> waiting_;
  std::vector<JailInit> retired_;
  bool wasTaken_ = false;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace assay

#endif // ASSAY_RUNTIME_WARM_POOL_H
