#ifndef ASSAY_TOOLS_GATE_POLICY_FIELD_H
#define ASSAY_TOOLS_GATE_POLICY_FIELD_H

#include "grammars/yaml.h"
#include "tools/gate/policy.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

// The one table of what stands in a policy document. Reading, printing, comparing and the JSON
// Schema all go by it, so a value is added to the language by adding a row.

namespace assay {

struct PolicyField {
  /// Keys from the document's root: {"limits", "untrusted", "memory-mib"}.
  llvm::SmallVector<std::string, 3> path;
  /// For people who write a policy: one sentence.
  std::string meaning;
  /// What the value may be, as a JSON Schema (draft 2020-12) without a description.
  llvm::json::Object schema;
  std::function<llvm::json::Value(const Policy &)> get;
  /// Fails at the node if it holds another kind of value; the policy is then as it was.
  std::function<llvm::Error(const YamlNode &, Policy &)> set;
};

/// All fields, in the order in which they are printed.
const std::vector<PolicyField> &policyFields();

/// A rule that needs two values at once. Checked, and reported, where a document writes the section
/// that it is about.
struct PolicyCheck {
  llvm::SmallVector<std::string, 3> section;
  /// What is wrong; nothing if it holds.
  std::optional<std::string> (*problem)(const Policy &);
};

llvm::ArrayRef<PolicyCheck> policyChecks();

/// "limits.untrusted.memory-mib".
std::string dotted(llvm::ArrayRef<std::string> path);

/// The schema of a whole document, for editors: draft 2020-12.
llvm::json::Object policySchema();

} // namespace assay

#endif // ASSAY_TOOLS_GATE_POLICY_FIELD_H
