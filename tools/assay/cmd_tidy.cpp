#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <cerrno>
#include <cstring>
#include <unistd.h>

using namespace assay;

static constexpr CommandHelp help{
    "tidy", "tidy [--] ARGUMENTS...",
    R"(Runs clang-tidy with assay's rules for C and C++ as checks: assay-<rule-id>.

All arguments are clang-tidy's. Without a -checks among them, assay's checks are run and no others.
clang-tidy does not mind when a module cannot be loaded, and a gate would stay open; this command
does: it ends with 3 when the checks are not there.

Options of the checks, in .clang-tidy or -config, for one check (assay-<rule-id>.Threshold) or all:
  Threshold   LOW, MEDIUM (default), HIGH or BLOCKED: what is below it is not shown
  Rules       rule files, separated by semicolons; assay-custom shows what they find
NOLINT(assay-<rule-id>), -line-filter, -header-filter and -warnings-as-errors work as for any check.)",
    R"(assay tidy -p build src/main.cpp
assay tidy src/main.c -- -Iinclude -std=c17
assay tidy -warnings-as-errors='assay-*' -p build src/*.cpp     for CI
assay tidy -checks='bugprone-*,assay-*' -p build src/main.cpp)",
    R"(3  clang-tidy 19 is not installed, or it did not load the checks; nothing was judged
   else clang-tidy's own: 0, or 1 for an error or what -warnings-as-errors names)"};

namespace {

/// Beside this program's folder, in the build as when installed.
std::string moduleFile() {
  llvm::SmallString<256> path(llvm::sys::fs::getMainExecutable(nullptr, nullptr));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "lib", "assay", "llvm-19");
  llvm::sys::path::append(path, "AssayTidyModule.so");
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

std::optional<std::string> findClangTidy() {
  for (const char *name : {"clang-tidy-19", "/usr/lib/llvm-19/bin/clang-tidy"})
    if (auto found = llvm::sys::findProgramByName(name))
      return *found;
  return std::nullopt;
}

/// Whether clang-tidy has our checks once it was told to load them.
bool loads(const std::string &program, const std::string &module) {
  llvm::SmallString<128> listed;
  if (llvm::sys::fs::createTemporaryFile("assay-tidy", "txt", listed))
    return false;
  const std::string load = "-load=" + module;
  const llvm::StringRef arguments[] = {program, load, "-checks=-*,assay-*", "-list-checks"};
  const std::optional<llvm::StringRef> streams[] = {llvm::StringRef(), llvm::StringRef(listed),
                                                    llvm::StringRef()};
  const int status =
      llvm::sys::ExecuteAndWait(program, arguments, std::nullopt, streams, /*SecondsToWait=*/60);
  auto text = llvm::MemoryBuffer::getFile(listed);
  llvm::sys::fs::remove(listed);
  return status == 0 && text && (*text)->getBuffer().contains(" assay-");
}

} // namespace

static int runTidy(llvm::ArrayRef<std::string> arguments) {
  if (!arguments.empty() &&
      (arguments.front() == "-h" || llvm::StringRef(arguments.front()).starts_with("--help")))
    return *Options(help).parse(arguments.take_front());
  if (!arguments.empty() && arguments.front() == "--")
    arguments = arguments.drop_front();
  if (arguments.empty())
    return fail(help.name, "want arguments for clang-tidy: at least a file", ExitUsage);
  const std::optional<std::string> program = findClangTidy();
  if (!program)
    return fail(help.name, "clang-tidy 19 is not installed: install clang-tidy-19", ExitIncomplete);
  const std::string module = moduleFile();
  if (!llvm::sys::fs::exists(module))
    return fail(help.name, module + " is not there: build the target AssayTidyModule",
                ExitIncomplete);
  if (!loads(*program, module))
    return fail(help.name, *program + " did not load " + module + ": is it another version?",
                ExitIncomplete);
  std::vector<std::string> words{*program, "-load=" + module};
  const bool choosesChecks = llvm::any_of(arguments, [](llvm::StringRef argument) {
    return argument.ltrim('-').starts_with("checks");
  });
  if (!choosesChecks)
    words.push_back("-checks=-*,assay-*");
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char *> pointers;
  for (std::string &word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(program->c_str(), pointers.data());
  return fail(help.name, "cannot start " + *program + ": " + std::strerror(errno), ExitIncomplete);
}

static const CommandEntry entry({Chapter::Judge, "tidy", "judge C and C++ within clang-tidy",
                                 runTidy});
