#ifndef ASSAY_GRAMMARS_YAML_H
#define ASSAY_GRAMMARS_YAML_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// The one door to YAML: yaml-cpp is included by yaml.cpp alone, which catches its exceptions. Every
// error reads "file:line:column: what is wrong, what was expected". Not a general YAML library:
// several documents in one file are refused, and in our own documents anchors, aliases and tags,
// since none of them needs them and they are how a small file becomes a large one.

namespace assay {

struct YamlEntry;

/// One node of a document. Numbers and booleans are scalars as written.
struct YamlNode {
  enum class Kind : std::uint8_t { Null, Scalar, Sequence, Map };

  Kind kind = Kind::Null;
  /// Written in quotes: "true" in quotes is text, not a boolean.
  bool quoted = false;
  /// Both from 1.
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string scalar;
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;
  /// Name of the document, for messages. Owned by the YamlDocument.
  llvm::StringRef file;

  /// "file:line:column: message".
  [[nodiscard]] llvm::Error error(const llvm::Twine &message) const;
  /// "a list", "a map", "text" ...: what was found, for messages.
  [[nodiscard]] llvm::StringRef kindName() const;
};

/// A key of a map and what stands under it.
struct YamlEntry {
  YamlNode first;
  YamlNode second;
};

/// What becomes of anchors, aliases and tags. Our own files have none; those of other programs may:
/// there an alias is a copy of what its anchor names, with the place of the original, as far as
/// maxNodes and maxDepth go, and tags are passed over.
enum class YamlDialect : std::uint8_t { Ours, Foreign };

/// A parsed document; owns its nodes. Movable.
class YamlDocument {
public:
  /// Rule packs of a thousand rules stay below it; larger files are an attack or a mistake.
  static constexpr std::size_t maxBytes = 4u << 20;
  static constexpr std::size_t maxNodes = 200'000;
  static constexpr unsigned maxDepth = 32;

  static llvm::Expected<YamlDocument> parse(llvm::StringRef fileName, llvm::StringRef text,
                                            YamlDialect dialect = YamlDialect::Ours);

  [[nodiscard]] const YamlNode &root() const { return *root_; }

private:
  YamlDocument() = default;
  std::unique_ptr<std::string> file_;
  std::unique_ptr<YamlNode> root_;
};

/// Reads a map key by key. A key that nobody asked for is an error that suggests the nearest one
/// that somebody did: so the set of known keys is written down once, by reading it.
class YamlMap {
public:
  /// `what` names the map in messages: "a rule". Fails unless `node` is a map.
  static llvm::Expected<YamlMap> of(const YamlNode &node, llvm::StringRef what);

  /// Null if the key is absent.
  const YamlNode *find(llvm::StringRef key);
  /// An error if the key is absent.
  llvm::Expected<const YamlNode *> require(llvm::StringRef key);
  /// Each leaves `value` as it is when the key is absent.
  llvm::Error read(llvm::StringRef key, std::string &value);
  llvm::Error read(llvm::StringRef key, bool &value);
  llvm::Error read(llvm::StringRef key, std::vector<std::string> &value);
  /// A whole number from `low` to `high`.
  llvm::Error read(llvm::StringRef key, std::int64_t &value, std::int64_t low, std::int64_t high);

  /// Call last: fails at the first key that was not asked for.
  llvm::Error finish();

  [[nodiscard]] const YamlNode &node() const { return *node_; }

private:
  YamlMap(const YamlNode &node, llvm::StringRef what) : node_(&node), what_(what) {}
  const YamlNode *node_;
  std::string what_;
  llvm::SmallVector<std::string, 16> asked_;
};

/// Text of a scalar. `what` names it in the message.
llvm::Expected<std::string> yamlText(const YamlNode &node, llvm::StringRef what);
/// A list of texts; a single text counts as a list of one.
llvm::Expected<std::vector<std::string>> yamlTexts(const YamlNode &node, llvm::StringRef what);
llvm::Expected<bool> yamlBool(const YamlNode &node, llvm::StringRef what);
llvm::Expected<std::int64_t> yamlInteger(const YamlNode &node, llvm::StringRef what,
                                         std::int64_t low, std::int64_t high);

/// ", did you mean `x`?" for the candidate nearest to `word`, or nothing.
std::string suggestion(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace assay

#endif // ASSAY_GRAMMARS_YAML_H
