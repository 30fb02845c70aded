// Files that somebody's tool runs because of their name and place. A program that was refused
// everything else and can write one of these has only to wait.
#include "runtime/workspace.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

namespace {

struct Executed {
  /// A whole last part ("Makefile"), an ending ("*.pth") or a folder ("hooks/" anywhere in the
  /// path).
  llvm::StringLiteral pattern;
  llvm::StringLiteral by;
};

constexpr Executed table[] = {
    {".git/", "git"},
    {".gitmodules", "git"},
    {".gitattributes", "git"},
    {".husky/", "git"},
    {".githooks/", "git"},
    {".pre-commit-config.yaml", "pre-commit"},
    {"lefthook.yml", "lefthook"},
    {".bashrc", "bash"},
    {".bash_profile", "bash"},
    {".bash_logout", "bash"},
    {".profile", "the login shell"},
    {".zshrc", "zsh"},
    {".zshenv", "zsh"},
    {".zprofile", "zsh"},
    {".config/", "the desktop and its programs"},
    {".ssh/", "ssh"},
    {".envrc", "direnv"},
    {".env", "the shell and many programs"},
    {".vimrc", "vim"},
    {".exrc", "vi"},
    {".gdbinit", "gdb"},
    {".lldbinit", "lldb"},
    {".vscode/", "Visual Studio Code"},
    {".idea/", "the JetBrains editors"},
    {".devcontainer/", "development containers"},
    {".claude/", "a coding assistant"},
    {".cursor/", "a coding assistant"},
    {".mcp.json", "a coding assistant"},
    {".github/", "GitHub"},
    {".gitlab-ci.yml", "GitLab"},
    {".circleci/", "CircleCI"},
    {"Jenkinsfile", "Jenkins"},
    {"azure-pipelines.yml", "Azure"},
    {"Makefile", "make"},
    {"makefile", "make"},
    {"GNUmakefile", "make"},
    {"*.mk", "make"},
    {"CMakeLists.txt", "cmake"},
    {"*.cmake", "cmake"},
    {"CMakePresets.json", "cmake"},
    {"meson.build", "meson"},
    {"configure", "the one who builds"},
    {"justfile", "just"},
    {"Rakefile", "rake"},
    {"Gemfile", "bundler"},
    {"package.json", "npm"},
    {".npmrc", "npm"},
    {".yarnrc.yml", "yarn"},
    {"*.config.js", "its build tool"},
    {"*.config.mjs", "its build tool"},
    {"*.config.cjs", "its build tool"},
    {"*.config.ts", "its build tool"},
    {"node_modules/", "node"},
    {"*.pth", "python, at every start"},
    {"sitecustomize.py", "python, at every start"},
    {"usercustomize.py", "python, at every start"},
    {"conftest.py", "pytest"},
    {"setup.py", "pip"},
    {"setup.cfg", "pip"},
    {"pyproject.toml", "pip"},
    {"noxfile.py", "nox"},
    {"tox.ini", "tox"},
    {"build.rs", "cargo"},
    {".cargo/", "cargo"},
    {"build.gradle", "gradle"},
    {"build.gradle.kts", "gradle"},
    {"gradlew", "the one who builds"},
    {"pom.xml", "maven"},
    {".mvn/", "maven"},
    {"composer.json", "composer"},
    {"Dockerfile", "docker"},
    {"docker-compose.yml", "docker"},
    {"compose.yaml", "docker"},
    {"Vagrantfile", "vagrant"},
    {"crontab", "cron"},
    {"*.service", "systemd"},
    {"*.desktop", "the desktop"},
};

bool matches(llvm::StringRef pattern, llvm::StringRef path) {
  if (pattern.consume_front("*"))
    return path.ends_with(pattern);
  if (pattern.ends_with("/"))
    return path.starts_with(pattern) || path.contains(("/" + pattern).str());
  const auto [folder, name] = path.rsplit('/');
  return (name.empty() ? folder : name) == pattern;
}

} // namespace

llvm::StringRef assay::executorOf(llvm::StringRef path) {
  const auto *found =
      llvm::find_if(table, [&](const Executed &row) { return matches(row.pattern, path); });
  return found == std::end(table) ? llvm::StringRef() : llvm::StringRef(found->by);
}
