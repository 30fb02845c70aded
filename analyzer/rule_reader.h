#ifndef ASSAY_ANALYZER_RULE_READER_H
#define ASSAY_ANALYZER_RULE_READER_H

#include "analyzer/rule.h"
#include "grammars/yaml.h"
#include "llvm/Support/Allocator.h"

namespace assay {

/// Reads one rule from a map node. All it points to lives in `memory`. Used at build time for the
/// built-in rules and at run time for users' files. Languages are not looked up here: the table of
/// languages is not there at build time.
llvm::Expected<Rule> readRule(const YamlNode &node, llvm::BumpPtrAllocator &memory);

} // namespace assay

#endif // ASSAY_ANALYZER_RULE_READER_H
