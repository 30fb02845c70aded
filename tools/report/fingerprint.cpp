#include "tools/report/fingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SHA256.h"
#include <algorithm>

using namespace assay;

namespace {

/// Of the lines of a finding: minified code is one line of a megabyte, and a change at its other
/// end is none of the finding's.
constexpr std::size_t maxContext = 1024;

/// 128 bits: no two findings of any repository meet by chance.
constexpr std::size_t fingerprintBytes = 16;

constexpr std::size_t githubWindow = 100;
constexpr std::uint64_t githubFactor = 37;
/// Stands behind the last character.
constexpr char16_t githubEnd = 0xFFFF;

/// The lines that `span` touches.
llvm::StringRef linesOf(llvm::StringRef text, Span span) {
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text.size());
  std::size_t first = begin - std::min(begin, maxContext);
  if (const std::size_t newline = text.slice(first, begin).rfind('\n');
      newline != llvm::StringRef::npos)
    first += newline + 1;
  const std::size_t last = std::min(text.find('\n', end), end + maxContext);
  return text.slice(first, last);
}

/// Words with one space between them, so that indentation and line ends do not matter.
std::string squeezed(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef> words;
  llvm::SplitString(text, words, " \t\r\n\f\v");
  return llvm::join(words, " ");
}

/// The text as GitHub's hash sees it: no blanks, one newline for each kind of line end.
struct GithubText {
  std::vector<char16_t> units;
  /// Of units: where each line begins.
  std::vector<std::size_t> lines;
};

GithubText githubTextOf(llvm::StringRef text) {
  llvm::SmallVector<llvm::UTF16> wide;
  if (!llvm::convertUTF8ToUTF16String(llvm::json::fixUTF8(text), wide))
    wide.clear();
  GithubText result;
  result.units.reserve(wide.size() + 1);
  bool lineStarts = true;
  bool afterReturn = false;
  const auto add = [&](char16_t unit) {
    if (lineStarts)
      result.lines.push_back(result.units.size());
    lineStarts = unit == u'\n';
    result.units.push_back(unit);
  };
  for (const llvm::UTF16 unit : wide) {
    const bool isBlank = unit == ' ' || unit == '\t' || (afterReturn && unit == '\n');
    afterReturn = unit == '\r';
    if (!isBlank)
      add(unit == '\r' ? u'\n' : static_cast<char16_t>(unit));
  }
  add(githubEnd);
  return result;
}

} // namespace

std::string Fingerprints::next(llvm::StringRef rule, Span span) {
  std::string key = (rule + llvm::StringRef("\0", 1) + path_ + llvm::StringRef("\0", 1) +
                     squeezed(linesOf(file_.text(), span)))
                        .str();
  const unsigned occurrence = seen_[key]++;
  key += '\0';
  key += std::to_string(occurrence);
  const auto hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(key));
  return llvm::toHex(llvm::ArrayRef(hash).take_front(fingerprintBytes), /*LowerCase=*/true);
}

std::vector<std::string> assay::lineHashesOf(llvm::StringRef text) {
  const GithubText source = githubTextOf(text);
  std::uint64_t highest = 1;
  for (std::size_t i = 0; i < githubWindow; ++i)
    highest *= githubFactor;
  // The hash of a window is a number in base 37 modulo 2^64; past the end stand zeros.
  const auto unitAt = [&](std::size_t at) -> std::uint64_t {
    return at < source.units.size() ? source.units[at] : 0;
  };
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < githubWindow; ++i)
    hash = hash * githubFactor + unitAt(i);
  std::vector<std::string> hashes;
  llvm::StringMap<unsigned> seen;
  std::size_t at = 0;
  for (const std::size_t line : source.lines) {
    for (; at < line; ++at)
      hash = hash * githubFactor + unitAt(at + githubWindow) - highest * unitAt(at);
    const std::string digits = llvm::utohexstr(hash, /*LowerCase=*/true);
    hashes.push_back(digits + ":" + std::to_string(++seen[digits]));
  }
  return hashes;
}
