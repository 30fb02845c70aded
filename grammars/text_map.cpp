#include "grammars/text_map.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cassert>

using namespace assay;

TextMap TextMap::opaque(Span outer) {
  TextMap map;
  map.addOpaque(0, outer);
  return map;
}

void TextMap::addVerbatim(std::uint32_t inner, std::uint32_t outer, std::uint32_t length) {
  if (!runs_.empty()) {
    Run &last = runs_.back();
    if (last.verbatim && last.outer.end == outer &&
        last.inner + (last.outer.end - last.outer.begin) == inner) {
      last.outer.end += length;
      return;
    }
  }
  runs_.push_back({inner, {outer, outer + length}, true});
}

void TextMap::addOpaque(std::uint32_t inner, Span outer) { runs_.push_back({inner, outer, false}); }

void TextMap::append(std::uint32_t inner, const TextMap &part) {
  for (const Run &run : part.runs_)
    runs_.push_back({inner + run.inner, run.outer, run.verbatim});
}

const TextMap::Run &TextMap::runAt(std::uint32_t inner) const {
  assert(!runs_.empty());
  const auto after = llvm::upper_bound(
      runs_, inner, [](std::uint32_t offset, const Run &run) { return offset < run.inner; });
  return after == runs_.begin() ? runs_.front() : *std::prev(after);
}

Span TextMap::outerOf(Span inner) const {
  const Run &first = runAt(inner.begin);
  Span outer = first.outer;
  if (first.verbatim)
    outer.begin = std::min(first.outer.begin + (inner.begin - first.inner), first.outer.end);
  if (inner.begin >= inner.end)
    return {outer.begin, outer.begin};
  const Run &last = runAt(inner.end - 1);
  outer.end = last.verbatim ? std::min(last.outer.begin + (inner.end - last.inner), last.outer.end)
                            : last.outer.end;
  // Parts of a text need not stand in its order.
  outer.end = std::max(outer.end, outer.begin);
  return outer;
}

Span TextMap::extent() const {
  return runs_.empty() ? Span{} : Span{runs_.front().outer.begin, runs_.back().outer.end};
}

namespace {

/// How far the walk looks for the next letter when the two texts part: longer than any escape.
constexpr std::size_t resyncBytes = 64;

class Aligner {
public:
  Aligner(llvm::StringRef source, Span span, llvm::StringRef text)
      : whole_(source.slice(span.begin, span.end)), text_(text), base_(span.begin) {}

  TextMap run() {
    skipOpening();
    if (whole_.substr(at_).starts_with(text_)) {
      verbatim(text_.size());
    } else {
      while (done_ < text_.size() && at_ < whole_.size())
        step();
    }
    if (done_ < text_.size() || map_.empty())
      opaque(0, text_.size() - done_);
    return std::move(map_);
  }

private:
  /// r"..., $'..., """...
  void skipOpening() {
    std::size_t at = 0;
    while (at < whole_.size() &&
           (llvm::isAlpha(whole_[at]) || whole_[at] == '$' || whole_[at] == '@'))
      ++at;
    if (at == whole_.size() || !llvm::StringRef("\"'`").contains(whole_[at]))
      return;
    isQuoted_ = true;
    const llvm::StringRef rest = whole_.substr(at);
    const bool isTriple = rest.size() >= 6 && rest[1] == rest[0] && rest[2] == rest[0];
    at_ = at + (isTriple ? 3 : 1);
  }

  void verbatim(std::size_t length) {
    map_.addVerbatim(inner(), outer(), static_cast<std::uint32_t>(length));
    at_ += length;
    done_ += length;
  }
  void opaque(std::size_t outerLength, std::size_t innerLength) {
    const auto end = static_cast<std::uint32_t>(std::min(at_ + outerLength, whole_.size()));
    map_.addOpaque(inner(), {outer(), base_ + end});
    at_ = end;
    done_ = std::min(done_ + innerLength, text_.size());
  }

  void step() {
    const char wanted = text_[done_];
    const char given = whole_[at_];
    if (isQuoted_ && given == '\\' && at_ + 1 < whole_.size())
      return escape();
    if (wanted == given)
      return verbatim(1);
    if (llvm::isSpace(given)) {
      // Folded lines: a break and the indentation behind it are one space.
      if (llvm::isSpace(wanted) && given == '\n')
        return opaque(whole_.substr(at_).take_while(llvm::isSpace).size(), 1);
      ++at_;
      return;
    }
    if (llvm::isSpace(wanted))
      return opaque(0, 1);
    resync();
  }

  void escape() {
    const llvm::StringRef rest = whole_.substr(at_);
    const char letter = rest[1];
    if (letter == '\n' || (letter == '\r' && rest.substr(2).starts_with("\n"))) {
      at_ += letter == '\n' ? 2 : 3;
      return;
    }
    // An escape that the language does not know stays as it is.
    if (letter != '\\' && text_.substr(done_).starts_with(rest.take_front(2)))
      return verbatim(2);
    opaque(lengthOfEscape(rest), lengthOfCharacter());
  }

  static std::size_t digitsIn(llvm::StringRef text, std::size_t most) {
    return text.take_front(most).take_while(llvm::isHexDigit).size();
  }

  static std::size_t lengthOfEscape(llvm::StringRef rest) {
    const char letter = rest[1];
    if (letter == 'x')
      return 2 + digitsIn(rest.drop_front(2), 2);
    if (letter == 'u' && rest.substr(2).starts_with("{"))
      return std::min(rest.find('}'), rest.size() - 1) + 1;
    if (letter == 'u' || letter == 'U') {
      const std::size_t length = 2 + digitsIn(rest.drop_front(2), letter == 'u' ? 4 : 8);
      // A surrogate pair is one character (RFC 8259, section 7).
      const bool isPair =
          rest.substr(2, 1).equals_insensitive("d") && rest.substr(length).starts_with("\\u");
      return isPair ? length + 6 : length;
    }
    if (letter >= '0' && letter <= '7')
      return 1 + rest.substr(1, 3).take_while([](char c) { return c >= '0' && c <= '7'; }).size();
    return 2;
  }

  /// Bytes of the UTF-8 character at the front of what is left of the text.
  [[nodiscard]] std::size_t lengthOfCharacter() const {
    const auto lead = static_cast<unsigned char>(text_[done_]);
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  void resync() {
    const llvm::StringRef ahead = whole_.substr(at_, resyncBytes);
    const std::size_t found = ahead.find(text_.substr(done_, 2));
    if (found == llvm::StringRef::npos)
      return opaque(0, 1);
    at_ += found;
  }

  [[nodiscard]] std::uint32_t inner() const { return static_cast<std::uint32_t>(done_); }
  [[nodiscard]] std::uint32_t outer() const { return base_ + static_cast<std::uint32_t>(at_); }

  llvm::StringRef whole_;
  llvm::StringRef text_;
  std::uint32_t base_;
  std::size_t at_ = 0;
  std::size_t done_ = 0;
  bool isQuoted_ = false;
  TextMap map_;
};

} // namespace

TextMap assay::alignText(llvm::StringRef source, Span span, llvm::StringRef text) {
  return Aligner(source, span, text).run();
}
