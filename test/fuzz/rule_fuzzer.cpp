#include "analyzer/rule.h"
#include "test/fuzz/fuzz.h"

// A user's rule file.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  RuleSet rules;
  const std::size_t builtIn = rules.rules().size();
  llvm::Error error = rules.add("r.yaml", input);
  const bool failed = static_cast<bool>(error);
  const std::string message = llvm::toString(std::move(error));
  if (failed) {
    require(llvm::StringRef(message).starts_with("r.yaml:"), "an error says where it is");
    require(rules.rules().size() == builtIn, "a file that is wrong adds no rule");
  }
}
