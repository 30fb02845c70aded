#ifndef ASSAY_TOOLS_ASSAY_PAGE_PAGE_H
#define ASSAY_TOOLS_ASSAY_PAGE_PAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

// What a command says of itself, and the forms in which it is printed: help at a terminal, a manual
// page, a shell's completions. Commands declare their options (options.h) and know none of the
// forms; the forms know no command. A form is a file here and a row in page.cpp or, of a shell, in
// completions.cpp.

namespace assay {

/// The prose of a manual page; the list of options comes from the options themselves.
struct CommandHelp {
  llvm::StringLiteral name;
  llvm::StringLiteral synopsis;
  llvm::StringLiteral description;
  llvm::StringLiteral examples;
  llvm::StringLiteral exitCodes;
};

/// An option, or an argument that is none, as its command declared it.
struct OptionDescription {
  /// As they are typed: "-p", "--database". Empty for an argument.
  std::vector<std::string> names;
  /// What its value is, as help shows it: "FILE"; empty if it has none. Of arguments, what stands
  /// in each place, between spaces: "list|show ID".
  std::string what;
  /// The only values that there are; empty if there are others.
  std::vector<std::string> choices;
  /// Lines, without an end.
  std::string help;
  bool isRepeatable = false;

  [[nodiscard]] bool isArgument() const { return names.empty(); }
};

/// A command and all of its options, borrowed for the call.
struct CommandPage {
  const CommandHelp &help;
  llvm::ArrayRef<OptionDescription> options;
};

/// A form of a page, as for `--help=FORM`. Null if there is none of that name.
using PageForm = void(const CommandPage &page, llvm::raw_ostream &out);
PageForm *findPageForm(llvm::StringRef name);

/// Whether `--help=FORM` is of a form that makes one document of all commands. A command that
/// consists of others then prints those too.
bool isOfAllCommands(llvm::StringRef argument);

void printTextPage(const CommandPage &page, llvm::raw_ostream &out);
void printManPage(const CommandPage &page, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PAGE_PAGE_H
