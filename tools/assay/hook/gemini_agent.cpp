#include "tools/assay/hook/agent.h"
#include "tools/report/json.h"

// Gemini CLI: settings.json. Time-outs are in milliseconds; it knows yes and no, and no questions.

namespace assay {

static constexpr llvm::StringLiteral way[] = {"hooks", "BeforeTool"};
static constexpr AgentEntry entries[] = {
    {way, R"({"matcher": "run_shell_command|write_file|replace",
 "hooks": [{"name": "assay", "type": "command", "command": "@COMMAND@", "timeout": 30000}]})"}};
static constexpr AgentTool tools[] = {
    {"run_shell_command", ToolKind::Shell, "command"},
    {"write_file", ToolKind::Write, "content", "file_path"},
    {"replace", ToolKind::Edit, "new_string", "file_path", "old_string"}};

static llvm::json::Object answer(AgentVerdict verdict, llvm::StringRef reason) {
  if (verdict == AgentVerdict::Allow)
    return llvm::json::Object();
  return llvm::json::Object{{"decision", "deny"}, {"reason", jsonText(reason)}};
}

extern const Agent geminiAgent;
const Agent geminiAgent = {
    .name = "gemini",
    .product = "Gemini CLI",
    .projectSettings = ".gemini/settings.json",
    .userSettings = ".gemini/settings.json",
    .newSettings = "{}",
    .entries = entries,
    .toolField = "tool_name",
    .inputField = "tool_input",
    .tools = tools,
    .canAsk = false,
    .answer = answer,
    .harmlessCall = R"({"tool_name": "run_shell_command", "tool_input": {"command": "ls"}})",
    .harmfulCall = R"({"tool_name": "run_shell_command", "tool_input": {"command": "rm -rf /"}})",
};

} // namespace assay
