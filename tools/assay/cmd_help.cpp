#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace assay;

static constexpr CommandHelp help{"help", "help [COMMAND]",
                                  "Explains a command, or lists them all.", "assay help run",
                                  "0  explained\n2  there is no such command"};

static llvm::StringRef heading(Chapter chapter) {
  switch (chapter) {
  case Chapter::Judge:
    return "judge and run";
  case Chapter::Log:
    return "what happened";
  case Chapter::Connect:
    return "other programs";
  case Chapter::Configure:
    return "what is in force";
  case Chapter::Host:
    return "this host, and help";
  }
  llvm_unreachable("no such chapter");
}

void assay::printOverview(llvm::raw_ostream &out) {
  out << "usage: assay COMMAND [options]\n\n"
         "A gate for code: judges source, runs what is approved in a jail, records each step.\n";
  std::optional<Chapter> chapter;
  for (const Command &command : commands()) {
    if (chapter != command.chapter)
      out << '\n' << heading(command.chapter) << '\n';
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
  if (arguments.front() == "help" || arguments.front().starts_with("-")) {
    Options options(help);
    return options.parse({"--help"}).value_or(ExitClean);
  }
  return dispatch(arguments.front(), {"--help"});
}

static const CommandEntry entry({Chapter::Host, "help", "explain a command", runHelp});
