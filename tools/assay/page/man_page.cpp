#include "tools/assay/page/man_page.h"
#include "tools/assay/command.h"
#include "tools/assay/page/page.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

std::string assay::manText(llvm::StringRef text) {
  std::string safe;
  bool isLineStart = true;
  for (const char c : text) {
    if (isLineStart && (c == '.' || c == '\''))
      safe += "\\&";
    isLineStart = c == '\n';
    // What a formatter would turn into typographic signs stays what people type.
    switch (c) {
    case '\\':
      safe += "\\e";
      break;
    case '-':
      safe += "\\-";
      break;
    case '\'':
      safe += "\\(aq";
      break;
    case '`':
      safe += "\\(ga";
      break;
    case '^':
      safe += "\\(ha";
      break;
    case '~':
      safe += "\\(ti";
      break;
    default:
      safe += c;
    }
  }
  return safe;
}

std::string assay::manName(llvm::StringRef command) {
  std::string name = "assay";
  for (const char c : command.empty() ? std::string() : (" " + command).str())
    name += c == ' ' ? '-' : c;
  return name;
}

void assay::printManTitle(llvm::StringRef command, llvm::StringRef summary,
                          llvm::raw_ostream &out) {
  const std::string name = manName(command);
  out << ".TH " << manText(llvm::StringRef(name).upper())
      << " 1 \"" ASSAY_DATE "\" \"assay " ASSAY_VERSION "\"\n.SH NAME\n"
      << manText(name) << " \\- " << manText(summary) << '\n';
}

namespace {

/// As it stands, line by line.
void printLiteral(llvm::StringRef text, llvm::raw_ostream &out) {
  out << ".EX\n" << manText(text.rtrim('\n')) << "\n.EE\n";
}

bool isIndented(llvm::StringRef line) { return line.starts_with(" "); }

/// Prose in paragraphs; what is indented stays as it stands.
void printProse(llvm::StringRef text, llvm::raw_ostream &out) {
  bool isLiteral = false;
  bool needsBreak = false;
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    text = rest;
    if (line.empty()) {
      needsBreak = true;
      continue;
    }
    if (isLiteral && !isIndented(line)) {
      out << ".EE\n";
      needsBreak = true;
    }
    if (needsBreak || (!isLiteral && isIndented(line)))
      out << (isLiteral && isIndented(line) ? "\n" : ".PP\n");
    if (!isLiteral && isIndented(line))
      out << ".EX\n";
    isLiteral = isIndented(line);
    needsBreak = false;
    out << manText(line) << '\n';
  }
  if (isLiteral)
    out << ".EE\n";
}

/// A list of choices may go on in the next line.
std::string breakable(llvm::StringRef choices) {
  std::string text;
  for (const char c : choices)
    text += c == '|' ? std::string("|\\:") : std::string(1, c);
  return text;
}

void printOption(const OptionDescription &option, llvm::raw_ostream &out) {
  out << ".TP\n";
  llvm::interleave(
      option.names, out, [&](const std::string &name) { out << "\\fB" << manText(name) << "\\fR"; },
      ", ");
  if (!option.names.empty() && !option.what.empty())
    out << ' ';
  if (!option.what.empty())
    out << "\\fI" << breakable(manText(option.what)) << "\\fR";
  // The lines of a list in a help text begin with a name and a colon; each stays one.
  out << '\n';
  llvm::interleave(
      llvm::split(option.help, '\n'), out, [&](llvm::StringRef line) { out << manText(line); },
      llvm::StringRef(option.help).contains(":\n") ? "\n.br\n" : "\n");
  out << '\n';
}

void printLiteralSection(llvm::StringRef title, llvm::StringRef text, llvm::raw_ostream &out) {
  if (text.empty())
    return;
  out << ".SH " << title << '\n';
  printLiteral(text, out);
}

/// For lists of pages: what the list of commands says, else the first sentence of the description,
/// without its full stop.
std::string summaryOf(const CommandHelp &help) {
  for (const Command &command : commands())
    if (command.name == help.name)
      return command.summary.str();
  const llvm::StringRef description = help.description;
  std::string line = description.split("\n\n").first.str();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return llvm::StringRef(line).split(". ").first.rtrim('.').str();
}

} // namespace

void assay::printManPage(const CommandPage &page, llvm::raw_ostream &out) {
  const CommandHelp &help = page.help;
  printManTitle(help.name, summaryOf(help), out);
  out << ".SH SYNOPSIS\n";
  printLiteral(("assay " + help.synopsis).str(), out);
  out << ".SH DESCRIPTION\n";
  printProse(help.description, out);
  out << ".SH OPTIONS\n";
  for (const OptionDescription &option : page.options)
    printOption(option, out);
  printLiteralSection("EXAMPLES", help.examples, out);
  printLiteralSection("\"EXIT STATUS\"", help.exitCodes, out);
  out << ".SH \"SEE ALSO\"\n\\fBassay\\fR(1)\n";
}
