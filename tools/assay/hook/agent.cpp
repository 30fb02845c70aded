#include "tools/assay/hook/agent.h"
#include "tools/report/json.h"

using namespace assay;
namespace json = llvm::json;

namespace assay {
#define AGENT(name) extern const Agent name##Agent;
#include "tools/assay/hook/agents.def"
} // namespace assay

static const Agent *const table[] = {
#define AGENT(name) &name##Agent,
#include "tools/assay/hook/agents.def"
};

llvm::ArrayRef<const Agent *> assay::agents() { return table; }

const Agent *assay::findAgent(llvm::StringRef name) {
  for (const Agent *agent : table)
    if (agent->name == name)
      return agent;
  return nullptr;
}

json::Object assay::preToolUseAnswer(AgentVerdict verdict, llvm::StringRef reason) {
  // Its "allow" would skip the agent's own questions, so assay has no opinion instead.
  if (verdict == AgentVerdict::Allow)
    return json::Object();
  return json::Object{
      {"hookSpecificOutput",
       json::Object{{"hookEventName", "PreToolUse"},
                    {"permissionDecision", verdict == AgentVerdict::Ask ? "ask" : "deny"},
                    {"permissionDecisionReason", jsonText(reason)}}}};
}
