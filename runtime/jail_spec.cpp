#include "runtime/jail_spec.h"
#include "runtime/permissions.h"
#include "runtime/profile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace assay;
namespace json = llvm::json;
namespace bounds = assay::jail_bounds;

namespace {

/// Places in the jail that it makes itself; a mount over one would undo it.
constexpr llvm::StringLiteral reservedFolders[] = {"usr",     "bin",  "sbin", "lib",   "lib32",
                                                   "lib64",   "etc",  "proc", "dev",   "tmp",
                                                   "program", "work", "sys",  "libx32"};

llvm::Error bad(const llvm::Twine &field, const llvm::Twine &got, const llvm::Twine &want) {
  return llvm::createStringError("jail: " + field + " is " + got + ", want " + want);
}

llvm::Error checkNumber(const char *field, std::uint64_t value, std::uint64_t least,
                        std::uint64_t most) {
  if (value >= least && value <= most)
    return llvm::Error::success();
  return bad(field, llvm::Twine(value), "from " + llvm::Twine(least) + " to " + llvm::Twine(most));
}

llvm::Error checkLimits(const ResourceLimits &limits) {
  constexpr std::uint64_t longest = std::chrono::milliseconds(bounds::longestWall).count();
  const struct {
    const char *field;
    std::uint64_t value, least, most;
  } rows[] = {
      {"limit wall (ms)", static_cast<std::uint64_t>(limits.wall.count()), 1, longest},
      {"limit cpu (ms)", static_cast<std::uint64_t>(limits.cpu.count()), 1, longest},
      {"limit memoryBytes", limits.memoryBytes, bounds::leastMemoryBytes, bounds::mostMemoryBytes},
      {"limit outputBytes", limits.outputBytes, 1, bounds::mostOutputBytes},
      {"limit fileBytes", limits.fileBytes, 1, bounds::mostFileBytes},
      {"limit processes", limits.processes, 1, bounds::mostProcesses},
      {"limit openFiles", limits.openFiles, bounds::leastOpenFiles, bounds::mostOpenFiles},
  };
  for (const auto &row : rows)
    if (auto error = checkNumber(row.field, row.value, row.least, row.most))
      return error;
  return llvm::Error::success();
}

bool isNormalAbsolute(llvm::StringRef path) {
  if (!path.starts_with("/") || path.size() < 2 || path.ends_with("/") || path.contains('\0'))
    return false;
  llvm::SmallVector<llvm::StringRef, 8> parts;
  path.drop_front().split(parts, '/');
  return llvm::none_of(
      parts, [](llvm::StringRef part) { return part.empty() || part == "." || part == ".."; });
}

llvm::Error checkMounts(const JailSpec &spec) {
  if (spec.mounts.size() > bounds::mostMounts)
    return bad("the number of mounts", llvm::Twine(spec.mounts.size()),
               "at most " + llvm::Twine(bounds::mostMounts));
  for (const Mount &mount : spec.mounts) {
    if (!isNormalAbsolute(mount.host))
      return bad("a mount's host path", "\"" + mount.host + "\"", "an absolute path without ..");
    if (!isNormalAbsolute(mount.inside))
      return bad("a mount's path inside", "\"" + mount.inside + "\"",
                 "an absolute path without ..");
    const llvm::StringRef top = llvm::StringRef(mount.inside).drop_front().split('/').first;
    if (llvm::is_contained(reservedFolders, top))
      return bad("a mount's path inside", "\"" + mount.inside + "\"",
                 "one outside /" + top + ", which the jail makes itself");
  }
  if (spec.workspace && !isNormalAbsolute(spec.workspace->host))
    return bad("the workspace", "\"" + spec.workspace->host + "\"", "an absolute path without ..");
  return llvm::Error::success();
}

bool isVariableName(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

llvm::Error checkTexts(const JailSpec &spec) {
  std::size_t bytes = 0;
  for (const std::string &argument : spec.arguments) {
    bytes += argument.size() + 1;
    if (argument.find('\0') != std::string::npos)
      return bad("an argument", "with a NUL byte", "text that a program can be given");
  }
  for (const EnvironmentVariable &variable : spec.environment) {
    bytes += variable.name.size() + variable.value.size() + 2;
    if (!isVariableName(variable.name))
      return bad("an environment variable's name", "\"" + variable.name + "\"",
                 "letters, digits and _, not starting with a digit");
    if (variable.value.find('\0') != std::string::npos)
      return bad("environment variable " + variable.name, "with a NUL byte", "text");
  }
  if (bytes > bounds::mostArgumentBytes)
    return bad("arguments and environment together", llvm::Twine(bytes) + " bytes",
               "at most " + llvm::Twine(bounds::mostArgumentBytes));
  return checkNumber("the size of standard input", spec.standardInput.size(), 0,
                     bounds::mostInputBytes);
}

} // namespace

llvm::StringRef assay::nameOf(WorkspaceMode mode) {
  switch (mode) {
  case WorkspaceMode::ReadOnly:
    return "read-only";
  case WorkspaceMode::Copy:
    return "copy";
  case WorkspaceMode::Direct:
    return "direct";
  }
  return "";
}

std::optional<WorkspaceMode> assay::findWorkspaceMode(llvm::StringRef name) {
  for (const WorkspaceMode mode :
       {WorkspaceMode::ReadOnly, WorkspaceMode::Copy, WorkspaceMode::Direct})
    if (nameOf(mode) == name)
      return mode;
  return std::nullopt;
}

llvm::Error assay::check(const JailSpec &spec) {
  if (!findProfile(spec.profile)) {
    const auto names = llvm::map_range(profiles(), [](const Profile &p) { return p.name.str(); });
    return bad("profile", "\"" + spec.profile + "\"", "one of " + llvm::join(names, ", "));
  }
  for (const std::string &name : spec.capabilities)
    if (!findCapabilityRule(name))
      return bad("a capability", "\"" + name + "\"", "a word of the taxonomy, as net.connect");
  if (spec.workspace && spec.workspace->mode != WorkspaceMode::ReadOnly &&
      !llvm::is_contained(spec.capabilities, "fs.write"))
    return bad("the workspace", nameOf(spec.workspace->mode), "fs.write among the capabilities");
  if (auto error = checkLimits(spec.limits))
    return error;
  if (auto error = checkMounts(spec))
    return error;
  return checkTexts(spec);
}

json::Object assay::toJson(const ResourceLimits &limits) {
  return json::Object{{"wallMs", limits.wall.count()},
                      {"cpuMs", limits.cpu.count()},
                      {"memoryBytes", static_cast<std::int64_t>(limits.memoryBytes)},
                      {"outputBytes", static_cast<std::int64_t>(limits.outputBytes)},
                      {"fileBytes", static_cast<std::int64_t>(limits.fileBytes)},
                      {"processes", limits.processes},
                      {"openFiles", limits.openFiles}};
}

/// Arguments and paths may hold any bytes; JSON may not.
static std::string jsonSafe(llvm::StringRef text) { return json::fixUTF8(text); }

json::Object assay::toJson(const JailSpec &spec) {
  json::Array capabilities, arguments, environment, mounts;
  for (const std::string &name : spec.capabilities)
    capabilities.push_back(name);
  for (const std::string &argument : spec.arguments)
    arguments.push_back(jsonSafe(argument));
  for (const EnvironmentVariable &variable : spec.environment)
    environment.push_back(jsonSafe(variable.name));
  for (const Mount &mount : spec.mounts)
    mounts.push_back(json::Object{{"host", jsonSafe(mount.host)},
                                  {"inside", jsonSafe(mount.inside)},
                                  {"writable", mount.writable}});
  json::Value workspace = nullptr;
  if (spec.workspace)
    workspace = json::Object{{"host", jsonSafe(spec.workspace->host)},
                             {"mode", nameOf(spec.workspace->mode)}};
  return json::Object{{"profile", spec.profile},
                      {"capabilities", std::move(capabilities)},
                      {"arguments", std::move(arguments)},
                      {"standardInputBytes", static_cast<std::int64_t>(spec.standardInput.size())},
                      {"environment", std::move(environment)},
                      {"mounts", std::move(mounts)},
                      {"workspace", std::move(workspace)},
                      {"limits", toJson(spec.limits)},
                      {"onViolation", spec.onViolation == OnViolation::Stop ? "stop" : "deny"},
                      {"requireLandlock", spec.requireLandlock},
                      {"requireCgroup", spec.requireCgroup}};
}
