#include "grammars/language.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace assay;

const Language *assay::findLanguage(llvm::StringRef name) {
  for (const Language &language : languages())
    if (language.name == name || llvm::is_contained(language.aliases, name))
      return &language;
  return nullptr;
}

/// "python3.11" on a "#!" line means "python".
static llvm::StringRef withoutVersion(llvm::StringRef program) {
  return program.rtrim("0123456789.");
}

/// The program that a "#!" line names, through `env` and its options.
static llvm::StringRef interpreterOf(llvm::StringRef text) {
  if (!text.consume_front("#!"))
    return {};
  llvm::StringRef line = text.take_until([](char c) { return c == '\n' || c == '\r'; });
  llvm::StringRef program;
  while (!line.empty()) {
    llvm::StringRef word;
    std::tie(word, line) = llvm::getToken(line);
    const llvm::StringRef name = llvm::sys::path::filename(word);
    if (name.empty() || name == "env" || word.starts_with("-") || word.contains('='))
      continue;
    program = name;
    break;
  }
  return withoutVersion(program);
}

const Language *assay::detectLanguage(llvm::StringRef path, llvm::StringRef text) {
  const llvm::StringRef file = llvm::sys::path::filename(path);
  const llvm::StringRef extension = llvm::sys::path::extension(file).ltrim('.');
  for (const Language &language : languages())
    if (llvm::is_contained(language.fileNames, file))
      return &language;
  if (!extension.empty()) {
    for (const Language &language : languages())
      if (llvm::is_contained(language.extensions, extension))
        return &language;
  }
  const llvm::StringRef interpreter = interpreterOf(text);
  if (interpreter.empty())
    return nullptr;
  for (const Language &language : languages())
    if (llvm::is_contained(language.interpreters, interpreter))
      return &language;
  return nullptr;
}
