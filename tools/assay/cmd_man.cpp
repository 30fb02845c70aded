#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/assay/page/man_page.h"
#include "tools/gate/exit_code.h"

using namespace assay;

static constexpr CommandHelp help{
    "man", "man [COMMAND...] | man --list",
    R"(Prints the manual page of a command, or that of assay, in the macros of man(7). It is made from the
same declarations as the help texts. Installed packages have the pages in their place already.)",
    R"(assay man scan | man -l -
assay man audit verify > assay-audit-verify.1
assay man --list                     # all commands that have one)",
    "0  printed\n2  there is no such command"};

static void printProgramPage(llvm::raw_ostream &out) {
  printManTitle("", "a gate for code", out);
  out << ".SH SYNOPSIS\n\\fBassay\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n"
         "Judges source, runs what is approved in a jail, and records each step in a log that "
         "nobody\n"
         "can quietly rewrite.\n.SH COMMANDS\n";
  std::optional<Chapter> chapter;
  for (const Command &command : commands()) {
    if (chapter != command.chapter)
      out << ".SS " << manText(nameOf(command.chapter)) << '\n';
    chapter = command.chapter;
    out << ".TP\n\\fB" << manText(manName(command.name)) << "\\fR(1)\n"
        << manText(command.summary) << '\n';
  }
}

static int runMan(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> words;
  bool isList = false;
  Options options(help);
  options.flag("--list", isList, "name all commands that have a page, one on a line");
  options.optionalPositionals("COMMAND", words, "a command, such as audit verify");
  if (auto status = options.parse(arguments))
    return *status;
  if (isList) {
    for (const Command &command : commands())
      command.run({"--help=name"});
    return ExitClean;
  }
  if (words.empty()) {
    printProgramPage(llvm::outs());
    return ExitClean;
  }
  const std::string command = words.front();
  words.erase(words.begin());
  words.push_back("--help=man");
  return dispatch(command, words);
}

static const CommandEntry entry({Chapter::Host, "man", "print a manual page", runMan});
