#ifndef ASSAY_RUNTIME_JAIL_SPEC_H
#define ASSAY_RUNTIME_JAIL_SPEC_H

#include "runtime/resource_limits.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A folder or file of the host shown inside the jail. Nothing in it can be a device or gain
/// privileges by being run.
struct Mount {
  /// Absolute. Symbolic links are followed on the host, before anything runs.
  std::string host;
  /// Absolute, and inside the jail.
  std::string inside;
  bool writable = false;
};

/// What happens to what a program does to its workspace.
enum class WorkspaceMode : std::uint8_t {
  /// It cannot do anything.
  ReadOnly,
  /// It happens to a copy; ExecutionResult::changes tells what, and the host's folder stays as it
  /// is until the caller commits a change.
  Copy,
  /// It happens on the host, at once.
  Direct,
};

/// "read-only", "copy", "direct".
llvm::StringRef nameOf(WorkspaceMode mode);
std::optional<WorkspaceMode> findWorkspaceMode(llvm::StringRef name);

/// The folder a program works on: /work in the jail, and the current folder.
struct Workspace {
  /// Absolute, and a folder.
  std::string host;
  /// Copy and Direct need fs.write among the capabilities.
  WorkspaceMode mode = WorkspaceMode::ReadOnly;
};

/// What happens to a program that asks for what it was not granted. It gets an error either way.
enum class OnViolation : std::uint8_t {
  /// The call fails and is reported. The program lives to say where in its source that was.
  Deny,
  /// The program is killed at its first violation.
  Stop,
};

struct EnvironmentVariable {
  std::string name;
  std::string value;
};

/// A jail, fully described before anything is forked. Plain data; the default grants nothing.
///
/// Seccomp, namespaces, the private root and the rlimits are never optional. What the caller says
/// here is what the program may do, in the words of the capability taxonomy; permissions.h maps
/// them onto the kernel.
struct JailSpec {
  /// A name from runtime/profiles: python3, node, bash, native, c, cpp.
  std::string profile = "native";
  /// Granted, by their taxonomy names ("net.connect"). Some words open nothing, whoever grants
  /// them: see permissions.h.
  std::vector<std::string> capabilities;
  /// After the program's own name.
  std::vector<std::string> arguments;
  /// All that the program can read from standard input.
  std::string standardInput;
  /// Besides the profile's own. Nothing is inherited from the caller.
  std::vector<EnvironmentVariable> environment;
  std::vector<Mount> mounts;
  std::optional<Workspace> workspace;
  ResourceLimits limits;
  OnViolation onViolation = OnViolation::Deny;
  /// Refuse to run where the kernel has no Landlock, or no cgroup can be made. Without these the
  /// other layers still hold; ExecutionResult::layers says which did. A cgroup of version 1 costs
  /// 5 to 20 ms and is only used if one is required.
  bool requireLandlock = false;
  bool requireCgroup = false;
};

/// Bounds that no JailSpec may pass. They keep arithmetic and the host sane, not programs useful.
namespace jail_bounds {
/// A day: longer work does not belong into a gate.
inline constexpr std::chrono::hours longestWall{24};
/// Less, and the dynamic loader cannot start anything.
inline constexpr std::uint64_t leastMemoryBytes = 4u << 20;
inline constexpr std::uint64_t mostMemoryBytes = std::uint64_t{1} << 40;
inline constexpr std::uint64_t mostOutputBytes = std::uint64_t{1} << 30;
inline constexpr std::uint64_t mostFileBytes = std::uint64_t{1} << 40;
inline constexpr std::uint32_t mostProcesses = 4'096;
/// Standard streams and what a loader opens at the same time.
inline constexpr std::uint32_t leastOpenFiles = 8;
/// Half of Linux's usual hard limit (4096): the supervisor needs numbers above it.
inline constexpr std::uint32_t mostOpenFiles = 2'048;
/// What Linux takes for arguments and environment together (a quarter of an 8 MiB stack).
inline constexpr std::size_t mostArgumentBytes = 2u << 20;
inline constexpr std::size_t mostProgramBytes = 256u << 20;
inline constexpr std::size_t mostInputBytes = 256u << 20;
inline constexpr std::size_t mostMounts = 64;
} // namespace jail_bounds

/// Fails if the spec contradicts itself or passes a bound; the message names the field, what it
/// was and what was expected. Reads no file; the host is looked at when the jail is built.
llvm::Error check(const JailSpec &spec);

/// For the audit log and for people. Of standard input only the size is told, of environment
/// variables only the names: their values may be secret.
llvm::json::Object toJson(const JailSpec &spec);
llvm::json::Object toJson(const ResourceLimits &limits);

} // namespace assay

#endif // ASSAY_RUNTIME_JAIL_SPEC_H
