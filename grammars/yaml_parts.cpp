#include "grammars/yaml_parts.h"

using namespace assay;

YamlParts::YamlParts(Lowering &lowering) : source_(lowering.source), lineStarts_{0} {
  auto document = YamlDocument::parse("not readable YAML", source_, YamlDialect::Foreign);
  if (!document) {
    cutShort(lowering, llvm::toString(document.takeError()));
    return;
  }
  document_ = std::move(*document);
  for (std::size_t at = source_.find('\n'); at != llvm::StringRef::npos;
       at = source_.find('\n', at + 1))
    lineStarts_.push_back(static_cast<std::uint32_t>(at + 1));
}

const YamlNode *YamlParts::root() const { return document_ ? &document_->root() : nullptr; }

const YamlNode *YamlParts::find(const YamlNode *map, llvm::StringRef key) {
  if (map)
    for (const YamlEntry &entry : map->entries)
      if (entry.first.scalar == key)
        return &entry.second;
  return nullptr;
}

llvm::StringRef YamlParts::textAt(const YamlNode *map, llvm::StringRef key) {
  const YamlNode *node = find(map, key);
  return node && node->kind == YamlNode::Kind::Scalar ? llvm::StringRef(node->scalar) : "";
}

TextMap YamlParts::mapOf(const YamlNode &scalar) const {
  const std::size_t line = std::min<std::size_t>(scalar.line, lineStarts_.size()) - 1;
  std::size_t at = std::min<std::size_t>(lineStarts_[line] + scalar.column - 1, source_.size());
  // Anchors and tags stand in front of the text.
  while (at < source_.size() && (source_[at] == '&' || source_[at] == '!'))
    at = std::min(source_.find_first_not_of(" \t", source_.find_first_of(" \t\n", at)),
                  source_.size());
  // The header of a block.
  if (at < source_.size() && (source_[at] == '|' || source_[at] == '>'))
    at = std::min(source_.find('\n', at), source_.size());
  const Span rest{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(source_.size())};
  return alignText(source_, rest, scalar.scalar);
}
