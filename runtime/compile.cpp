#include "runtime/compile.h"
#include "runtime/launch.h"
#include "runtime/supervisor.h"

using namespace assay;

/// Enough for a file of some thousand lines with large headers (g++ touches 200 MiB for the large
/// ones of its own library), and an end for templates that never finish.
static constexpr ResourceLimits compileLimits{.wall = std::chrono::seconds(60),
                                              .cpu = std::chrono::seconds(30),
                                              .memoryBytes = std::uint64_t{1} << 30,
                                              .outputBytes = 64u << 20,
                                              .fileBytes = 64u << 20,
                                              .processes = 16,
                                              .openFiles = 64};

llvm::Expected<ExecutionResult> assay::compileJailed(const Profile &profile, llvm::StringRef source,
                                                     const std::atomic<bool> *cancelled) {
  JailSpec spec;
  spec.profile = profile.name.str();
  spec.capabilities = {"process.exec"};
  spec.limits = compileLimits;
  Launch launch;
  if (auto error = planLaunch(spec, SourceToCompile{source}, launch))
    return error;
  RunOptions options;
  options.cancelled = cancelled;
  auto result = supervise(launch, spec, options);
  if (result)
    result->stage = Stage::Compile;
  return result;
}
