#include "tools/report/escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

using namespace assay;

/// Decodes one character at the start of `text`. The length is 0 if it is not well-formed UTF-8.
static unsigned decodeOne(llvm::StringRef text, llvm::UTF32 &character) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data());
  const unsigned length = llvm::getNumBytesForUTF8(*begin);
  if (length > text.size() || !llvm::isLegalUTF8Sequence(begin, begin + length))
    return 0;
  const llvm::UTF8 *source = begin;
  llvm::UTF32 *target = &character;
  const auto result = llvm::ConvertUTF8toUTF32(&source, begin + length, &target, &character + 1,
                                               llvm::strictConversion);
  return result == llvm::conversionOK ? length : 0;
}

/// Format characters that LLVM's notion of printable lets through, because they have a glyph or
/// none at all. Unicode 15, categories Cf and Zl/Zp, variation selectors and the Hangul fillers.
static bool isInvisible(llvm::UTF32 c) {
  struct Block {
    llvm::UTF32 first, last;
  };
  static constexpr Block blocks[] = {
      {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160},
      {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F}, {0x2028, 0x202E},
      {0x2060, 0x206F},   {0x2800, 0x2800},   {0x3164, 0x3164}, {0xFE00, 0xFE0F},
      {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
      {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
  };
  for (const Block &block : blocks)
    if (c >= block.first && c <= block.last)
      return true;
  return false;
}

static void appendByte(std::string &out, unsigned char byte) {
  out += "\\x";
  out += llvm::hexdigit(byte >> 4, /*LowerCase=*/true);
  out += llvm::hexdigit(byte & 15, /*LowerCase=*/true);
}

static void appendControl(std::string &out, unsigned char byte) {
  if (byte == '\n')
    out += "\\n";
  else if (byte == '\r')
    out += "\\r";
  else if (byte == '\t')
    out += "\\t";
  else
    appendByte(out, byte);
}

std::string assay::escaped(llvm::StringRef text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80) {
      if (llvm::isPrint(static_cast<char>(byte)))
        out += static_cast<char>(byte);
      else
        appendControl(out, byte);
      text = text.drop_front();
      continue;
    }
    llvm::UTF32 character = 0;
    const unsigned length = decodeOne(text, character);
    if (length == 0)
      appendByte(out, byte);
    else if (!isInvisible(character) &&
             llvm::sys::unicode::isPrintable(static_cast<int>(character)))
      out += text.take_front(length);
    else
      out += "\\u{" + llvm::utohexstr(character, /*LowerCase=*/true) + "}";
    text = text.drop_front(std::max(1u, length));
  }
  return out;
}

std::string assay::xmlText(llvm::StringRef text) {
  std::string xml;
  for (const char c : escaped(text))
    switch (c) {
    case '&':
      xml += "&amp;";
      break;
    case '<':
      xml += "&lt;";
      break;
    case '>':
      xml += "&gt;";
      break;
    case '"':
      xml += "&quot;";
      break;
    default:
      xml += c;
    }
  return xml;
}

/// Each byte of `text` that `isPlain` does not name, as %XX.
static std::string percentEncoded(llvm::StringRef text, bool (*isPlain)(char)) {
  std::string encoded;
  for (const char c : text) {
    if (isPlain(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += llvm::hexdigit(byte >> 4);
    encoded += llvm::hexdigit(byte & 15);
  }
  return encoded;
}

std::string assay::workflowMessage(llvm::StringRef text) {
  return percentEncoded(escaped(text), [](char c) { return c != '%'; });
}

std::string assay::workflowProperty(llvm::StringRef text) {
  return percentEncoded(escaped(text), [](char c) { return c != '%' && c != ':' && c != ','; });
}

std::string assay::markdownText(llvm::StringRef text) {
  std::string markdown;
  char last = 0;
  for (const char c : escaped(text)) {
    // "www." begins a link by itself.
    const bool isPlain = (c & 0x80) != 0 || llvm::isAlnum(c) ||
                         llvm::StringRef(" /,-").contains(c) ||
                         (c == '.' && llvm::toLower(last) != 'w');
    if (isPlain)
      markdown += c;
    else if (c == '@')
      // Mail addresses and names of people are looked for after all else, in whole texts.
      markdown += "&#64;<!-- -->";
    else
      markdown += "&#" + std::to_string(static_cast<int>(c)) + ";";
    last = c;
  }
  return markdown;
}

std::string assay::markdownCode(llvm::StringRef text) {
  return "<code>" + markdownText(text) + "</code>";
}

std::string assay::uriPath(llvm::StringRef path) {
  return percentEncoded(
      path, [](char c) { return llvm::isAlnum(c) || llvm::StringRef("-._~/").contains(c); });
}

unsigned assay::columnsOf(llvm::StringRef text) {
  const int columns = llvm::sys::unicode::columnWidthUTF8(text);
  return columns < 0 ? static_cast<unsigned>(text.size()) : static_cast<unsigned>(columns);
}
