#include "analyzer/resolve/fold.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/ConvertUTF.h"
#include <algorithm>
#include <vector>
#include <zlib.h>

using namespace assay;

static std::optional<std::string> decodeBase64(llvm::StringRef text) {
  // Forgiving like the decoders of the languages: white space goes, URL-safe letters count, padding
  // is added.
  std::string clean;
  for (const char c : text)
    if (!llvm::isSpace(c))
      clean += c == '-' ? '+' : c == '_' ? '/' : c;
  while (clean.size() % 4 != 0)
    clean += '=';
  std::vector<char> out;
  if (auto error = llvm::decodeBase64(clean, out)) {
    llvm::consumeError(std::move(error));
    return std::nullopt;
  }
  return std::string(out.begin(), out.end());
}

static std::optional<std::string> decodeBase32(llvm::StringRef text) {
  std::string out;
  unsigned bits = 0;
  std::uint32_t buffer = 0;
  for (const char c : text.rtrim('=')) {
    const char upper = llvm::toUpper(c);
    if (!((upper >= 'A' && upper <= 'Z') || (c >= '2' && c <= '7')))
      return std::nullopt;
    buffer = buffer << 5 | static_cast<std::uint32_t>(upper >= 'A' ? upper - 'A' : c - '2' + 26);
    bits += 5;
    if (bits >= 8)
      out += static_cast<char>(buffer >> (bits -= 8) & 0xff);
  }
  return out;
}

static std::optional<std::string> decodeHex(llvm::StringRef text) {
  std::string clean;
  for (const char c : text)
    if (!llvm::isSpace(c) && c != ':')
      clean += c;
  std::string out;
  if (clean.size() % 2 != 0 || !llvm::tryGetFromHex(clean, out))
    return std::nullopt;
  return out;
}

static std::string rotate13(llvm::StringRef text) {
  std::string out = text.str();
  for (char &c : out) {
    if (llvm::isAlpha(c)) {
      const char base = c >= 'a' ? 'a' : 'A';
      c = static_cast<char>(base + (c - base + 13) % 26);
    }
  }
  return out;
}

/// zlib, gzip or raw deflate, up to one byte more than maxFoldedBytes: so a bomb costs no more than
/// that, and is told from what fits.
static std::optional<std::string> inflateText(llvm::StringRef text) {
  // 15 window bits; +32 detects zlib and gzip headers, negative means raw (zlib.h, inflateInit2).
  for (const int windowBits : {15 + 32, -15}) {
    z_stream stream{};
    if (inflateInit2(&stream, windowBits) != Z_OK)
      return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    std::string out;
    int status = Z_OK;
    while (status == Z_OK && out.size() <= maxFoldedBytes) {
      // Deflate makes at most 1032 bytes of one (zlib.net, "Maximum Compression Factor").
      constexpr std::size_t step = 16u << 10;
      const std::size_t room = std::min(step, maxFoldedBytes + 1 - out.size());
      out.resize(out.size() + room);
      stream.next_out = reinterpret_cast<Bytef *>(out.data() + out.size() - room);
      stream.avail_out = static_cast<uInt>(room);
      status = inflate(&stream, Z_NO_FLUSH);
      out.resize(out.size() - stream.avail_out);
      if (stream.avail_out == room)
        break;
    }
    inflateEnd(&stream);
    if (status == Z_STREAM_END || out.size() > maxFoldedBytes)
      return out;
  }
  return std::nullopt;
}

static std::string decodeUrl(llvm::StringRef text) {
  std::string out;
  while (!text.empty()) {
    std::uint8_t byte = 0;
    if (text.front() == '%' && text.size() >= 3 && !text.substr(1, 2).getAsInteger(16, byte)) {
      out += static_cast<char>(byte);
      text = text.drop_front(3);
    } else {
      out += text.front() == '+' ? ' ' : text.front();
      text = text.drop_front();
    }
  }
  return out;
}

static std::string replaceAll(llvm::StringRef text, llvm::StringRef from, llvm::StringRef to) {
  std::string out;
  while (!text.empty() && out.size() <= maxFoldedBytes) {
    const std::size_t at = text.find(from);
    if (at == llvm::StringRef::npos || from.empty())
      break;
    out += text.take_front(at);
    out += to;
    text = text.drop_front(at + from.size());
  }
  return out + text.str();
}

std::string assay::joinPath(llvm::ArrayRef<Constant> parts) {
  std::string out;
  for (const Constant &part : parts) {
    if (part.text.starts_with("/") || out.empty())
      out = part.text.str();
    else
      out += (llvm::StringRef(out).ends_with("/") ? "" : "/") + part.text.str();
  }
  return out;
}

std::optional<std::string> assay::formatPercent(llvm::StringRef format,
                                                llvm::ArrayRef<Constant> values) {
  std::string out;
  while (!format.empty()) {
    if (!format.consume_front("%")) {
      out += format.front();
      format = format.drop_front();
      continue;
    }
    if (format.consume_front("%")) {
      out += '%';
      continue;
    }
    format = format.drop_while([](char c) { return llvm::isDigit(c) || c == '.' || c == '-'; });
    if (values.empty() || format.empty() || !llvm::StringRef("sdiurcb").contains(format.front()))
      return std::nullopt;
    out += values.front().text;
    values = values.drop_front();
    format = format.drop_front();
  }
  return out;
}

