#include "runtime/launch.h"
#include "runtime/seccomp_filter.h"
#include "runtime/workspace.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <unistd.h>

using namespace assay;

static bool canExecute(llvm::StringRef path) { return access(path.str().c_str(), X_OK) == 0; }

static llvm::Expected<std::string> findFirst(const Profile &profile, llvm::StringRef what,
                                             llvm::ArrayRef<llvm::StringLiteral> paths) {
  const auto *found = llvm::find_if(paths, canExecute);
  if (found != paths.end())
    return found->str();
  return llvm::createStringError(what + " of profile " + profile.name + " not found: no " +
                                 llvm::join(paths, ", no ") + "; install it");
}

static llvm::Expected<std::string> findCommand(const std::string &name) {
  const bool isPath = name.find('/') != std::string::npos;
  for (const char *folder : {"/usr/bin/", "/bin/"})
    if (!isPath && canExecute(folder + name))
      return folder + name;
  if (isPath && name[0] == '/')
    return name;
  return llvm::createStringError("command " + name +
                                 " not found: give an absolute path, or a name in /usr/bin");
}

/// Linkers need a file that they can seek in, so a shell passes it on afterwards. Its text is ours
/// alone; the words are its arguments.
static llvm::Error planCompiler(const Profile &profile, Launch &launch) {
  auto compiler = findFirst(profile, "compiler", profile.compilers);
  if (!compiler)
    return compiler.takeError();
  launch.child.executable = "/bin/sh";
  launch.child.arguments = {"sh", "-c", "\"$@\" && cat /tmp/program", "sh", *compiler};
  for (const llvm::StringRef argument : profile.compilerArguments)
    launch.child.arguments.push_back(argument.str());
  for (const char *argument : {"-o", "/tmp/program"})
    launch.child.arguments.push_back(argument);
  launch.child.arguments.push_back("/program/" + profile.file.str());
  return llvm::Error::success();
}

static llvm::StringRef bytesOf(const Program &program) {
  if (const auto *bytes = std::get_if<ProgramBytes>(&program))
    return bytes->bytes;
  if (const auto *source = std::get_if<SourceToCompile>(&program))
    return source->bytes;
  return "";
}

/// The executable and the arguments up to the program's own.
static llvm::Error planCommand(const Profile &profile, const Program &program, Launch &launch) {
  if (std::holds_alternative<SourceToCompile>(program))
    return planCompiler(profile, launch);
  const auto *command = std::get_if<HostCommand>(&program);
  const std::string path = "/program/" + profile.file.str();
  if (command || !profile.interpreters.empty()) {
    auto executable = command ? findCommand(command->name)
                              : findFirst(profile, "interpreter", profile.interpreters);
    if (!executable)
      return executable.takeError();
    launch.child.executable = *executable;
  } else {
    launch.child.executable = path;
  }
  launch.child.arguments.push_back(command ? command->name : launch.child.executable);
  if (command || profile.interpreters.empty())
    return llvm::Error::success();
  for (const llvm::StringRef argument : profile.arguments)
    launch.child.arguments.push_back(argument.str());
  launch.child.arguments.push_back(path);
  return llvm::Error::success();
}

static void planEnvironment(const JailSpec &spec, const Profile &profile, Launch &launch) {
  for (const Profile::Variable &variable : profile.environment)
    if (llvm::none_of(spec.environment, [&](const auto &own) { return own.name == variable.name; }))
      launch.child.environment.push_back((variable.name + "=" + variable.value).str());
  for (const EnvironmentVariable &variable : spec.environment)
    launch.child.environment.push_back(variable.name + "=" + variable.value);
}

static bool copiesWorkspace(const JailSpec &spec) {
  return spec.workspace && spec.workspace->mode == WorkspaceMode::Copy;
}

llvm::Error assay::planLaunch(const JailSpec &spec, const Program &program, Launch &launch) {
  if (auto error = check(spec))
    return error;
  const Profile &profile = *findProfile(spec.profile);
  launch.permissions = permissionsFor(spec, profile);
  launch.child.namespaces = namespaceFlags(launch.permissions);
  launch.child.identity = jailIdentity();
  launch.child.bringLoopbackUp = launch.permissions.privateNetwork;
  launch.child.passWorkspace = copiesWorkspace(spec);
  const int abi = landlockAbi();
  if (spec.requireLandlock && abi == 0)
    return llvm::createStringError("landlock: this kernel has none, or it is switched off; it "
                                   "needs Linux 5.13 with CONFIG_SECURITY_LANDLOCK and `landlock` "
                                   "in the boot parameter lsm=");
  launch.child.landlock = planLandlock(spec, launch.permissions, abi);
  launch.child.limits = processLimits(spec.limits, profile);
  if (auto error = planCommand(profile, program, launch))
    return error;
  for (const std::string &argument : spec.arguments)
    launch.child.arguments.push_back(argument);
  planEnvironment(spec, profile, launch);
  launch.child.folder = spec.workspace ? "/work" : "/tmp";

  if (copiesWorkspace(spec)) {
    auto tree = readWorkspace(spec.workspace->host);
    if (!tree)
      return tree.takeError();
    launch.workspace = std::move(*tree);
  }
  const bool isCommand = std::holds_alternative<HostCommand>(program);
  auto root = planRoot(spec, launch.permissions, isCommand ? "" : llvm::StringRef(profile.file),
                       bytesOf(program), launch.workspace);
  if (!root)
    return root.takeError();
  launch.child.root = std::move(*root);
  launch.child.filter = seccompFilter(launch.permissions, {spec.limits.openFiles});
  launch.child.executableDescriptor = spec.limits.openFiles;
  return llvm::Error::success();
}
