#include "tools/assay/page/completions.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

// A function for each command, named after it, which tells zsh's _arguments its options.

namespace {

/// In single quotes, with what _arguments takes for signs made plain.
std::string quoted(llvm::StringRef text) {
  std::string safe;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\')
      safe += '\\';
    safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return safe;
}

std::string functionOf(llvm::StringRef command) {
  std::string name = "_assay";
  for (const char c : (" " + command).str())
    name += c == ' ' ? '_' : c;
  return name;
}

/// The action of _arguments that offers the words.
std::string actionOf(const WordChoice &word) {
  switch (word.kind) {
  case WordKind::Text:
    return " ";
  case WordKind::File:
    return "_files";
  case WordKind::Folder:
    return "_files -/";
  case WordKind::Choice:
    return "(" + llvm::join(word.choices, " ") + ")";
  }
  llvm_unreachable("no such kind of word");
}

void printOption(const OptionDescription &option, llvm::raw_ostream &out) {
  for (const std::string &name : option.names) {
    out << " \\\n    '";
    if (option.isRepeatable)
      out << '*';
    else if (option.names.size() > 1)
      out << '(' << llvm::join(option.names, " ") << ')';
    const bool isLong = llvm::StringRef(name).starts_with("--");
    out << name << (!option.what.empty() && isLong ? "=" : "") << '[' << quoted(asLine(option.help))
        << ']';
    if (!option.what.empty())
      out << ':' << quoted(option.what) << ':' << actionOf(valueOf(option));
    out << '\'';
  }
}

void printZsh(const CommandPage &page, llvm::raw_ostream &out) {
  out << functionOf(page.help.name) << "() {\n  _arguments -s";
  for (const OptionDescription &option : page.options)
    if (!option.isArgument())
      printOption(option, out);
  const ArgumentPlaces arguments = argumentsOf(page);
  for (std::size_t i = 0; i < arguments.places.size(); ++i) {
    const bool isRest = arguments.isRepeatable && i + 1 == arguments.places.size();
    out << " \\\n    '" << (isRest ? "*" : std::to_string(i + 1))
        << ":argument:" << actionOf(arguments.places[i]) << '\'';
  }
  out << "\n}\n";
}

void printZshProgram(llvm::ArrayRef<NamedLine> commands, llvm::raw_ostream &out) {
  out << "_assay_commands=(";
  for (const auto &[name, summary] : commands)
    out << "\n  '" << name << ':' << quoted(summary) << '\'';
  out << "\n)\n";
}

} // namespace

const Shell assay::zshShell = {"zsh",
                               R"(#compdef assay
# zsh completion for assay, made by `assay completions zsh`
typeset -ga _assay_commands
)",
                               R"(
_assay() {
  if (( CURRENT == 2 )); then
    _describe -t commands 'command of assay' _assay_commands
    return
  fi
  # The longest command: "audit verify" has a function of its own.
  local name=_assay_${words[2]} depth=2
  while (( depth + 1 < CURRENT && $+functions[${name}_${words[depth + 1]}] )); do
    name+=_${words[depth + 1]}
    (( depth += 1 ))
  done
  shift $(( depth - 1 )) words
  (( CURRENT -= depth - 1 ))
  (( $+functions[$name] )) && $name
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _assay "$@"
else
  compdef _assay assay
fi
)",
                               printZsh, printZshProgram};
