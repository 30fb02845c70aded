#ifndef ASSAY_RUNTIME_LAUNCH_H
#define ASSAY_RUNTIME_LAUNCH_H

#include "runtime/child_plan.h"
#include "runtime/jail.h"
#include <string>
#include <variant>
#include <vector>

namespace assay {

/// What is to be run: bytes by the profile's interpreter, or something the jail's root has anyway.
struct ProgramBytes {
  llvm::StringRef bytes;
};
struct HostCommand {
  /// Absolute, or looked for in /usr/bin and /bin.
  std::string name;
};
/// To be compiled by the profile's compiler; the executable is its standard output.
struct SourceToCompile {
  llvm::StringRef bytes;
};
using Program = std::variant<ProgramBytes, HostCommand, SourceToCompile>;

/// A jail that only has to be entered: all decisions are made. `child` borrows the program's bytes,
/// the spec and `workspace`, so it is neither copied nor moved.
struct Launch {
  Launch() = default;
  Launch(const Launch &) = delete;
  Launch &operator=(const Launch &) = delete;

  Permissions permissions;
  /// What a copied workspace starts with.
  FolderTree workspace;
  ChildPlan child;
};

/// Fills `launch`. Reads the host's file system, starts nothing.
llvm::Error planLaunch(const JailSpec &spec, const Program &program, Launch &launch);

} // namespace assay

#endif // ASSAY_RUNTIME_LAUNCH_H
