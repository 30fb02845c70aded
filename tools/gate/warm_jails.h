#ifndef ASSAY_TOOLS_GATE_WARM_JAILS_H
#define ASSAY_TOOLS_GATE_WARM_JAILS_H

#include "runtime/warm_pool.h"
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace assay {

/// Jails made in advance, for a server that runs many programs: a pool for each profile that has
/// been asked for. A pool serves programs that are shown what the first one was; the others start a
/// jail of their own. Thread-safe.
class WarmJails {
public:
  /// `each`: how many wait in a pool, from 1 to WarmPool::mostWaiting.
  explicit WarmJails(unsigned each) : each_(each) {}

  /// The pool for programs like this one. Null if none can be made; then the run itself says why.
  /// Whoever runs something with it keeps it until that has ended.
  std::shared_ptr<WarmPool> poolFor(const JailSpec &spec);

  /// Jails that wait now, in all pools.
  unsigned waiting();

private:
  const unsigned each_;
  std::mutex mutex_;
  /// By profile and by what the policy shows.
  std::map<std::string, std::shared_ptr<WarmPool>> pools_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_WARM_JAILS_H
