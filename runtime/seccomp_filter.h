#ifndef ASSAY_RUNTIME_SECCOMP_FILTER_H
#define ASSAY_RUNTIME_SECCOMP_FILTER_H

#include "runtime/permissions.h"
#include "llvm/Support/Error.h"
#include <linux/filter.h>
#include <vector>

namespace assay {

/// The number under which the jail's own first execveat finds the program. It is the limit on open
/// files, so the program can never have a descriptor of that number: the door opens once.
struct FirstExecution {
  unsigned descriptor = 0;
};

/// An allow-list for this machine's calls, as classic BPF. What it does not allow is sent to the
/// supervisor (SECCOMP_RET_USER_NOTIF), which reports it and answers with an error, never with
/// permission; without a supervisor the kernel answers ENOSYS. Calls of other architectures,
/// x32 among them, kill the process.
///
/// Pure: the same permissions give the same program. Built before the fork, loaded after it.
llvm::Expected<std::vector<sock_filter>> buildSeccompFilter(const Permissions &permissions,
                                                            FirstExecution first);

} // namespace assay

#endif // ASSAY_RUNTIME_SECCOMP_FILTER_H
