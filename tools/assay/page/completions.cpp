#include "tools/assay/page/completions.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace assay;

llvm::ArrayRef<Shell> assay::shells() {
  static const Shell all[] = {bashShell, zshShell, fishShell};
  return all;
}

/// "FILE" stands for something, "list" for itself.
static bool isPlaceholder(llvm::StringRef word) { return word == word.upper(); }

WordChoice assay::wordFor(llvm::StringRef what) {
  WordChoice word{WordKind::Choice, {}};
  for (llvm::StringRef choice : llvm::split(what, '|'))
    if (!isPlaceholder(choice))
      word.choices.push_back(choice.str());
  if (!word.choices.empty())
    return word;
  const llvm::StringRef first = what.split('|').first;
  if (first == "FILE" || first == "PATH" || first == "CODE")
    return {WordKind::File, {}};
  if (first == "DIR" || first == "FOLDER")
    return {WordKind::Folder, {}};
  return {};
}

WordChoice assay::valueOf(const OptionDescription &option) {
  return option.choices.empty() ? wordFor(option.what)
                                : WordChoice{WordKind::Choice, option.choices};
}

ArgumentPlaces assay::argumentsOf(const CommandPage &page) {
  ArgumentPlaces found;
  for (const OptionDescription &option : page.options) {
    if (!option.isArgument())
      continue;
    if (!option.choices.empty())
      found.places.push_back(valueOf(option));
    else
      for (llvm::StringRef what : llvm::split(option.what, ' '))
        found.places.push_back(wordFor(what));
    found.isRepeatable = option.isRepeatable;
  }
  return found;
}

std::string assay::asLine(llvm::StringRef help) {
  std::string line = help.str();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}
