#ifndef ASSAY_TOOLS_ASSAY_RULE_TEST_H
#define ASSAY_TOOLS_ASSAY_RULE_TEST_H

#include "analyzer/rule.h"
#include <string>
#include <vector>

namespace assay {

/// An example that a rule judges wrongly.
struct FailedExample {
  std::string rule;
  std::string language;
  bool flagged = false;
  /// Which of the rule's examples, from 1.
  std::size_t number = 0;
  std::string problem;
};

struct RuleTest {
  std::size_t rules = 0;
  std::size_t examples = 0;
  std::vector<FailedExample> failures;
};

/// Judges each example of each rule. In a flagged example the rule must find something on every
/// line that holds "assay: expect", or anywhere if no line does; in a clean one, nothing. A rule
/// without a flagged example proves nothing and fails too.
RuleTest testRules(const RuleSet &rules);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_RULE_TEST_H
