#include "runtime/resolved_jail.h"
#include "runtime/launch.h"
#include "runtime/syscalls.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <sys/mount.h>

using namespace assay;
namespace json = llvm::json;

namespace {

struct Line {
  std::string name;
  std::string value;
};

/// What the arguments decide; seccomp_filter.cpp has the values.
std::vector<Line> conditionalCalls(const Permissions &permissions) {
  std::vector<Line> lines = {
      {"clone", permissions.fork ? "without new namespaces" : "threads only"},
      {"execveat", "once, by the jail itself"},
      {"ioctl, fcntl, prctl", "harmless requests"},
      {"prlimit64, setrlimit", "lowering, but RLIMIT_CORE"},
      {"personality", "the default one"},
  };
  if (permissions.exec)
    lines.push_back({"execve", "what the root shows"});
  if (!permissions.executableMemory)
    lines.push_back({"mmap, mprotect", "nothing that was written can be run"});
  lines.push_back({"socketpair", "AF_UNIX"});
  if (permissions.network())
    lines.push_back({"socket", "AF_INET and AF_INET6, streams and datagrams; NETLINK_ROUTE"});
  return lines;
}

std::vector<SyscallSet> setsFor(const Permissions &permissions) {
  std::vector<SyscallSet> sets(baseSyscalls().begin(), baseSyscalls().end());
  if (permissions.fork)
    sets.push_back(forkSyscalls());
  if (permissions.network())
    sets.push_back(networkSyscalls());
  return sets;
}

std::string namesOf(const SyscallSet &set) {
  return llvm::join(llvm::map_range(set.calls, [](const Syscall &call) { return call.name.str(); }),
                    " ");
}

std::vector<Line> limitLines(const ResourceLimits &limits, std::uint32_t threads) {
  const auto text = [](std::uint64_t value) { return std::to_string(value); };
  return {
      {"wall", text(limits.wall.count()) + " ms, by the supervisor's clock"},
      {"cpu", text(limits.cpu.count()) + " ms of all processes, sampled; of each, RLIMIT_CPU"},
      {"memory", text(limits.memoryBytes >> 20) + " MiB of all processes; of each, twice as much "
                                                  "may be reserved (RLIMIT_DATA)"},
      {"output", text(limits.outputBytes >> 10) + " KiB of standard output and error"},
      {"files", text(limits.fileBytes >> 20) + " MiB in /tmp and of each file"},
      {"processes",
       text(limits.processes) + ", and " + text(threads) + " tasks of the interpreter"},
      {"open files", text(limits.openFiles) + " of each process"},
      {"core dumps", "none (RLIMIT_CORE is 1: 0 does not stop pipes)"},
  };
}

const char *nameOf(const RootEntry &entry) {
  switch (entry.kind) {
  case RootEntry::Kind::Folder:
    return "folder";
  case RootEntry::Kind::File:
    return "file";
  case RootEntry::Kind::Link:
    return "link";
  case RootEntry::Kind::Bind:
    return entry.attributes & MOUNT_ATTR_RDONLY ? "read-only" : "writable";
  case RootEntry::Kind::Scratch:
    return "tmpfs";
  case RootEntry::Kind::Processes:
    return "proc";
  }
  return "";
}

std::vector<Line> mountLines(const RootPlan &plan) {
  std::vector<Line> lines;
  for (const RootEntry &entry : llvm::concat<const RootEntry>(plan.room, plan.program))
    if (entry.kind != RootEntry::Kind::Folder && entry.kind != RootEntry::Kind::File)
      lines.push_back({"/" + entry.path, std::string(nameOf(entry)) + " " + entry.source});
  return lines;
}

void printLines(llvm::StringRef title, llvm::ArrayRef<Line> lines, llvm::raw_ostream &out) {
  out << '\n' << title << '\n';
  for (const Line &line : lines)
    out << "  " << llvm::left_justify(line.name, 22) << line.value << '\n';
}

json::Object linesToJson(llvm::ArrayRef<Line> lines) {
  json::Object object;
  for (const Line &line : lines)
    object[json::fixUTF8(line.name)] = json::fixUTF8(line.value);
  return object;
}

} // namespace

llvm::Error assay::explainJail(const JailSpec &spec, llvm::raw_ostream &out) {
  Launch launch;
  if (auto error = planLaunch(spec, ProgramBytes{""}, launch))
    return error;
  out << "runs        " << llvm::join(launch.child.arguments, " ") << "\n";
  out << "granted     " << (spec.capabilities.empty() ? "nothing" : "")
      << llvm::join(spec.capabilities, ", ") << '\n';
  out << "environment " << llvm::join(launch.child.environment, " ") << '\n';
  out << "network     "
      << (launch.permissions.hostNetwork      ? "the host's"
          : launch.permissions.privateNetwork ? "a loopback of its own"
                                              : "none")
      << '\n';
  out << "landlock    ABI " << launch.child.landlock.abi << '\n';
  std::vector<Line> calls;
  for (const SyscallSet &set : setsFor(launch.permissions))
    calls.push_back({set.name.str(), namesOf(set)});
  printLines("system calls, by purpose", calls, out);
  printLines("system calls, by argument", conditionalCalls(launch.permissions), out);
  printLines("root", mountLines(launch.child.root), out);
  printLines("limits", limitLines(spec.limits, findProfile(spec.profile)->threads), out);
  return llvm::Error::success();
}

llvm::Expected<json::Object> assay::explainJailAsJson(const JailSpec &spec) {
  Launch launch;
  if (auto error = planLaunch(spec, ProgramBytes{""}, launch))
    return error;
  json::Object calls;
  for (const SyscallSet &set : setsFor(launch.permissions)) {
    json::Array names;
    for (const Syscall &call : set.calls)
      names.push_back(call.name);
    calls[set.name] = std::move(names);
  }
  return json::Object{
      {"schema", "assay.jail-explain/1"},
      {"spec", toJson(spec)},
      {"landlock", launch.child.landlock.abi},
      {"calls", std::move(calls)},
      {"conditionalCalls", linesToJson(conditionalCalls(launch.permissions))},
      {"root", linesToJson(mountLines(launch.child.root))},
      {"limits", linesToJson(limitLines(spec.limits, findProfile(spec.profile)->threads))}};
}
