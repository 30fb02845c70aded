#include "tools/assay/page/page.h"
#include "tools/assay/page/completions.h"

using namespace assay;

static void printName(const CommandPage &page, llvm::raw_ostream &out) {
  out << page.help.name << '\n';
}

static const Shell *findShell(llvm::StringRef name) {
  for (const Shell &shell : shells())
    if (shell.name == name)
      return &shell;
  return nullptr;
}

PageForm *assay::findPageForm(llvm::StringRef name) {
  static constexpr struct {
    llvm::StringLiteral name;
    PageForm *print;
  } forms[] = {{"text", printTextPage}, {"man", printManPage}, {"name", printName}};
  for (const auto &form : forms)
    if (form.name == name)
      return form.print;
  const Shell *shell = findShell(name);
  return shell ? shell->print : nullptr;
}

bool assay::isOfAllCommands(llvm::StringRef argument) {
  return argument.consume_front("--help=") && (argument == "name" || findShell(argument));
}
