#include "tools/gate/policy.h"

using namespace assay;

llvm::StringRef assay::nameOf(Action action) {
  switch (action) {
  case Action::Allow:
    return "allow";
  case Action::Warn:
    return "warn";
  case Action::Confirm:
    return "confirm";
  case Action::Override:
    return "override";
  case Action::Never:
    return "never";
  }
  return "";
}

llvm::StringRef assay::nameOf(TrustLevel level) {
  switch (level) {
  case TrustLevel::Untrusted:
    return "untrusted";
  case TrustLevel::Standard:
    return "standard";
  case TrustLevel::Trusted:
    return "trusted";
  }
  return "";
}

std::optional<TrustLevel> assay::findTrustLevel(llvm::StringRef name) {
  for (unsigned i = 0; i < trustLevels; ++i)
    if (nameOf(static_cast<TrustLevel>(i)) == name)
      return static_cast<TrustLevel>(i);
  return std::nullopt;
}

Policy::Policy() {
  // What nobody trusts gets both walls around its files: the mounts, and Landlock behind them.
  minimum[0] = {.landlock = true};
  // Untrusted: enough to start any interpreter and finish a small computation, too little to mine,
  // flood or fill a disk. node reserves much address space but touches some 60 MiB at its start.
  ceilings[0] = {.wallSeconds = 10,
                 .cpuSeconds = 5,
                 .memoryMiB = 256,
                 .outputKiB = 1024,
                 .fileMiB = 16,
                 .processes = 16,
                 .openFiles = 64};
  // Standard: a test run, a build step, a report over a data file.
  ceilings[1] = {.wallSeconds = 60,
                 .cpuSeconds = 30,
                 .memoryMiB = 1024,
                 .outputKiB = 8192,
                 .fileMiB = 256,
                 .processes = 64,
                 .openFiles = 256};
  // Trusted: what a person would wait for. Still bounded: a harmless program can have a bug.
  ceilings[2] = {.wallSeconds = 300,
                 .cpuSeconds = 300,
                 .memoryMiB = 4096,
                 .outputKiB = 65536,
                 .fileMiB = 1024,
                 .processes = 256,
                 .openFiles = 1024};
  // A jail's /tmp is private, so a temporary file is no risk and many libraries want one.
  alwaysGranted.insert(Capability::FsTemp);
  // No program that a gate runs steers others or changes the kernel.
  neverGranted.insert(Capability::ProcessPtrace);
  neverGranted.insert(Capability::SystemKernel);
}
