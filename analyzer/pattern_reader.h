#ifndef ASSAY_ANALYZER_PATTERN_READER_H
#define ASSAY_ANALYZER_PATTERN_READER_H

#include "analyzer/rule.h"
#include "grammars/yaml.h"
#include "llvm/Support/Allocator.h"

// The part of reading rules that reads what a rule looks for. Mistakes are errors with
// file:line:column and what was expected.

namespace assay {

/// Copies what a rule file says into memory that lives as long as its rules. Borrows the memory.
class RuleTexts {
public:
  explicit RuleTexts(llvm::BumpPtrAllocator &memory) : memory_(memory) {}

  [[nodiscard]] llvm::StringRef keep(llvm::StringRef text) const { return text.copy(memory_); }

  template <typename T> [[nodiscard]] llvm::ArrayRef<T> keep(llvm::ArrayRef<T> items) const {
    T *copy = memory_.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }

  [[nodiscard]] llvm::ArrayRef<llvm::StringRef> keep(const std::vector<std::string> &list) const;

  /// A text or a list of texts; none if the key is not there.
  llvm::Error list(YamlMap &map, llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> &into) const;
  /// Empty if the key is not there.
  llvm::Error text(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) const;
  llvm::Error required(YamlMap &map, llvm::StringRef key, llvm::StringRef &into) const;

private:
  llvm::BumpPtrAllocator &memory_;
};

/// Reads lists of patterns. Borrows the texts.
class PatternReader {
public:
  explicit PatternReader(const RuleTexts &texts) : texts_(texts) {}

  /// `node` may be null: no patterns.
  llvm::Error read(const YamlNode *node, llvm::ArrayRef<Pattern> &into) const;

private:
  [[nodiscard]] llvm::Expected<Pattern> readPattern(const YamlNode &node) const;
  llvm::Error readBody(const YamlNode &node, Pattern &pattern) const;
  llvm::Error bodyOf(YamlMap &map, Pattern &pattern) const;
  llvm::Error readArguments(YamlMap &map, Pattern &pattern) const;
  [[nodiscard]] llvm::Expected<ArgumentPattern> readArgument(const YamlNode &node,
                                                             bool hasPlace) const;
  llvm::Error regex(YamlMap &map, llvm::StringRef &into) const;
  llvm::Error names(YamlMap &map, llvm::StringRef key, llvm::ArrayRef<llvm::StringRef> known,
                    llvm::ArrayRef<llvm::StringRef> &into) const;

  const RuleTexts &texts_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_PATTERN_READER_H
