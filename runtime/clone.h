#ifndef ASSAY_RUNTIME_CLONE_H
#define ASSAY_RUNTIME_CLONE_H

#include "runtime/cgroup.h"
#include "runtime/descriptor.h"
#include "runtime/launch.h"
#include <memory>

namespace assay {

/// The jail's pid 1 as the supervisor sees it. It waits for the start signal.
struct JailInit {
  pid_t process = -1;
  /// A pidfd: readable once it is dead, and never another process's.
  Descriptor descriptor;
};

/// Requires that `launch.child` has its descriptors. `cgroup` may be null.
llvm::Expected<JailInit> cloneJailInit(const Launch &launch, const Cgroup *cgroup);

/// Null, and no error, if the spec can do without.
llvm::Expected<std::unique_ptr<Cgroup>> cgroupFor(const JailSpec &spec);

} // namespace assay

#endif // ASSAY_RUNTIME_CLONE_H
