#include "audit/canonical_json.h"

#include "llvm/ADT/StringExtras.h"
#include <algorithm>

namespace assay {

bool canonicalKeyLess(llvm::StringRef a, llvm::StringRef b) {
  auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end())
    return x == a.end() && y != b.end();
  auto left = static_cast<unsigned char>(*x), right = static_cast<unsigned char>(*y);
  bool leftIsPair = left >= 0xF0, rightIsPair = right >= 0xF0;
  if (leftIsPair != rightIsPair && std::min(left, right) >= 0xEE)
    return leftIsPair;
  return left < right;
}

namespace {

/// An object or array that is being written: where it is and what comes next.
struct Level {
  std::vector<const llvm::json::Object::value_type *> entries;
  const llvm::json::Array *array = nullptr;
  std::size_t next = 0;

  [[nodiscard]] std::size_t size() const { return array ? array->size() : entries.size(); }
};

Level levelOf(const llvm::json::Object &object) {
  Level level;
  for (const auto &entry : object)
    level.entries.push_back(&entry);
  llvm::sort(level.entries,
             [](const auto *a, const auto *b) { return canonicalKeyLess(a->first, b->first); });
  return level;
}

std::string pathOf(const std::vector<Level> &levels) {
  std::string path;
  for (const Level &level : levels) {
    if (level.array)
      path += "[" + std::to_string(level.next - 1) + "]";
    else
      path += (path.empty() ? "" : ".") + level.entries[level.next - 1]->first.str();
  }
  return path;
}

/// Writes a value that holds no other. False: it cannot be written.
bool appendScalar(std::string &out, const llvm::json::Value &value) {
  if (auto text = value.getAsString()) {
    appendJSONString(out, *text);
    return true;
  }
  if (auto flag = value.getAsBoolean()) {
    out += *flag ? "true" : "false";
    return true;
  }
  if (value.getAsNull()) {
    out += "null";
    return true;
  }
  auto integer = value.getAsInteger();
  if (!integer || *integer > maxJSONInteger || *integer < -maxJSONInteger)
    return false;
  out += std::to_string(*integer);
  return true;
}

} // namespace

void appendJSONString(std::string &out, llvm::StringRef text) {
  std::string fixed;
  if (!llvm::json::isUTF8(text)) {
    fixed = llvm::json::fixUTF8(text);
    text = fixed;
  }
  static constexpr llvm::StringLiteral named = "btn?fr";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (byte >= 0x08 && byte <= 0x0D && byte != 0x0B) {
      out += '\\';
      out += named[byte - 0x08];
    } else {
      out += "\\u00";
      out += llvm::hexdigit(byte >> 4, /*LowerCase=*/true);
      out += llvm::hexdigit(byte & 15, /*LowerCase=*/true);
    }
  }
  out += '"';
}

llvm::Expected<std::string> canonicalJSON(const llvm::json::Object &object) {
  std::string out = "{";
  std::vector<Level> levels{levelOf(object)};
  while (!levels.empty()) {
    Level &level = levels.back();
    if (level.next == level.size()) {
      out += level.array ? ']' : '}';
      levels.pop_back();
      continue;
    }
    if (level.next > 0)
      out += ',';
    const llvm::json::Value *value = nullptr;
    if (level.array) {
      value = &(*level.array)[level.next++];
    } else {
      const auto &entry = *level.entries[level.next++];
      appendJSONString(out, entry.first);
      out += ':';
      value = &entry.second;
    }
    if (levels.size() >= maxJSONDepth)
      return llvm::createStringError("%s: nested deeper than %u", pathOf(levels).c_str(),
                                     maxJSONDepth);
    if (const auto *inner = value->getAsObject()) {
      out += '{';
      levels.push_back(levelOf(*inner));
    } else if (const auto *array = value->getAsArray()) {
      out += '[';
      levels.emplace_back().array = array;
    } else if (!appendScalar(out, *value)) {
      return llvm::createStringError("%s: not an integer within 2^53 - 1", pathOf(levels).c_str());
    }
  }
  return out;
}

} // namespace assay
