#include "test/fuzz/fuzz.h"
#include "tools/gate/policy.h"

// A policy document.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  Policy policy;
  const std::string before = digestOf(policy);
  auto set = applyPolicy("p.yaml", input, policy);
  if (set)
    return;
  require(llvm::StringRef(llvm::toString(set.takeError())).starts_with("p.yaml:"),
          "an error says where it is");
  require(digestOf(policy) == before, "a document that is wrong changes nothing");
}
