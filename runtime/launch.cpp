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
  launch.executable = "/bin/sh";
  launch.arguments = {"sh", "-c", "\"$@\" && cat /tmp/program", "sh", *compiler};
  for (const llvm::StringRef argument : profile.compilerArguments)
    launch.arguments.push_back(argument.str());
  for (const char *argument : {"-o", "/tmp/program"})
    launch.arguments.push_back(argument);
  launch.arguments.push_back("/program/" + profile.file.str());
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
    launch.executable = *executable;
  } else {
    launch.executable = path;
  }
  launch.arguments.push_back(command ? command->name : launch.executable);
  if (command || profile.interpreters.empty())
    return llvm::Error::success();
  for (const llvm::StringRef argument : profile.arguments)
    launch.arguments.push_back(argument.str());
  launch.arguments.push_back(path);
  return llvm::Error::success();
}

static void planEnvironment(const JailSpec &spec, const Profile &profile, Launch &launch) {
  for (const Profile::Variable &variable : profile.environment)
    if (llvm::none_of(spec.environment, [&](const auto &own) { return own.name == variable.name; }))
      launch.environment.push_back((variable.name + "=" + variable.value).str());
  for (const EnvironmentVariable &variable : spec.environment)
    launch.environment.push_back(variable.name + "=" + variable.value);
}

/// As execve(2) wants them. The kernel does not write through these pointers.
static std::vector<char *> pointersTo(std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string &text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

static bool copiesWorkspace(const JailSpec &spec) {
  return spec.workspace && spec.workspace->mode == WorkspaceMode::Copy;
}

static void connectPlan(const JailSpec &spec, Launch &launch) {
  launch.argumentPointers = pointersTo(launch.arguments);
  launch.environmentPointers = pointersTo(launch.environment);
  ChildPlan &child = launch.child;
  child.root = &launch.root;
  child.landlock = &launch.landlock;
  child.limits = &launch.processLimits;
  child.filter = {static_cast<unsigned short>(launch.filter.size()), launch.filter.data()};
  child.identity = jailIdentity();
  child.passWorkspace = copiesWorkspace(spec);
  child.bringLoopbackUp = launch.permissions.privateNetwork;
  child.executable = launch.executable.c_str();
  child.folder = launch.folder.c_str();
  child.arguments = launch.argumentPointers.data();
  child.environment = launch.environmentPointers.data();
  child.executableDescriptor = spec.limits.openFiles;
}

llvm::Error assay::planLaunch(const JailSpec &spec, const Program &program, Launch &launch) {
  if (auto error = check(spec))
    return error;
  const Profile &profile = *findProfile(spec.profile);
  launch.permissions = permissionsFor(spec, profile);
  const int abi = landlockAbi();
  if (spec.requireLandlock && abi == 0)
    return llvm::createStringError("landlock: this kernel has none, or it is switched off; it "
                                   "needs Linux 5.13 with CONFIG_SECURITY_LANDLOCK and `landlock` "
                                   "in the boot parameter lsm=");
  launch.landlock = planLandlock(spec, launch.permissions, abi);
  launch.processLimits = processLimits(spec.limits, profile);
  if (auto error = planCommand(profile, program, launch))
    return error;
  for (const std::string &argument : spec.arguments)
    launch.arguments.push_back(argument);
  planEnvironment(spec, profile, launch);
  launch.folder = spec.workspace ? "/work" : "/tmp";

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
  launch.root = std::move(*root);
  launch.filter = seccompFilter(launch.permissions, {spec.limits.openFiles});
  connectPlan(spec, launch);
  return llvm::Error::success();
}
