#ifndef ASSAY_RUNTIME_CHILD_PLAN_H
#define ASSAY_RUNTIME_CHILD_PLAN_H

#include "runtime/filesystem.h"
#include "runtime/landlock.h"
#include "runtime/namespaces.h"
#include "runtime/rlimits.h"
#include <cstdint>
#include <linux/filter.h>
#include <string>
#include <vector>

// What a supervisor and the jail's pid 1 say to each other. Pid 1 is a small program of its own
// (inside.h), so that no start has to copy the caller's memory and nothing of that memory is in the
// jail. It decides nothing: everything is planned before, and sent (plan_image.h).

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
  Streams,
  Limits,
  NoNewPrivileges,
  Landlock,
  Seccomp,
  Handoff,
  Execute,
};

/// Written to the set-up pipe if the program cannot be started. Nothing written, and the end of the
/// pipe, means that it runs.
struct SetUpFailure {
  SetUpStep step;
  int error;
  /// For Root: the entry of the plan, or -1.
  int entry;
};

/// The last thing the jail's pid 1 says, when nothing but itself lives in the jail any more.
struct FinalReport {
  /// How the program ended, as from wait(2).
  int status;
  /// Of all processes that were waited for.
  std::int64_t cpuMilliseconds;
  /// Of the largest of them.
  std::int64_t peakKibibytes;
};

struct ChildPlan {
  // The room: what a jail has before it knows its program. Two plans with equal rooms can use the
  // same waiting jail.
  /// CLONE_NEW*.
  std::uint64_t namespaces = 0;
  Identity identity;
  bool bringLoopbackUp = false;
  /// Its `program` half belongs to what follows.
  RootPlan root;

  // The program, and what it is granted.
  LandlockPlan landlock;
  ProcessLimits limits{};
  std::vector<sock_filter> filter;
  /// Send the supervisor a descriptor of /work, before the seccomp listener.
  bool passWorkspace = false;
  /// Paths in the jail.
  std::string executable;
  std::string folder;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  /// FirstExecution::descriptor.
  unsigned executableDescriptor = 0;
};

} // namespace assay

#endif // ASSAY_RUNTIME_CHILD_PLAN_H