std::optional<std::string> assay::formatBraces(llvm::StringRef format,
                                               llvm::ArrayRef<Constant> values) {
  std::string out;
  std::size_t next = 0;
  while (!format.empty()) {
    if (format.consume_front("{{") || format.consume_front("}}")) {
      out += *(format.data() - 1);
      continue;
    }
    if (!format.consume_front("{")) {
      out += format.front();
      format = format.drop_front();
      continue;
    }
    const std::size_t end = format.find('}');
    if (end == llvm::StringRef::npos)
      return std::nullopt;
    const llvm::StringRef field = format.take_front(end);
    std::size_t position = next;
    if (field.empty())
      ++next;
    else if (field.getAsInteger(10, position))
      return std::nullopt;
    if (position >= values.size())
      return std::nullopt;
    out += values[position].text;
    if (out.size() > maxFoldedBytes)
      return out;
    format = format.drop_front(end + 1);
  }
  return out;
}

/// Decodings of one text.
static std::optional<std::string> decodeText(Decoding decoding, llvm::StringRef text) {
  switch (decoding) {
  case Decoding::Base64:
    return decodeBase64(text);
  case Decoding::Base32:
    return decodeBase32(text);
  case Decoding::Hex:
    return decodeHex(text);
  case Decoding::Rot13:
    return rotate13(text);
  case Decoding::Zlib:
  case Decoding::Gzip:
    return inflateText(text);
  case Decoding::Url:
    return decodeUrl(text);
  case Decoding::Reverse:
    return std::string(std::make_reverse_iterator(text.end()),
                       std::make_reverse_iterator(text.begin()));
  case Decoding::Lower:
    return text.lower();
  case Decoding::Upper:
    return text.upper();
  case Decoding::Strip:
    return text.trim().str();
  case Decoding::Utf16: {
    std::string out;
    if (!llvm::convertUTF16ToUTF8String(llvm::ArrayRef(text.data(), text.size()), out))
      return std::nullopt;
    return out;
  }
  case Decoding::Text:
    return text.str();
  default:
    return std::nullopt;
  }
}

/// What echo prints: its options are single letters of e, E and n.
static std::string printEcho(llvm::ArrayRef<Constant> words) {
  bool hasEscapes = false;
  while (!words.empty() && words[0].text.size() > 1 && words[0].text[0] == '-' &&
         words[0].text.drop_front().find_first_not_of("eEn") == llvm::StringRef::npos) {
    hasEscapes = hasEscapes || words[0].text.contains('e');
    words = words.drop_front();
  }
  std::string line;
  for (const Constant &word : words)
    line += (line.empty() ? "" : " ") + word.text.str();
  return hasEscapes ? unescaped(line, EscapeStyle::C) : line;
}

static std::optional<std::string> charactersOf(llvm::ArrayRef<Constant> arguments) {
  std::string characters;
  for (const Constant &argument : arguments) {
    std::uint32_t codePoint = 0;
    if (argument.text.getAsInteger(0, codePoint))
      return std::nullopt;
    appendUtf8(characters, codePoint);
  }
  return characters;
}

/// Decodings that look at several arguments.
static std::optional<std::string> decodeAll(Decoding decoding, llvm::ArrayRef<Constant> arguments) {
  const llvm::StringRef text = arguments[0].text;
  switch (decoding) {
  case Decoding::JoinPath:
    return joinPath(arguments);
  case Decoding::Printf:
    return formatPercent(text, arguments.drop_front());
  case Decoding::Format:
    return formatBraces(text, arguments.drop_front());
  case Decoding::Replace:
    if (arguments.size() != 3)
      return std::nullopt;
    return replaceAll(text, arguments[1].text, arguments[2].text);
  case Decoding::CharacterOf:
    return charactersOf(arguments);
  case Decoding::Echo:
    return printEcho(arguments);
  case Decoding::Escape:
    return formatPercent(unescaped(text, EscapeStyle::C), arguments.drop_front());
  default:
    return decodeText(decoding, text);
  }
}

Decoded assay::decode(Decoding decoding, llvm::ArrayRef<Constant> arguments) {
  if (decoding == Decoding::Home)
    return {"~"};
  if (decoding == Decoding::True)
    return {"true"};
  if (arguments.empty())
    return {};
  if (arguments[0].text.size() > maxFoldedBytes)
    return {std::nullopt, true};
  std::optional<std::string> text = decodeAll(decoding, arguments);
  const std::size_t written = text ? text->size() : 0;
  // What does not unpack may break at its end.
  const bool unpacks = decoding == Decoding::Zlib || decoding == Decoding::Gzip;
  std::size_t work = unpacks && !text ? maxFoldedBytes : written;
  for (const Constant &argument : arguments)
    work += argument.text.size();
  if (written > maxFoldedBytes)
    return {std::nullopt, true, work};
  return {std::move(text), false, work};
}

bool assay::isHiding(Decoding decoding) {
  switch (decoding) {
  case Decoding::Base64:
  case Decoding::Base32:
  case Decoding::Base85:
  case Decoding::Hex:
  case Decoding::Rot13:
  case Decoding::Zlib:
  case Decoding::Gzip:
  case Decoding::Reverse:
  case Decoding::CharacterOf:
    return true;
  default:
    return false;
  }
}

llvm::StringRef assay::nameOf(Decoding decoding) {
  switch (decoding) {
  case Decoding::Base64:
    return "base64";
  case Decoding::Base32:
    return "base32";
  case Decoding::Base85:
    return "base85";
  case Decoding::Hex:
    return "hex";
  case Decoding::Rot13:
    return "rot13";
  case Decoding::Zlib:
    return "zlib";
  case Decoding::Gzip:
    return "gzip";
  case Decoding::Reverse:
    return "reversed";
  case Decoding::CharacterOf:
    return "character codes";
  default:
    return "";
  }
}
