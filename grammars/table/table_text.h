#ifndef ASSAY_GRAMMARS_TABLE_TABLE_TEXT_H
#define ASSAY_GRAMMARS_TABLE_TABLE_TEXT_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

// What the table compiler's parts share. A mistake in a data file ends the program, as in any
// compiler that stops at the first error: nothing here is used at run time.

namespace assay {

/// Prints the message and ends the program.
[[noreturn]] void fail(const llvm::Twine &message);
[[noreturn]] void fail(llvm::Error error);

template <typename T> T check(llvm::Expected<T> value) {
  if (!value)
    fail(value.takeError());
  return std::move(*value);
}

/// A C++ string literal.
std::string quoted(llvm::StringRef text);

/// "true" or "false".
std::string truth(bool value);

/// The text of a file.
std::string read(const llvm::Twine &path);

/// "c-sharp" as a C++ identifier.
std::string identifier(llvm::StringRef name);

/// Whether the folder has the file; only one that builds on another may do without.
bool has(const std::string &file, const std::vector<std::string> &folders);

} // namespace assay

#endif // ASSAY_GRAMMARS_TABLE_TABLE_TEXT_H
