#ifndef ASSAY_TOOLS_ASSAY_PAGE_COMPLETIONS_H
#define ASSAY_TOOLS_ASSAY_PAGE_COMPLETIONS_H

#include "tools/assay/page/page.h"
#include <utility>

// What shells are told, so that they complete what is typed after `assay`. A script for a shell is
// its `before`, the program, each command, its `after`.

namespace assay {

/// A command's name and summary.
using NamedLine = std::pair<llvm::StringRef, llvm::StringRef>;

struct Shell {
  llvm::StringLiteral name;
  llvm::StringLiteral before;
  llvm::StringLiteral after;
  PageForm *print;
  void (*printProgram)(llvm::ArrayRef<NamedLine> commands, llvm::raw_ostream &out);
};

llvm::ArrayRef<Shell> shells();

extern const Shell bashShell;
extern const Shell zshShell;
extern const Shell fishShell;

/// What kind of word completes a value or an argument.
enum class WordKind { Text, File, Folder, Choice };

struct WordChoice {
  WordKind kind = WordKind::Text;
  /// Of WordKind::Choice.
  std::vector<std::string> choices;
};

/// What can be typed for a value that help calls `what`, such as "FILE" or "list|show".
WordChoice wordFor(llvm::StringRef what);

/// What can be typed as the value of an option.
WordChoice valueOf(const OptionDescription &option);

/// What can be typed in each place of a page's arguments; the last one also further on if
/// `isRepeatable`.
struct ArgumentPlaces {
  std::vector<WordChoice> places;
  bool isRepeatable = false;
};
ArgumentPlaces argumentsOf(const CommandPage &page);

/// The lines of a help text as one.
std::string asLine(llvm::StringRef help);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PAGE_COMPLETIONS_H
