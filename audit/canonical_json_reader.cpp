#include "audit/canonical_json.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include <algorithm>
#include <array>
#include <bit>

namespace assay {

namespace {

/// Walks over canonical JSON text once. Each function leaves `at_` behind what it accepted; the
/// first thing that is not canonical sets `problem_`.
class CanonicalReader {
public:
  explicit CanonicalReader(llvm::StringRef text) : at_(text.begin()), end_(text.end()) {}

  /// Reads one object. `entries`: where to put what its first level holds; null if nobody asks.
  const char *readObject(std::vector<JSONEntry> *entries);
  [[nodiscard]] llvm::StringRef rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

private:
  /// An object or array that is not closed yet. Of the last key there is nothing before the first.
  struct Open {
    const char *key;
    std::uint32_t keyLength;
    bool isObject;
    bool hasEntries;

    [[nodiscard]] llvm::StringRef lastKey() const { return {key, keyLength}; }
  };

  bool fail(const char *problem) {
    problem_ = problem;
    return false;
  }
  bool take(char c) { return at_ != end_ && *at_ == c ? (++at_, true) : false; }
  bool readString(llvm::StringRef &content);
  bool readEscape();
  bool readWideCharacter();
  bool readNumber();
  bool readWord(llvm::StringRef word);
  bool readKey(Open &open);
  bool beginValue();

  void begin(bool isObject) { open_[depth_++] = {at_, 0, isObject, false}; }

