#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace assay;

void assay::appendUtf8(std::string &out, std::uint32_t codePoint) {
  char buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char *end = buffer;
  if (!llvm::ConvertCodePointToUTF8(codePoint, end)) {
    out += "\xEF\xBF\xBD";
    return;
  }
  out.append(buffer, end);
}

/// Reads up to `most` digits of `base` from the front of `rest`.
static bool readNumber(llvm::StringRef &rest, unsigned most, unsigned base, std::uint32_t &value) {
  const llvm::StringRef digits = rest.take_front(most).take_while(
      [&](char c) { return base == 16 ? llvm::isHexDigit(c) : c >= '0' && c <= '7'; });
  if (digits.empty() || digits.getAsInteger(base, value))
    return false;
  rest = rest.drop_front(digits.size());
  return true;
}

/// The character that a single letter escape stands for; 0 if it is none.
static char simpleEscape(char letter) {
  switch (letter) {
  case 'n':
    return '\n';
  case 't':
    return '\t';
  case 'r':
    return '\r';
  case 'a':
    return '\a';
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'v':
    return '\v';
  case 'e':
  case 'E':
    return '\x1b';
  case '\\':
  case '\'':
  case '"':
  case '`':
  case '/':
  case '?':
    return letter;
  default:
    return 0;
  }
}

/// `rest` starts behind a backslash. Appends the meaning; false if this is no escape.
static bool appendEscape(std::string &out, llvm::StringRef &rest) {
  if (rest.empty())
    return false;
  llvm::StringRef after = rest.drop_front();
  std::uint32_t value = 0;
  const char letter = rest.front();
  if (letter == '\n' || (letter == '\r' && after.consume_front("\n"))) {
    rest = after;
    return true;
  }
  if (const char simple = simpleEscape(letter)) {
    out += simple;
    rest = after;
    return true;
  }
  bool isCodePoint = false;
  if (letter == 'x') {
    if (!readNumber(after, 2, 16, value))
      return false;
  } else if (letter == 'u' && after.consume_front("{")) {
    if (!readNumber(after, 6, 16, value) || !after.consume_front("}"))
      return false;
    isCodePoint = true;
  } else if (letter == 'u' || letter == 'U') {
    if (!readNumber(after, letter == 'u' ? 4 : 8, 16, value))
      return false;
    isCodePoint = true;
  } else if (letter >= '0' && letter <= '7') {
    after = rest;
    readNumber(after, 3, 8, value);
  } else {
    return false;
  }
  if (isCodePoint || value < 0x80)
    appendUtf8(out, value);
  else
    out += static_cast<char>(value);
  rest = after;
  return true;
}

static bool appendShellEscape(std::string &out, llvm::StringRef &rest) {
  if (rest.empty() || !llvm::StringRef("$`\"\\\n").contains(rest.front()))
    return false;
  if (rest.front() != '\n')
    out += rest.front();
  rest = rest.drop_front();
  return true;
}

std::string assay::unescaped(llvm::StringRef text, EscapeStyle style) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const llvm::StringRef plain = text.take_until([](char c) { return c == '\\'; });
    out += plain;
    text = text.drop_front(plain.size());
    if (!text.consume_front("\\"))
      break;
    if (!(style == EscapeStyle::C ? appendEscape(out, text) : appendShellEscape(out, text)))
      out += '\\';
  }
  return out;
}

llvm::StringRef assay::unescape(FactSet &facts, llvm::StringRef text, EscapeStyle style) {
  return text.contains('\\') ? facts.copy(unescaped(text, style)) : text;
}
