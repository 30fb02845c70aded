#ifndef ASSAY_RUNTIME_INSIDE_H
#define ASSAY_RUNTIME_INSIDE_H

#include "runtime/child_plan.h"
#include "runtime/descriptor.h"

// The program that is a jail's pid 1. It is linked by itself, without anything that decides, and
// carried inside whatever links the runtime (init_image.h). Only the supervisor starts it.

namespace assay {

/// What pid 1 knows.
struct Inside {
  /// A socket to the supervisor: descriptors of a room, then of a program and its streams, come in;
  /// /work, the seccomp listener and the FinalReport go out.
  int control = -1;
  /// A pipe to the supervisor for a SetUpFailure.
  int setUp = -1;
  ChildPlan plan;
  /// The program's standard input, output and error.
  Descriptor streams[3];
};

/// The program's own process, from the fork to its exec.
[[noreturn]] void startProgram(const Inside &inside);

/// Writes a SetUpFailure with errno and ends the process.
[[noreturn]] void giveUp(const Inside &inside, SetUpStep step, int entry = -1);

} // namespace assay

#endif // ASSAY_RUNTIME_INSIDE_H
