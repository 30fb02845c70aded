#ifndef ASSAY_TOOLS_ASSAY_SERVICE_ANSWER_H
#define ASSAY_TOOLS_ASSAY_SERVICE_ANSWER_H

#include "analyzer/rule.h"
#include "tools/gate/gate.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <deque>

namespace assay {

/// An answer of the service (assay.assess/1 or assay.run/1) as this process would have made it:
/// what `assess` and `run` print comes from it. Borrows the document.
struct ServiceAnswer {
  Handled handled;
  /// What the findings borrow: ids and titles.
  std::deque<Rule> rules;
};

/// `program` is the one that was asked about; it tells where in its bytes a finding is. Error: the
/// document lacks something, so it is not an answer of this version.
llvm::Expected<ServiceAnswer> readAnswer(const llvm::json::Object &document,
                                         const SourceFile &program);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SERVICE_ANSWER_H
