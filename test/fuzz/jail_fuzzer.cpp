#include "runtime/explain.h"
#include "runtime/jail_spec.h"
#include "runtime/permissions.h"
#include "runtime/profile.h"
#include "runtime/seccomp_filter.h"
#include "test/fuzz/fuzz.h"

// What the jail is told by its caller, and by the program inside: each line is a word and a value.
// Nothing is run.

using namespace assay;

static std::uint64_t numberIn(llvm::StringRef text) {
  std::uint64_t number = 0;
  text.consumeInteger(10, number);
  return number;
}

static void setLimit(llvm::StringRef name, std::uint64_t value, ResourceLimits &limits) {
  if (name == "wall")
    limits.wall = std::chrono::milliseconds(value);
  else if (name == "cpu")
    limits.cpu = std::chrono::milliseconds(value);
  else if (name == "memory")
    limits.memoryBytes = value;
  else if (name == "output")
    limits.outputBytes = value;
  else if (name == "file")
    limits.fileBytes = value;
  else if (name == "processes")
    limits.processes = static_cast<std::uint32_t>(value);
  else if (name == "open")
    limits.openFiles = static_cast<std::uint32_t>(value);
}

static void setField(llvm::StringRef name, llvm::StringRef value, JailSpec &spec) {
  const auto [left, right] = value.split(' ');
  if (name == "profile")
    spec.profile = value.str();
  else if (name == "capability")
    spec.capabilities.push_back(value.str());
  else if (name == "argument")
    spec.arguments.push_back(value.str());
  else if (name == "input")
    spec.standardInput = value.str();
  else if (name == "variable")
    spec.environment.push_back({left.str(), right.str()});
  else if (name == "mount")
    spec.mounts.push_back({left.str(), right.str()});
  else if (name == "change")
    spec.mounts.push_back({left.str(), right.str(), /*writable=*/true});
  else if (name == "workspace")
    spec.workspace = {left.str(), findWorkspaceMode(right).value_or(WorkspaceMode::ReadOnly)};
  else
    setLimit(name, numberIn(value), spec.limits);
}

/// "NUMBER ARGUMENT PATH"
static void explainCall(llvm::StringRef text) {
  RefusedCall call;
  const auto [number, rest] = text.split(' ');
  const auto [argument, path] = rest.split(' ');
  call.number = static_cast<int>(numberIn(number));
  call.arguments.fill(numberIn(argument));
  call.path = path.str();
  const Answer answer = answerTo(call);
  require(answer.error > 0, "a refused call never succeeds");
  require(!answer.violation || !answer.violation->message.empty(), "a violation is explained");
}

void assay::fuzz(llvm::StringRef input) {
  JailSpec spec;
  while (!input.empty()) {
    const auto [name, value] = takeLine(input).split(' ');
    if (name == "call")
      explainCall(value);
    else
      setField(name, value, spec);
  }
  if (llvm::Error error = check(spec))
    return require(!llvm::toString(std::move(error)).empty(), "a refusal is explained");
  const Profile *profile = findProfile(spec.profile);
  require(profile, "a spec that is right names a profile");
  require(spec.limits.wall.count() > 0 && spec.limits.memoryBytes > 0, "nothing is without limit");
  for (const Mount &mount : spec.mounts)
    require(llvm::StringRef(mount.inside).starts_with("/"), "a mount has a place");
  const Permissions permissions = permissionsFor(spec, *profile);
  require(!seccompFilter(permissions, {spec.limits.openFiles}).empty(), "there is a filter");
  (void)toJson(spec);
}
