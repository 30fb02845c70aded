#ifndef ASSAY_GRAMMARS_JSON_TEXT_H
#define ASSAY_GRAMMARS_JSON_TEXT_H

#include "grammars/source_file.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// One value of a JSON text, with its place. llvm::json has no places, and recurses over its input.
struct JsonNode {
  enum class Kind : std::uint8_t { Null, Scalar, String, Array, Object };

  Kind kind = Kind::Null;
  /// With the quotes or brackets.
  Span span;
  /// Object members: the key.
  std::string key;
  /// String: its meaning. Scalar: a number, true or false as written.
  std::string text;
  /// Elements of an array, members of an object.
  std::vector<JsonNode> items;

  /// The last member of that key, as most readers have it; null if there is none.
  [[nodiscard]] const JsonNode *find(llvm::StringRef wanted) const;
  /// The text of a member, if it is a string.
  [[nodiscard]] llvm::StringRef textAt(llvm::StringRef wanted) const;
};

/// Documents of people and tools stay below it; deeper ones want to exhaust somebody's stack.
inline constexpr unsigned maxJsonDepth = 128;

/// Reads RFC 8259, with a byte order mark and nothing else in front. Fails with
/// "line:column: what is wrong". Iterative, linear.
llvm::Expected<JsonNode> parseJson(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_GRAMMARS_JSON_TEXT_H
