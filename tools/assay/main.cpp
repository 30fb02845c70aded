#include "grammars/yaml.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <exception>
#include <string>
#include <vector>

using namespace assay;

int assay::dispatch(llvm::StringRef name, llvm::ArrayRef<std::string> arguments) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const Command &command : commands()) {
    if (command.name == name)
      return command.run(arguments);
    names.push_back(command.name);
  }
  const std::string problem =
      ("there is no command `" + name + "`" + suggestion(name, names)).str();
  return fail("", problem + " (see `assay help`)", ExitUsage);
}

static int run(llvm::ArrayRef<std::string> arguments) {
  if (arguments.empty()) {
    printOverview(llvm::errs());
    return ExitUsage;
  }
  const std::string &first = arguments.front();
  if (first == "--version") {
    llvm::outs() << "assay " ASSAY_VERSION "\n";
    return ExitClean;
  }
  if (first == "--help" || first == "-h") {
    printOverview(llvm::outs());
    return ExitClean;
  }
  return dispatch(first, arguments.drop_front());
}

/// What could not be printed was not said: a full disk must not look like a clean scan. A reader
/// that went away (`assay scan | head`) has what it wanted.
static int flushOutput(int exitCode) {
  llvm::outs().flush();
  const std::error_code error = llvm::outs().error();
  llvm::outs().clear_error();
  if (!error || error == std::errc::broken_pipe)
    return exitCode;
  return fail("", "cannot write the output: " + error.message(), ExitIncomplete);
}

int main(int argc, char **argv) {
  // A closed pipe is an error of the write that meets it, not the end of a process that may hold a
  // jail or be about to write a record.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  try {
    return flushOutput(run(arguments));
  } catch (const std::exception &exception) {
    return fail("", std::string("internal error: ") + exception.what(), ExitIncomplete);
  }
}
