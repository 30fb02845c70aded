#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace assay;

static constexpr CommandHelp help{"help", "help [COMMAND]",
                                  "Explains a command, or lists them all.", "assay help run",
                                  "0  explained\n2  there is no such command"};

void assay::printOverview(llvm::raw_ostream &out) {
  out << "usage: assay COMMAND [options]\n\n"
         "A gate for code: judges source, runs what is approved in a jail, records each step.\n";
  std::optional<Chapter> chapter;
  for (const Command &command : commands()) {
    if (chapter != command.chapter)
      out << '\n' << nameOf(command.chapter) << '\n';
    chapter = command.chapter;
    out << "  " << llvm::left_justify(command.name, 10) << "  " << command.summary << '\n';
  }
  out << "\n`assay COMMAND --help` explains one of them, `assay --version` prints the version.\n";
}

static int runHelp(llvm::ArrayRef<std::string> arguments) {
  if (arguments.empty()) {
    printOverview(llvm::outs());
    return ExitClean;
  }
  if (arguments.front() == "help")
    return runHelp({"--help"});
  if (arguments.front().starts_with("-")) {
    Options options(help);
    return options.parse(arguments.take_front()).value_or(ExitClean);
  }
  return dispatch(arguments.front(), {"--help"});
}

static const CommandEntry entry({Chapter::Host, "help", "explain a command", runHelp});
