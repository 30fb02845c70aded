#include "tools/report/escape.h"
#include "tools/report/place.h"
#include <algorithm>

using namespace assay;

namespace {

/// A line is cut to a window around the mark: minified code is one line of a megabyte.
constexpr std::size_t bytesBefore = 60;
constexpr std::size_t bytesAfter = 100;

constexpr llvm::StringLiteral lineEnds = "\r\n";

bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Tabs would move the mark.
std::string printable(llvm::StringRef text) {
  std::string spaced = text.str();
  std::replace(spaced.begin(), spaced.end(), '\t', ' ');
  return escaped(spaced);
}

} // namespace

Excerpt assay::excerptOf(const SourceFile &file, Span span) {
  const llvm::StringRef text = file.text();
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  std::size_t first = begin - std::min(begin, bytesBefore);
  if (const std::size_t newline = text.slice(first, begin).find_last_of(lineEnds);
      newline != llvm::StringRef::npos)
    first += newline + 1;
  while (first < begin && isContinuation(text[first]))
    ++first;
  const llvm::StringRef seen = text.take_front(begin + bytesAfter);
  std::size_t last = std::min(seen.find_first_of(lineEnds, begin), seen.size());
  while (last > begin && last < text.size() && isContinuation(text[last]))
    --last;

  const std::string before = printable(text.slice(first, begin).ltrim(" \t"));
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, last);
  Excerpt excerpt;
  excerpt.line = before + printable(text.slice(begin, last));
  excerpt.markBegin = columnsOf(before);
  excerpt.markLength = std::max(1u, columnsOf(printable(text.slice(begin, end))));
  return excerpt;
}