  const char *at_;
  const char *end_;
  const char *problem_ = nullptr;
  /// Left uninitialised: a record nests two or three deep, and there are millions.
  std::array<Open, maxJSONDepth> open_;
  unsigned depth_ = 0;
};

/// The number of plain characters that the eight bytes at `p` begin with: not below 0x20, no quote,
/// no backslash, ASCII. A borrow may mark a byte behind the first special one, but never one before
/// it.
unsigned plainPrefix(const char *p) {
  constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
  std::uint64_t word = llvm::support::endian::read64le(p);
  std::uint64_t control = (word - ones * 0x20) & ~word;
  std::uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
  quote = (quote - ones) & ~quote;
  slash = (slash - ones) & ~slash;
  return static_cast<unsigned>(std::countr_zero((control | quote | slash | word) & high)) / 8;
}

/// What a key stands for. Requires `raw` to have been read by readString().
std::string unescaped(llvm::StringRef raw) {
  std::string text;
  while (!raw.empty()) {
    if (raw.front() != '\\') {
      text += raw.front();
      raw = raw.drop_front();
      continue;
    }
    char kind = raw[1];
    unsigned value = 0;
    if (kind == 'u' && !raw.substr(2, 4).getAsInteger(16, value))
      text += static_cast<char>(value);
    else
      text += kind == 'b'   ? '\b'
              : kind == 't' ? '\t'
              : kind == 'n' ? '\n'
              : kind == 'f' ? '\f'
              : kind == 'r' ? '\r'
                            : kind;
    raw = raw.drop_front(kind == 'u' ? 6 : 2);
  }
  return text;
}

bool keysInOrder(llvm::StringRef before, llvm::StringRef after) {
  // Most keys differ in their first letter.
  if (!before.empty() && !after.empty() && llvm::isAlpha(before[0]) && llvm::isAlpha(after[0]) &&
      before[0] != after[0])
    return before[0] < after[0];
  if (!before.contains('\\') && !after.contains('\\'))
    return canonicalKeyLess(before, after);
  return canonicalKeyLess(unescaped(before), unescaped(after));
}

bool CanonicalReader::readEscape() {
  ++at_;
  if (at_ == end_)
    return fail("text ends inside a string");
  if (llvm::StringRef("\"\\btnfr").contains(*at_)) {
    ++at_;
    return true;
  }
  llvm::StringRef rest(at_, std::min<std::size_t>(5, end_ - at_));
  if (rest.size() < 5 || !rest.starts_with("u00"))
    return fail("escape that canonical JSON does not use");
  unsigned value = 0;
  if (rest.drop_front(3).getAsInteger(16, value) || value >= 0x20 ||
      rest.drop_front(3).lower() != rest.drop_front(3) ||
      (value >= 0x08 && value <= 0x0D && value != 0x0B))
    return fail("escape that canonical JSON does not use");
  at_ += 5;
  return true;
}

bool CanonicalReader::readWideCharacter() {
  auto byte = static_cast<unsigned char>(*at_);
  std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  if (length > static_cast<std::size_t>(end_ - at_) || !llvm::json::isUTF8({at_, length}))
    return fail("bytes that are not UTF-8");
  at_ += length;
  return true;
}

bool CanonicalReader::readString(llvm::StringRef &content) {
  if (!take('"'))
    return fail("no string where one belongs");
  const char *start = at_;
  while (at_ == end_ || *at_ != '"') {
    if (end_ - at_ >= 8) {
      unsigned plain = plainPrefix(at_);
      at_ += plain;
      if (plain > 0)
        continue;
    }
    if (at_ == end_)
      return fail("text ends inside a string");
    auto byte = static_cast<unsigned char>(*at_);
    if (byte < 0x20)
      return fail("control character inside a string");
    if (byte == '\\') {
      if (!readEscape())
        return false;
    } else if (byte >= 0x80) {
      if (!readWideCharacter())
        return false;
    } else {
      ++at_;
    }
  }
  content = llvm::StringRef(start, at_ - start);
  ++at_;
  return true;
}

bool CanonicalReader::readNumber() {
  bool negative = take('-');
  const char *start = at_;
  std::uint64_t value = 0;
  while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - start < 17)
    value = value * 10 + static_cast<unsigned>(*at_++ - '0');
  if (at_ == start || (*start == '0' && (at_ - start > 1 || negative)))
    return fail("number that is not canonical");
  return value <= static_cast<std::uint64_t>(maxJSONInteger) || fail("integer over 2^53 - 1");
}

bool CanonicalReader::readWord(llvm::StringRef word) {
  if (!llvm::StringRef(at_, end_ - at_).starts_with(word))
    return fail("no value where one belongs");
  at_ += word.size();
  return true;
}

bool CanonicalReader::readKey(Open &open) {
  llvm::StringRef key;
  if (!readString(key))
    return false;
  if (!take(':'))
    return fail("no colon after a key");
  if (open.hasEntries && !keysInOrder(open.lastKey(), key))
    return fail("keys are not in order, or repeated");
  open.key = key.data();
  open.keyLength = static_cast<std::uint32_t>(key.size());
  return true;
}

bool CanonicalReader::beginValue() {
  if (at_ == end_)
    return fail("text ends where a value belongs");
  llvm::StringRef ignored;
  switch (*at_) {
  case '"':
    return readString(ignored);
  case 't':
    return readWord("true");
  case 'f':
    return readWord("false");
  case 'n':
    return readWord("null");
  case '{':
  case '[':
    if (depth_ == maxJSONDepth)
      return fail("nested too deeply");
    begin(*at_ == '{');
    ++at_;
    return true;
  default:
    return readNumber();
  }
}

const char *CanonicalReader::readObject(std::vector<JSONEntry> *entries) {
  if (!take('{'))
    return "not an object";
  begin(true);
  const char *valueStart = at_;
  while (depth_ > 0) {
    Open &open = open_[depth_ - 1];
    if (take(open.isObject ? '}' : ']')) {
      if (--depth_ == 1 && entries)
        entries->push_back({open_[0].lastKey(), llvm::StringRef(valueStart, at_ - valueStart)});
      continue;
    }
    if (open.hasEntries && !take(','))
      return "no comma between values";
    if (open.isObject && !readKey(open))
      return problem_;
    open.hasEntries = true;
    unsigned depth = depth_;
    if (depth == 1)
      valueStart = at_;
    if (!beginValue())
      return problem_;
    if (depth == 1 && depth_ == 1 && entries)
      entries->push_back({open.lastKey(), llvm::StringRef(valueStart, at_ - valueStart)});
  }
  return nullptr;
}

} // namespace

const char *splitCanonicalObject(llvm::StringRef text, std::vector<JSONEntry> &entries) {
  entries.clear();
  CanonicalReader reader(text);
  if (const char *problem = reader.readObject(&entries))
    return problem;
  return reader.rest().empty() ? nullptr : "text after the object";
}

const char *takeCanonicalObject(llvm::StringRef &text) {
  CanonicalReader reader(text);
  if (const char *problem = reader.readObject(nullptr))
    return problem;
  text = reader.rest();
  return nullptr;
}

} // namespace assay
