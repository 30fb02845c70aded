#include "grammars/yaml.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/overview.h"
#include "tools/assay/page/completions.h"
#include "tools/gate/exit_code.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

static constexpr CommandHelp help{
    "completions", "completions SHELL",
    R"(Prints a script that has a shell complete commands, options and what they take. It is made from the
same declarations as the help texts. Installed packages have it in its place already.)",
    R"(assay completions bash > ~/.local/share/bash-completion/completions/assay
assay completions zsh > ~/.zfunc/_assay       # a folder of fpath
assay completions fish > ~/.config/fish/completions/assay.fish)",
    "0  printed\n2  there is no such shell"};

static int runCompletions(llvm::ArrayRef<std::string> arguments) {
  std::string what;
  llvm::raw_string_ostream out(what);
  llvm::interleave(shells(), out, [&](const Shell &shell) { out << shell.name; }, "|");
  std::string chosen;
  Options options(help);
  options.positional(what.c_str(), chosen, "the shell");
  if (auto status = options.parse(arguments))
    return *status;
  llvm::SmallVector<llvm::StringRef> names;
  for (const Shell &shell : shells()) {
    names.push_back(shell.name);
    if (shell.name == chosen) {
      std::vector<NamedLine> known;
      for (const Command &command : commands())
        known.emplace_back(command.name, command.summary);
      llvm::outs() << shell.before;
      shell.printProgram(known, llvm::outs());
      for (const Command &command : commands())
        command.run({"--help=" + chosen});
      llvm::outs() << shell.after;
      return ExitClean;
    }
  }
  return fail(help.name, "there is no shell `" + chosen + "`" + suggestion(chosen, names),
              ExitUsage);
}

static const CommandEntry entry({Chapter::Host, "completions",
                                 "print a script for a shell's completions", runCompletions});
