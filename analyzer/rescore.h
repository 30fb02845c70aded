#ifndef ASSAY_ANALYZER_RESCORE_H
#define ASSAY_ANALYZER_RESCORE_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"

namespace assay {

/// Makes level and score those of the findings that an assessment has now. For whoever takes some
/// out: findings that were there before. Rules and policy are those it was made with.
void rescore(const RuleSet &rules, const AssessmentPolicy &policy, Assessment &assessment);

} // namespace assay

#endif // ASSAY_ANALYZER_RESCORE_H
