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

/// One part of a path against one of a pattern, with at most one "*".
static bool matchesPart(llvm::StringRef part, llvm::StringRef pattern) {
  const auto [before, after] = pattern.split('*');
  if (before.size() == pattern.size())
    return part == pattern;
  return part.size() >= before.size() + after.size() && part.starts_with(before) &&
         part.ends_with(after);
}

/// The last parts of `path` against all parts of `pattern`.
static bool matchesEnd(llvm::StringRef path, llvm::StringRef pattern) {
  while (!pattern.empty()) {
    const std::size_t cut = path.rfind('/') + 1;
    const std::size_t wantedCut = pattern.rfind('/') + 1;
    if (!matchesPart(path.substr(cut), pattern.substr(wantedCut)))
      return false;
    path = path.take_front(cut).drop_back(cut ? 1 : 0);
    pattern = pattern.take_front(wantedCut).drop_back(wantedCut ? 1 : 0);
  }
  return true;
}

const Language *assay::detectLanguage(llvm::StringRef path, llvm::StringRef text) {
  const llvm::StringRef file = llvm::sys::path::filename(path);
  const llvm::StringRef extension = llvm::sys::path::extension(file).ltrim('.');
  for (const Language &language : languages())
    if (llvm::any_of(language.fileNames,
                     [&](llvm::StringRef name) { return matchesEnd(path, name); }))
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
