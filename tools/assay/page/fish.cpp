#include "tools/assay/page/completions.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

// A line for each option, with the command after which it may be typed as its condition.

namespace {

std::string quoted(llvm::StringRef text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      safe += '\\';
    safe += c;
  }
  return safe + "'";
}

/// What fish is to offer for a value.
std::string wordsOf(const WordChoice &word) {
  switch (word.kind) {
  case WordKind::Text:
    return " -x";
  case WordKind::File:
    return " -r -F";
  case WordKind::Folder:
    return " -x -a '(__fish_complete_directories)'";
  case WordKind::Choice:
    return " -x -a " + quoted(llvm::join(word.choices, " "));
  }
  llvm_unreachable("no such kind of word");
}

void printFish(const CommandPage &page, llvm::raw_ostream &out) {
  const std::string start = "complete -c assay -n ";
  for (const OptionDescription &option : page.options) {
    if (option.isArgument())
      continue;
    out << start << quoted(("__assay_at " + page.help.name).str());
    for (llvm::StringRef name : option.names)
      out << (name.starts_with("--") ? " -l " : " -s ") << name.ltrim('-');
    out << (option.what.empty() ? "" : wordsOf(valueOf(option))) << " -d "
        << quoted(asLine(option.help)) << '\n';
  }
  const ArgumentPlaces arguments = argumentsOf(page);
  for (std::size_t i = 0; i < arguments.places.size(); ++i) {
    const bool isRest = arguments.isRepeatable && i + 1 == arguments.places.size();
    const std::string number = (isRest ? "-ge " : "-eq ") + std::to_string(i);
    out << start << quoted(("__assay_argument " + number + " " + page.help.name).str())
        << wordsOf(arguments.places[i]) << '\n';
  }
}

void printFishProgram(llvm::ArrayRef<NamedLine> commands, llvm::raw_ostream &out) {
  for (const auto &[name, summary] : commands)
    out << "complete -c assay -n '__assay_argument -eq 0' -a " << name << " -d " << quoted(summary)
        << '\n';
}

} // namespace

const Shell assay::fishShell = {"fish",
                                R"(# fish completion for assay, made by `assay completions fish`

# Whether the words after `assay` begin with these.
function __assay_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l count (count $argv)
    test $count -eq 0; and return 0
    test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
end

# Whether so many words that are no options follow a command: -eq 0 audit verify
function __assay_argument
    set -l path $argv[3..-1]
    __assay_at $path; or return 1
    set -l words (commandline -opc)
    set -l rest $words[(math 2 + (count $path))..-1]
    set -l plain (string match -v -- '-*' $rest)
    test (count $plain) $argv[1] $argv[2]
end

complete -c assay -f
)",
                                "", printFish, printFishProgram};
