#include "tools/assay/page/page.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

namespace {

/// Width of the column of option names in help texts.
constexpr unsigned nameColumn = 26;

void printIndented(llvm::StringRef text, llvm::raw_ostream &out) {
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    if (!line.empty())
      out << "  " << line;
    out << '\n';
    text = rest;
  }
}

void printSection(llvm::StringRef title, llvm::StringRef text, llvm::raw_ostream &out) {
  if (text.empty())
    return;
  out << '\n' << title << '\n';
  printIndented(text, out);
}

/// "--jobs N", "-h, --help", "PATH".
std::string nameOf(const OptionDescription &option) {
  std::string name = llvm::join(option.names, ", ");
  if (!name.empty() && !option.what.empty())
    name += ' ';
  return name + option.what;
}

void printOption(const OptionDescription &option, llvm::raw_ostream &out) {
  const std::string name = nameOf(option);
  out << "  " << name;
  if (name.size() + 2 > nameColumn)
    (out << '\n').indent(nameColumn + 2);
  else
    out.indent(nameColumn - static_cast<unsigned>(name.size()));
  for (llvm::StringRef text = option.help; !text.empty();) {
    const auto [line, rest] = text.split('\n');
    out << line << '\n';
    if (!rest.empty())
      out.indent(nameColumn + 2);
    text = rest;
  }
}

} // namespace

void assay::printTextPage(const CommandPage &page, llvm::raw_ostream &out) {
  const CommandHelp &help = page.help;
  out << "usage: assay " << help.synopsis << "\n\n" << help.description << "\n\noptions\n";
  for (const OptionDescription &option : page.options)
    printOption(option, out);
  printSection("examples", help.examples, out);
  printSection("exit status", help.exitCodes, out);
}
