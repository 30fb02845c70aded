#include "tools/assay/child_process.h"
#include "tools/assay/git.h"
#include "tools/assay/hook/installation.h"
#include "tools/gate/session.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <filesystem>

using namespace assay;
namespace fs = std::filesystem;

namespace {

/// A line of the script by which we know it for ours.
constexpr llvm::StringLiteral mark = "# Installed by `assay hook git install`";
constexpr llvm::StringLiteral scan = "scan --staged --new-since HEAD";

constexpr std::size_t maxScriptBytes = 1u << 20;

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

std::string scriptFor(const HookPlace &place) {
  return ("#!/bin/sh\n" + mark + ": judges what is staged.\n" + "exec " + shellWord(place.program) +
          " " + scan + "\n")
      .str();
}

struct GitHook {
  fs::path path;
  /// Empty if there is none.
  std::string script;
};

llvm::Expected<GitHook> hookAt(const HookPlace &place) {
  auto repository = GitRepository::open(place.folder);
  if (!repository)
    return repository.takeError();
  auto folder = repository->hooksFolder();
  if (!folder)
    return folder.takeError();
  GitHook hook{fs::path(*folder) / "pre-commit", ""};
  std::error_code error;
  if (!fs::exists(hook.path, error))
    return hook;
  auto script = readText(hook.path.string(), maxScriptBytes);
  if (!script)
    return script.takeError();
  hook.script = std::move(*script);
  return hook;
}

bool isOurs(llvm::StringRef script) { return script.contains(mark); }

llvm::Error writeScript(const fs::path &path, llvm::StringRef script) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  {
    llvm::raw_fd_ostream out(path.string(), error);
    if (!error)
      out << script;
  }
  if (!error)
    fs::permissions(path, fs::perms(0755), error);
  return error ? failure("cannot write " + path.string() + ": " + error.message())
               : llvm::Error::success();
}

/// Stages `text` in a new repository at `folder` and commits through the hook. The status of the
/// commit, or why there is none.
llvm::Expected<int> commitThrough(const fs::path &hook, const std::string &folder,
                                  llvm::StringRef text) {
  if (llvm::Error error = writeScript(fs::path(folder) / "a.sh", text))
    return error;
  const std::vector<std::vector<std::string>> commands = {
      {"git", "-C", folder, "init", "--quiet"},
      {"git", "-C", folder, "add", "a.sh"},
      {"git", "-C", folder, "-c", "core.hooksPath=" + hook.parent_path().string(), "-c",
       "user.name=assay", "-c", "user.email=assay@localhost", "-c", "commit.gpgSign=false",
       "commit", "--quiet", "--message", "a trial"}};
  int status = 0;
  for (const std::vector<std::string> &command : commands) {
    auto result = runChild(command, "", {}, maxScriptBytes);
    if (!result)
      return result.takeError();
    status = result->status;
  }
  return status;
}

/// The same in a temporary folder of its own.
llvm::Expected<int> trialCommit(const fs::path &hook, llvm::StringRef text) {
  llvm::SmallString<128> folder;
  if (const std::error_code error = llvm::sys::fs::createUniqueDirectory("assay-trial", folder))
    return failure("cannot make a temporary folder: " + error.message());
  const auto remove = llvm::make_scope_exit([&] {
    std::error_code error;
    fs::remove_all(folder.c_str(), error);
  });
  return commitThrough(hook, folder.str().str(), text);
}

} // namespace

llvm::Expected<std::string> assay::installGit(const HookPlace &place) {
  auto hook = hookAt(place);
  if (!hook)
    return hook.takeError();
  if (!hook->script.empty() && !isOurs(hook->script))
    return failure(hook->path.string() + " is a hook of somebody else; add this line to it: " +
                   shellWord(place.program) + " " + scan + " || exit 1");
  if (hook->script == scriptFor(place))
    return hook->path.string() + " is the hook already";
  if (llvm::Error error = writeScript(hook->path, scriptFor(place)))
    return error;
  return "installed as " + hook->path.string();
}

llvm::Expected<std::string> assay::uninstallGit(const HookPlace &place) {
  auto hook = hookAt(place);
  if (!hook)
    return hook.takeError();
  if (!isOurs(hook->script))
    return hook->path.string() +
           (hook->script.empty() ? " is not there" : " is a hook of somebody else");
  std::error_code error;
  if (!fs::remove(hook->path, error))
    return failure("cannot remove " + hook->path.string() + ": " + error.message());
  return "removed " + hook->path.string();
}

llvm::Expected<std::string> assay::examineGit(const HookPlace &place) {
  auto hook = hookAt(place);
  if (!hook)
    return hook.takeError();
  if (!isOurs(hook->script))
    return failure(hook->path.string() +
                   " does not start assay; `assay hook git install` makes it");
  auto harmless = trialCommit(hook->path, "echo hello\n");
  if (!harmless)
    return harmless.takeError();
  auto harmful = trialCommit(hook->path, "rm -rf /\n");
  if (!harmful)
    return harmful.takeError();
  if (*harmless != 0 || *harmful == 0)
    return failure("the hook does not do its work: a harmless commit ends with " +
                   llvm::Twine(*harmless) + ", want 0; a harmful one with " +
                   llvm::Twine(*harmful) + ", want another");
  return hook->path.string() + " lets a harmless commit pass and stops a harmful one";
}
