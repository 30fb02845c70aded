#include "tools/assay/page/completions.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

// The script is data, a few words for each command, and one function that reads them. The words of
// a command are kept by what has been typed: "assay scan", "assay audit verify".

namespace {

/// In single quotes, as bash reads them.
std::string quoted(llvm::StringRef text) {
  std::string safe = "'";
  for (const char c : text)
    safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + "'";
}

/// What compgen is to offer; "<file>" and its like are for the function below.
std::string wordsOf(const WordChoice &word) {
  switch (word.kind) {
  case WordKind::Text:
    return "<text>";
  case WordKind::File:
    return "<file>";
  case WordKind::Folder:
    return "<folder>";
  case WordKind::Choice:
    return llvm::join(word.choices, " ");
  }
  llvm_unreachable("no such kind of word");
}

void printRow(llvm::StringRef table, llvm::StringRef key, llvm::StringRef words,
              llvm::raw_ostream &out) {
  out << "_assay_" << table << '[' << quoted(key) << "]=" << quoted(words) << '\n';
}

void printBash(const CommandPage &page, llvm::raw_ostream &out) {
  const std::string path = ("assay " + page.help.name).str();
  std::vector<std::string> names;
  for (const OptionDescription &option : page.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    for (const std::string &name : option.names)
      if (!option.what.empty())
        printRow("values", path + " " + name, wordsOf(valueOf(option)), out);
  }
  printRow("options", path, llvm::join(names, " "), out);
  std::vector<std::string> places;
  const ArgumentPlaces arguments = argumentsOf(page);
  for (const WordChoice &place : arguments.places)
    places.push_back(wordsOf(place));
  if (!places.empty())
    printRow("places", path, llvm::join(places, ";") + (arguments.isRepeatable ? ";..." : ""), out);
}

void printBashProgram(llvm::ArrayRef<NamedLine> commands, llvm::raw_ostream &out) {
  std::vector<std::string> names;
  for (const NamedLine &command : commands)
    names.push_back(command.first.str());
  printRow("options", "assay", "--help --version", out);
  printRow("places", "assay", llvm::join(names, " "), out);
}

} // namespace

const Shell assay::bashShell = {"bash",
                                R"(# bash completion for assay, made by `assay completions bash`
declare -gA _assay_options=() _assay_values=() _assay_places=()
)",
                                R"(
# What may stand in the place after the arguments from word $1 on, for the command $2.
_assay_place() {
  local -i number=0 word
  local -a places
  IFS=';' read -ra places <<<"${_assay_places[$2]-}"
  for ((word = $1; word < COMP_CWORD; word++)); do
    if [[ ${COMP_WORDS[word]} == -* ]]; then
      [[ -z ${_assay_values["$2 ${COMP_WORDS[word]}"]-} || ${COMP_WORDS[word + 1]} == = ]] || word+=1
    elif [[ ${COMP_WORDS[word]} == = ]]; then
      word+=1
    else
      number+=1
    fi
  done
  if [[ ${places[-1]-} == ... ]]; then
    unset 'places[-1]'
    ((number < ${#places[@]})) || number=${#places[@]}-1
  fi
  printf '%s' "${places[number]-}"
}

_assay() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} path=assay words
  local -i next=1
  while ((next < COMP_CWORD)) && [[ -n ${_assay_options["$path ${COMP_WORDS[next]}"]-} ]]; do
    path+=" ${COMP_WORDS[next]}"
    next+=1
  done
  # In --option=value the sign is a word of its own.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  words=${_assay_values["$path $before"]-}
  if [[ " ${COMP_WORDS[*]:next:COMP_CWORD-next} " == *' -- '* ]]; then
    words='<file>'
  elif [[ -z $words && $word == -* ]]; then
    words=${_assay_options[$path]-}
  elif [[ -z $words ]]; then
    words=$(_assay_place "$next" "$path")
  fi
  COMPREPLY=()
  case $words in
    '' | '<text>') ;;
    '<file>') compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    '<folder>') compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
  esac
}
complete -F _assay assay
)",
                                printBash, printBashProgram};
