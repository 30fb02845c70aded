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
/// Pure: the same permissions give the same program. Building takes more than a millisecond, which
/// is as much as the rest of a jail; so it is done at build time, by filter_table.cpp.
llvm::Expected<std::vector<sock_filter>> buildSeccompFilter(const Permissions &permissions,
                                                            FirstExecution first);

/// The same program, from the table that was made at build time.
std::vector<sock_filter> seccompFilter(const Permissions &permissions, FirstExecution first);

/// The permissions that make a difference to the filter, as the table's index.
constexpr unsigned filterVariants = 16;
constexpr unsigned filterVariant(const Permissions &permissions) {
  return (permissions.fork ? 1u : 0u) | (permissions.exec ? 2u : 0u) |
         (permissions.network() ? 4u : 0u) | (permissions.executableMemory ? 8u : 0u);
}

/// Stands for FirstExecution::descriptor in the table. No other operand has this value.
constexpr unsigned filterPlaceholder = 0x00a55a70;

} // namespace assay

#endif // ASSAY_RUNTIME_SECCOMP_FILTER_H
