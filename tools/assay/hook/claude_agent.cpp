#include "tools/assay/hook/agent.h"

// Claude Code, docs.claude.com: hooks reference. A hook that fails in another way than exit status
// 2 is passed over there.

namespace assay {

static constexpr llvm::StringLiteral way[] = {"hooks", "PreToolUse"};
static constexpr AgentEntry entries[] = {
    {way, R"({"matcher": "Bash|Write|Edit|MultiEdit|NotebookEdit",
 "hooks": [{"type": "command", "command": "@COMMAND@", "timeout": 30}]})"}};
static constexpr AgentTool tools[] = {
    {"Bash", ToolKind::Shell, "command"},
    {"Write", ToolKind::Write, "content", "file_path"},
    {"Edit", ToolKind::Edit, "new_string", "file_path", "old_string"},
    {"MultiEdit", ToolKind::Edit, "new_string", "file_path", "old_string"},
    {"NotebookEdit", ToolKind::Write, "new_source", "notebook_path"}};

extern const Agent claudeAgent;
const Agent claudeAgent = {
    .name = "claude",
    .product = "Claude Code",
    .projectSettings = ".claude/settings.json",
    .userSettings = ".claude/settings.json",
    .newSettings = "{}",
    .entries = entries,
    .toolField = "tool_name",
    .inputField = "tool_input",
    .tools = tools,
    .canAsk = true,
    .answer = preToolUseAnswer,
    .harmlessCall = R"({"tool_name": "Bash", "tool_input": {"command": "ls"}})",
    .harmfulCall = R"({"tool_name": "Bash", "tool_input": {"command": "rm -rf /"}})",
};

} // namespace assay
