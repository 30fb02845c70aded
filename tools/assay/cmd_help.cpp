#include "tools/assay/command.h"
#include "tools/assay/commands.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace assay;

static constexpr CommandHelp help{"help", "help [COMMAND]",
                                  "Explains a command, or lists them all.", "assay help run",
                                  "0  explained\n2  there is no such command"};

void assay::printOverview(llvm::raw_ostream &out) {
  out << "usage: assay COMMAND [options]\n\n"
         "A gate for code: judges source, runs what is approved in a jail, records each step.\n\n"
         "commands\n";
  for (const Command &command : commands())
    out << "  " << llvm::left_justify(command.name, 10) << "  " << command.summary << '\n';
  out << "\n`assay COMMAND --help` explains one of them, `assay --version` prints the version.\n";
}

int assay::runHelp(llvm::ArrayRef<std::string> arguments) {
  if (arguments.empty()) {
    printOverview(llvm::outs());
    return ExitClean;
  }
  if (arguments.front() == "help" || arguments.front().starts_with("-")) {
    Options options(help);
    return options.parse({"--help"}).value_or(ExitClean);
  }
  return dispatch(arguments.front(), {"--help"});
}
