#include "tools/assay/hook/agent.h"
#include "tools/report/json.h"

// GitHub Copilot CLI and coding agent: .github/hooks/*.json, so assay has a file of its own there.
// toolArgs is the text of a JSON object in some versions and the object in others.

namespace assay {

static constexpr llvm::StringLiteral way[] = {"hooks", "preToolUse"};
static constexpr AgentEntry entries[] = {
    {way, R"({"type": "command", "bash": "@COMMAND@", "timeoutSec": 30})"}};
static constexpr AgentTool tools[] = {
    {"bash", ToolKind::Shell, "command"},
    {"powershell", ToolKind::Shell, "command", "", "", "powershell"},
    {"create", ToolKind::Write, "file_text", "path"},
    {"edit", ToolKind::Edit, "new_str", "path", "old_str"}};

static llvm::json::Object answer(AgentVerdict verdict, llvm::StringRef reason) {
  if (verdict == AgentVerdict::Allow)
    return llvm::json::Object();
  return llvm::json::Object{{"permissionDecision", verdict == AgentVerdict::Ask ? "ask" : "deny"},
                            {"permissionDecisionReason", jsonText(reason)}};
}

extern const Agent copilotAgent;
const Agent copilotAgent = {
    .name = "copilot",
    .product = "GitHub Copilot",
    .projectSettings = ".github/hooks/assay.json",
    .userSettings = ".copilot/hooks/assay.json",
    .newSettings = R"({"version": 1})",
    .entries = entries,
    .toolField = "toolName",
    .inputField = "toolArgs",
    .tools = tools,
    .canAsk = true,
    .answer = answer,
    .harmlessCall = R"({"toolName": "bash", "toolArgs": "{\"command\": \"ls\"}"})",
    .harmfulCall = R"({"toolName": "bash", "toolArgs": "{\"command\": \"rm -rf /\"}"})",
};

} // namespace assay
