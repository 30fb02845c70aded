#include "tools/assay/hook/agent.h"

// OpenAI Codex: hooks.json beside config.toml. It runs a call that a hook asks about, so assay
// denies there. It runs a new hook only after its user has trusted it (/hooks).

namespace assay {

static constexpr llvm::StringLiteral way[] = {"hooks", "PreToolUse"};
static constexpr AgentEntry entries[] = {{way, R"({"matcher": "Bash|apply_patch",
 "hooks": [{"type": "command", "command": "@COMMAND@", "timeout": 30}]})"}};
static constexpr AgentTool tools[] = {{"Bash", ToolKind::Shell, "command"},
                                      {"shell", ToolKind::Shell, "command"},
                                      {"apply_patch", ToolKind::Patch, "command"}};

extern const Agent codexAgent;
const Agent codexAgent = {
    .name = "codex",
    .product = "Codex CLI",
    .projectSettings = ".codex/hooks.json",
    .userSettings = ".codex/hooks.json",
    .newSettings = "{}",
    .entries = entries,
    .toolField = "tool_name",
    .inputField = "tool_input",
    .tools = tools,
    .canAsk = false,
    .answer = preToolUseAnswer,
    .harmlessCall = R"({"tool_name": "Bash", "tool_input": {"command": "ls"}})",
    .harmfulCall = R"({"tool_name": "Bash", "tool_input": {"command": "rm -rf /"}})",
};

} // namespace assay
