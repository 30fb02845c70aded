#include "runtime/jail.h"
#include "runtime/compile.h"
#include "runtime/supervisor.h"
#include "runtime/unjudged.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace assay;

static llvm::Error checkApproval(const Approval &approval, llvm::StringRef program) {
  if (approval.isSpent())
    return llvm::createStringError("approval: it was used before; each run needs its own");
  const Digest digest = llvm::SHA256::hash(llvm::arrayRefFromStringRef(program));
  if (digest != approval.program())
    return llvm::createStringError("approval: it is for program " +
                                   llvm::toHex(approval.program(), true) + ", not for " +
                                   llvm::toHex(digest, true));
  return llvm::Error::success();
}

llvm::Expected<ExecutionResult> assay::runJailed(Approval approval, llvm::StringRef program,
                                                 const JailSpec &spec, const RunOptions &options) {
  const Approval used = std::move(approval);
  if (auto error = checkApproval(used, program))
    return error;
  return runUnjudged(ProgramBytes{program}, spec, options);
}

static llvm::Expected<ExecutionResult> runAsItIs(const Program &program, const JailSpec &spec,
                                                 const RunOptions &options) {
  Launch launch;
  if (auto error = planLaunch(spec, program, launch))
    return error;
  return supervise(launch, spec, options);
}

/// Two jails: the compiler's, whose output is the executable, and the program's.
static llvm::Expected<ExecutionResult> compileAndRun(const Profile &profile, llvm::StringRef source,
                                                     const JailSpec &spec,
                                                     const RunOptions &options) {
  if (auto error = check(spec))
    return error;
  auto compiled = compileJailed(profile, source, options.cancelled);
  if (!compiled)
    return compiled.takeError();
  if (compiled->exitCode == 0)
    return runAsItIs(ProgramBytes{compiled->output}, spec, options);
  compiled->output.clear();
  compiled->order = {{OutputStream::Errors, compiled->errors.size()}};
  if (options.onOutput && !compiled->errors.empty())
    options.onOutput(OutputStream::Errors, compiled->errors);
  return compiled;
}

llvm::Expected<ExecutionResult> assay::runUnjudged(const Program &program, const JailSpec &spec,
                                                   const RunOptions &options) {
  if (const auto *bytes = std::get_if<ProgramBytes>(&program);
      bytes && bytes->bytes.size() > jail_bounds::mostProgramBytes)
    return llvm::createStringError("program: " + llvm::Twine(bytes->bytes.size()) +
                                   " bytes, at most " + llvm::Twine(jail_bounds::mostProgramBytes));
  if (const auto *bytes = std::get_if<ProgramBytes>(&program))
    if (const Profile *profile = findProfile(spec.profile); profile && !profile->compilers.empty())
      return compileAndRun(*profile, bytes->bytes, spec, options);
  return runAsItIs(program, spec, options);
}
