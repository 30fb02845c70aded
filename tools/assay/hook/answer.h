#ifndef ASSAY_TOOLS_ASSAY_HOOK_ANSWER_H
#define ASSAY_TOOLS_ASSAY_HOOK_ANSWER_H

#include "tools/assay/hook/agent.h"
#include "tools/assay/hook/tool_call.h"
#include "tools/gate/session.h"
#include "llvm/Support/Error.h"
#include <string>

namespace assay {

struct CallJudgement {
  AgentVerdict verdict = AgentVerdict::Deny;
  /// For the agent and its user. Names places, rules and levels; never quotes the code, which may
  /// hold secrets and which agents put into their transcripts.
  std::string reason;
  /// The request that the verdict is about, for `assay approve`. Empty if it is allowed.
  std::string request;
};

/// Judges each text and takes the strictest decision; each is recorded. An approval that a person
/// gave for these bytes counts, and is used up. Comments in them accept
/// nothing. Texts in no known language are not judged. An edit that leaves a file with no finding
/// that it did not have passes. Error: it cannot be judged or recorded.
llvm::Expected<CallJudgement> judgeCall(const std::vector<CallText> &texts, Session &session);

/// Ends the process with status 2, which agents take for a no, when the time is up or it crashes.
void denyOnCrashOrAfter(unsigned seconds);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HOOK_ANSWER_H
