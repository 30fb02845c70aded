#include "grammars/c/storage.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace assay::c {

static constexpr std::uint32_t pointerBytes = 8;

/// Bytes of what is one word by itself; 0 if it is not.
static std::uint32_t bytesOf(llvm::StringRef word) {
  return llvm::StringSwitch<std::uint32_t>(word)
      .Cases("char", "bool", "_Bool", "int8_t", "uint8_t", "u8", "Byte", "u_char", "uchar", 1)
      .Cases("short", "int16_t", "uint16_t", "u_short", "u16", 2)
      .Cases("int", "int32_t", "uint32_t", "unsigned", "signed", "float", "wchar_t", "uint", 4)
      .Cases("u_int", "u32", "pid_t", "uid_t", "gid_t", "mode_t", "socklen_t", "char32_t", 4)
      .Cases("long", "size_t", "ssize_t", "int64_t", "uint64_t", "double", "off_t", "time_t", 8)
      .Cases("ptrdiff_t", "intptr_t", "uintptr_t", "u64", "u_long", "ulong", 8)
      .Default(0);
}

static bool isUnsignedWord(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases("unsigned", "size_t", "bool", "_Bool", "uintptr_t", "uid_t", "gid_t", "mode_t", true)
      .Cases("u_char", "u_short", "u_int", "u_long", "uint", "uchar", "ulong", "socklen_t", true)
      .Cases("u8", "u16", "u32", "u64", "Byte", true)
      .Default(word.starts_with("uint") && word.ends_with("_t"));
}

Element elementOf(llvm::StringRef words) {
  Element element;
  while (!words.empty()) {
    const llvm::StringRef word =
        words.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
    if (word.empty()) {
      if (words.front() == '*')
        return {.bytes = pointerBytes, .isStatic = element.isStatic};
      words = words.drop_front();
      continue;
    }
    words = words.drop_front(word.size());
    element.isStatic |= word == "static" || word == "extern";
    element.isUnsigned |= isUnsignedWord(word);
    const std::uint32_t bytes = bytesOf(word);
    const bool isLong = word == "long";
    const bool addsNothing = word == "int" || word == "unsigned" || word == "signed";
    if (bytes && (!element.bytes || isLong || !addsNothing))
      element.bytes = bytes;
    element.isInteger |= bytes && word != "float" && word != "double";
  }
  return element;
}

/// What stands before a name in its declarator: how many '*', and whether in parentheses.
struct Before {
  bool isPointer = false;
  bool isGrouped = false;
};

static Before before(llvm::StringRef text) {
  Before found;
  for (text = text.rtrim(); !text.empty(); text = text.rtrim()) {
    if (text.consume_back("*")) {
      found.isPointer = true;
      continue;
    }
    if (text.consume_back("(")) {
      found.isGrouped = true;
      continue;
    }
    const llvm::StringRef word = text.take_back(
        text.size() - 1 - text.find_last_not_of("abcdefghijklmnopqrstuvwxyz_", text.size()));
    if (word != "const" && word != "restrict" && word != "__restrict" && word != "volatile")
      break;
    text = text.drop_back(word.size());
  }
  return found;
}

static Storage storageOf(Lowering &lowering, ValueId name, ValueId extent, unsigned extents) {
  const Span at = lowering.facts.value(name).span;
  const Before ahead = before(lowering.source.take_front(at.begin));
  const bool isArray = extents || lowering.source.substr(at.end).ltrim().starts_with("[");
  Storage storage;
  storage.name = name;
  storage.extent = extent;
  storage.kind = ahead.isPointer && (!isArray || ahead.isGrouped) ? StorageKind::Pointer
                 : isArray                                        ? StorageKind::Array
                                                                  : StorageKind::Single;
  // Of an array of arrays, the size of an element is not said.
  if (storage.kind == StorageKind::Array && ahead.isPointer)
    storage.elementBytes = pointerBytes;
  return storage;
}

/// The type that `words` say for the storages of the node, which have none yet.
static void giveType(Lowering &lowering, std::size_t first) {
  auto &all = lowering.facts.storages;
  if (first == all.size())
    return;
  std::uint32_t start = lowering.span.end;
  for (std::size_t at = first; at < all.size(); ++at)
    start = std::min(start, lowering.facts.value(all[at].name).span.begin);
  llvm::StringRef words = lowering.source.slice(lowering.span.begin, start);
  words = words.take_until([](char c) { return c == '*' || c == '('; });
  const Element element = elementOf(words);
  for (std::size_t at = first; at < all.size(); ++at) {
    Storage &storage = all[at];
    storage.isStatic = element.isStatic;
    if (storage.elementBytes)
      continue;
    storage.elementBytes = element.bytes;
    storage.isUnsigned = element.isUnsigned && element.isInteger;
    storage.isInteger = element.isInteger;
  }
}

void noteStorages(Lowering &lowering) {
  auto &all = lowering.facts.storages;
  const llvm::ArrayRef<Child> children = lowering.children;
  const auto isInside = [&](const Storage &storage) {
    const Span at = lowering.facts.value(storage.name).span;
    return at.begin >= lowering.span.begin && at.end <= lowering.span.end;
  };
  for (std::size_t at = 0; at < children.size(); ++at) {
    const Child &child = children[at];
    const bool isName = child.value && !child.isStatement &&
                        (child.role == Role::Target || child.role == Role::None) &&
                        lowering.facts.value(child.value).kind == ValueKind::Name;
    if (!isName)
      continue;
    std::size_t next = at + 1;
    while (next < children.size() && children[next].role == Role::Key)
      ++next;
    const unsigned extents = static_cast<unsigned>(next - at - 1);
    const ValueId extent = extents ? children[at + 1].value : 0;
    all.push_back(storageOf(lowering, child.value, extents == 1 ? extent : 0, extents));
  }
  std::size_t first = all.size();
  while (first > 0 && isInside(all[first - 1]))
    --first;
  giveType(lowering, first);
}

} // namespace assay::c
