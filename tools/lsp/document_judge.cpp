#include "tools/lsp/document_judge.h"

using namespace assay;

std::shared_ptr<const Analysis> DocumentJudge::judge(const DocumentName &name,
                                                     std::shared_ptr<const DocumentText> text,
                                                     const Terms &terms) {
  // The date in the policy changes at midnight.
  if (!assessor_ || judgesAsOf_ != terms.policy.suppressionsAsOf)
    assessor_.emplace(rules_, terms.policy);
  judgesAsOf_ = terms.policy.suppressionsAsOf;
  if (terms.whole || kept_ != name.uri)
    tree_.clear();
  kept_ = name.uri;
  return analyse(
      name, std::move(text),
      {.assessor = *assessor_, .client = terms.client, .lowest = terms.lowest, .tree = &tree_});
}

void DocumentJudge::forget() {
  tree_.clear();
  kept_.clear();
}
