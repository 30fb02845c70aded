#ifndef ASSAY_RUNTIME_CHILD_H
#define ASSAY_RUNTIME_CHILD_H

#include "runtime/filesystem.h"
#include "runtime/landlock.h"
#include "runtime/namespaces.h"
#include "runtime/rlimits.h"
#include <cstdint>
#include <linux/filter.h>

// Between clone and exec. The jail's pid 1 is a copy of the supervisor's process, which may have
// had other threads: so nothing here allocates, locks or throws. All was decided and built before.

namespace assay {

/// What could not be done; the order is that of doing.
enum class SetUpStep : std::uint8_t {
  Handshake,
  Identity,
  HostName,
  Loopback,
  Root,
  Folder,
  Workspace,
  Capabilities,
  OpenFilesLimit,
  Executable,
  Fork,
  Handoff,
  Streams,
  Limits,
  NoNewPrivileges,
  Landlock,
  Seccomp,
  Execute,
};

/// Written to ChildPlan::setUp if the program cannot be started. Nothing written, and the end of
/// the pipe, means that it runs.
struct SetUpFailure {
  SetUpStep step;
  int error;
  /// For Root: the entry of the plan, or -1.
  int entry;
};

/// The last thing the jail's pid 1 says.
struct FinalReport {
  /// How the program ended, as from wait(2).
  int status;
  /// Of all processes that were waited for.
  std::int64_t cpuMilliseconds;
  /// Of the largest of them. Before its exec the program was a copy of the supervisor, which
  /// counts.
  std::int64_t peakKibibytes;
};

/// Everything the child needs; it points into the supervisor's memory, of which it has a copy.
struct ChildPlan {
  RootPlan *root;
  const LandlockPlan *landlock;
  const ProcessLimits *limits;
  sock_fprog filter;
  Identity identity;
  bool bringLoopbackUp;
  /// Send the supervisor a descriptor of /work, before the seccomp listener.
  bool passWorkspace;
  /// Paths in the jail.
  const char *executable;
  const char *folder;
  char *const *arguments;
  char *const *environment;
  /// FirstExecution::descriptor.
  unsigned executableDescriptor;
  /// The program's standard input, output and error.
  int streams[3];
  /// A socket to the supervisor: "go" in; /work, the seccomp listener and the FinalReport out.
  int control;
  /// A pipe to the supervisor for a SetUpFailure.
  int setUp;
};

/// The jail's pid 1, from its first instruction to its last: builds the jail around itself, starts
/// the program as its child, then reaps. When it ends, the kernel kills all that is left.
[[noreturn]] void runJailInit(const ChildPlan &plan);

/// The program's own process, from the fork to its exec.
[[noreturn]] void startProgram(const ChildPlan &plan, const int (&handoff)[2]);

/// Writes a SetUpFailure with errno and ends the process.
[[noreturn]] void giveUp(const ChildPlan &plan, SetUpStep step, int entry = -1);

} // namespace assay

#endif // ASSAY_RUNTIME_CHILD_H
