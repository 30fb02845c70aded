#include "tools/mcp/tools.h"

using namespace assay;
namespace json = llvm::json;

static constexpr McpTool table[] = {
    {"assess_code", "Assess code",
     "Scores the risk of a program as LOW, MEDIUM, HIGH or BLOCKED and says "
     "why, line by line. Runs "
     "nothing.",
     "assessCodeOnly",
     R"({"type": "object", "additionalProperties": false, "required": ["code", "language"],
 "properties": {"code": {"type": "string", "description": "The whole program."},
  "language": {"type": "string", "description": "python, javascript, bash, ..."},
  "name": {"type": "string", "description": "What to call it in the answer."}}})",
     "assay.assess/1", true},
    {"run_code", "Run code in a jail",
     "Assesses a program and runs it in a jail that grants only what the "
     "assessment predicted and "
     "policy allows. HIGH is asked of the person; BLOCKED needs an approval "
     "that only a person can "
     "give, outside this tool.",
     "assessAndExecute",
     R"({"type": "object", "additionalProperties": false, "required": ["code", "language"],
 "properties": {"code": {"type": "string", "description": "The whole program."},
  "language": {"type": "string", "description": "python, javascript, bash, ..."},
  "name": {"type": "string", "description": "What to call it in the answer."},
  "arguments": {"type": "array", "items": {"type": "string"}},
  "input": {"type": "string", "description": "Its standard input."},
  "deadlineMs": {"type": "integer", "minimum": 1, "maximum": 86400000,
   "description": "How long it may take in all."}}})",
     "assay.run/1", false},
    {"security_status", "Security status", "What is in force: policy, rules, jail, log.",
     "getSecurityStatus", R"({"type": "object", "additionalProperties": false})", "assay.status/1",
     true},
    {"execution_history", "Execution history",
     "What was judged and run, from the tamper-evident log, the latest first.",
     "getExecutionHistory",
     R"({"type": "object", "additionalProperties": false,
 "properties": {"limit": {"type": "integer", "minimum": 1, "maximum": 1000},
  "type": {"type": "string"}, "level": {"enum": ["LOW", "MEDIUM", "HIGH", "BLOCKED"]},
  "verdict": {"enum": ["allow", "confirm", "block", "overridden"]},
  "since": {"type": "string", "description": "RFC 3339 time."}}})",
     "assay.history/1", true},
    {"audit_report", "Audit report", "Verifies the log and sums it up.", "getAuditReport",
     R"({"type": "object", "additionalProperties": false})", "assay.audit-report/1", true},
    {"explain_rule", "Explain a rule",
     "What a rule looks for, why, how to fix what it finds, and what it does "
     "not see.",
     "",
     R"({"type": "object", "additionalProperties": false, "required": ["id"],
 "properties": {"id": {"type": "string", "description": "As in a finding: shell-built-command."}}})",
     "assay.rule/1", true},
};

llvm::ArrayRef<McpTool> assay::mcpTools() { return table; }

const McpTool *assay::findMcpTool(llvm::StringRef name) {
  for (const McpTool &tool : table)
    if (tool.name == name)
      return &tool;
  return nullptr;
}

json::Object assay::toJson(const McpTool &tool) {
  json::Object output{
      {"type", "object"},
      {"required", json::Array{"schema"}},
      {"properties", json::Object{{"schema", json::Object{{"const", tool.output}}}}}};
  json::Object annotations{{"title", tool.title},
                           {"readOnlyHint", tool.isReadOnly},
                           {"destructiveHint", !tool.isReadOnly},
                           {"idempotentHint", tool.isReadOnly},
                           {"openWorldHint", !tool.isReadOnly}};
  return json::Object{{"name", tool.name},
                      {"title", tool.title},
                      {"description", tool.description},
                      {"inputSchema", llvm::cantFail(json::parse(tool.input))},
                      {"outputSchema", std::move(output)},
                      {"annotations", std::move(annotations)}};
}
