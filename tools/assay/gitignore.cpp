#include "tools/assay/gitignore.h"
#include "llvm/ADT/SmallVector.h"

using namespace assay;

// Both levels of matching (folders with "**", characters with "*") use the same method: go on
// greedily, remember the last star, and on a mismatch let that star take one more. Only the last
// star needs to be remembered, since an earlier one could only win what this one can too.

namespace {

constexpr llvm::StringLiteral anyFolders = "**";

/// Matches one character against "[...]" at `pattern[at]`; moves `at` behind the class. Nothing if
/// the class is not closed: such a pattern matches no path.
std::optional<bool> matchesClass(llvm::StringRef pattern, std::size_t &at, char c) {
  std::size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated)
    ++i;
  bool found = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
    if (pattern[i] == '\\' && i + 1 < pattern.size())
      ++i;
    const char low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      i += pattern[i + 1] == '\\' && i + 2 < pattern.size() ? 2 : 1;
      high = pattern[i++];
    }
    found = found || (low <= c && c <= high);
  }
  if (i >= pattern.size())
    return std::nullopt;
  at = i + 1;
  return found != negated;
}

/// Matches one character that is not a star; moves `at` behind what stood for it.
bool matchesOne(llvm::StringRef pattern, std::size_t &at, char c) {
  if (at >= pattern.size())
    return false;
  if (pattern[at] == '?') {
    ++at;
    return true;
  }
  if (pattern[at] == '[')
    return matchesClass(pattern, at, c).value_or(false);
  if (pattern[at] == '\\' && at + 1 < pattern.size())
    ++at;
  return pattern[at++] == c;
}

bool matchesPart(llvm::StringRef pattern, llvm::StringRef name) {
  std::size_t at = 0, i = 0;
  std::size_t star = llvm::StringRef::npos, starTook = 0;
  while (i < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      starTook = i;
      continue;
    }
    if (matchesOne(pattern, at, name[i])) {
      ++i;
      continue;
    }
    if (star == llvm::StringRef::npos)
      return false;
    at = star + 1;
    i = ++starTook;
  }
  return pattern.substr(at).find_first_not_of('*') == llvm::StringRef::npos;
}

/// Trailing spaces do not count unless a backslash keeps them.
llvm::StringRef withoutTrailingSpaces(llvm::StringRef line) {
  while (line.ends_with(" ") && !line.ends_with("\\ "))
    line = line.drop_back();
  return line;
}

} // namespace

bool IgnoreFile::matches(const Pattern &pattern, llvm::ArrayRef<llvm::StringRef> path) {
  const std::vector<std::string> &parts = pattern.parts;
  std::size_t at = 0, i = 0;
  std::size_t star = parts.size(), starTook = 0;
  while (i < path.size()) {
    if (at < parts.size() && parts[at] == anyFolders) {
      // At the end it stands for what is inside: at least one name.
      if (at + 1 == parts.size())
        return true;
      star = at++;
      starTook = i;
      continue;
    }
    if (at < parts.size() && matchesPart(parts[at], path[i])) {
      ++at;
      ++i;
      continue;
    }
    if (star == parts.size())
      return false;
    at = star + 1;
    i = ++starTook;
  }
  return at == parts.size();
}

std::optional<IgnoreFile::Pattern> IgnoreFile::parseLine(llvm::StringRef line) {
  line = withoutTrailingSpaces(line.rtrim('\r'));
  if (line.empty() || line.starts_with("#"))
    return std::nullopt;
  Pattern pattern;
  pattern.negated = line.consume_front("!");
  pattern.foldersOnly = line.consume_back("/");
  const bool anchored = line.contains('/');
  line.consume_front("/");
  if (line.empty())
    return std::nullopt;
  if (!anchored)
    pattern.parts.push_back(anyFolders.str());
  llvm::SmallVector<llvm::StringRef> parts;
  line.split(parts, '/', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    pattern.parts.push_back(part.str());
  // "**" alone is "*" at any depth, not "what is inside".
  if (!anchored && pattern.parts.back() == anyFolders)
    pattern.parts.back() = "*";
  return pattern;
}

IgnoreFile IgnoreFile::parse(llvm::StringRef text) {
  IgnoreFile file;
  text.consume_front("\xEF\xBB\xBF");
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    if (auto pattern = parseLine(line))
      file.patterns_.push_back(std::move(*pattern));
    text = rest;
  }
  return file;
}

std::optional<bool> IgnoreFile::ignores(llvm::StringRef path, bool isFolder) const {
  llvm::SmallVector<llvm::StringRef> names;
  path.split(names, '/');
  for (std::size_t i = patterns_.size(); i-- > 0;) {
    const Pattern &pattern = patterns_[i];
    if ((isFolder || !pattern.foldersOnly) && matches(pattern, names))
      return !pattern.negated;
  }
  return std::nullopt;
}
