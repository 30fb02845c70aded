#include "tools/assay/hook/agent.h"
#include "tools/report/json.h"

// Cursor: .cursor/hooks.json. `failClosed` makes it take a crash or a time-out for a no.

namespace assay {

static constexpr llvm::StringLiteral way[] = {"hooks", "beforeShellExecution"};
static constexpr AgentEntry entries[] = {
    {way, R"({"command": "@COMMAND@", "timeout": 30, "failClosed": true})"}};
static constexpr AgentTool tools[] = {{"beforeShellExecution", ToolKind::Shell, "command"}};

static llvm::json::Object answer(AgentVerdict verdict, llvm::StringRef reason) {
  if (verdict == AgentVerdict::Allow)
    return llvm::json::Object{{"permission", "allow"}};
  return llvm::json::Object{{"permission", verdict == AgentVerdict::Ask ? "ask" : "deny"},
                            {"user_message", jsonText(reason)},
                            {"agent_message", jsonText(reason)}};
}

extern const Agent cursorAgent;
const Agent cursorAgent = {
    .name = "cursor",
    .product = "Cursor",
    .projectSettings = ".cursor/hooks.json",
    .userSettings = ".cursor/hooks.json",
    .newSettings = R"({"version": 1})",
    .entries = entries,
    .toolField = "hook_event_name",
    .inputField = "",
    .tools = tools,
    .canAsk = true,
    .answer = answer,
    .harmlessCall = R"({"hook_event_name": "beforeShellExecution", "command": "ls"})",
    .harmfulCall = R"({"hook_event_name": "beforeShellExecution", "command": "rm -rf /"})",
};

} // namespace assay
