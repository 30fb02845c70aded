#ifndef ASSAY_GRAMMARS_YAML_PARTS_H
#define ASSAY_GRAMMARS_YAML_PARTS_H

#include "grammars/container.h"
#include "grammars/text_map.h"
#include "grammars/yaml.h"
#include <memory>
#include <optional>

namespace assay {

/// What containers in YAML share: the document, and where its texts stand in the file.
class YamlParts {
public:
  /// What is no YAML that we read is said in `cut`, and there is no document.
  explicit YamlParts(Lowering &lowering);

  /// Null if the file could not be read.
  [[nodiscard]] const YamlNode *root() const;
  /// Where the bytes of a scalar's text stand.
  [[nodiscard]] TextMap mapOf(const YamlNode &scalar) const;
  /// Null if `map` is no map or has no such key.
  static const YamlNode *find(const YamlNode *map, llvm::StringRef key);
  /// The text under a key; empty if there is none.
  static llvm::StringRef textAt(const YamlNode *map, llvm::StringRef key);

private:
  llvm::StringRef source_;
  std::optional<YamlDocument> document_;
  std::vector<std::uint32_t> lineStarts_;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_YAML_PARTS_H
