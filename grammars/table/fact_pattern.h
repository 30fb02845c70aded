#ifndef ASSAY_GRAMMARS_TABLE_FACT_PATTERN_H
#define ASSAY_GRAMMARS_TABLE_FACT_PATTERN_H

#include "grammars/fact_table.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// A child in a pattern: `field: (kind) @role`, `"token"`, `(_) @role`.
struct ChildPattern {
  std::string field;
  /// Empty for `_`.
  std::string kind;
  bool isToken = false;
  bool hasRole = false;
  Role role = Role::None;
  unsigned line = 0;
};

/// One pattern of facts.scm: `(kind child...) @action`.
struct FactPattern {
  std::string kind;
  std::vector<ChildPattern> children;
  Action action = Action::Pass;
  /// From @lower.NAME and @leaf.NAME: functions of <language>/lower.cpp.
  std::string lower;
  std::string leaf;
  std::string file;
  unsigned line = 0;
};

/// Reads a facts.scm. The language is a subset of tree-sitter's queries: one level of children,
/// kinds, fields, anonymous tokens, `_`, and captures; `[(a) (b)] @x` stands for `(a) @x (b) @x`.
/// Fails with "file:line: what is wrong".
llvm::Expected<std::vector<FactPattern>> readFactPatterns(llvm::StringRef file,
                                                          llvm::StringRef text);

} // namespace assay

#endif // ASSAY_GRAMMARS_TABLE_FACT_PATTERN_H
