#ifndef ASSAY_TOOLS_MCP_TOOLS_H
#define ASSAY_TOOLS_MCP_TOOLS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

namespace assay {

/// One tool of the MCP server: a row of the table in tools.cpp.
struct McpTool {
  llvm::StringLiteral name;
  llvm::StringLiteral title;
  llvm::StringLiteral description;
  /// The method of the safety API that answers; empty for explain_rule, which
  /// the rules answer.
  llvm::StringLiteral method;
  /// JSON Schema of the arguments, which are the method's request.
  llvm::StringLiteral input;
  /// Name of the schema of what it gives back: tools/report/schema/ has it in
  /// full.
  llvm::StringLiteral output;
  /// It runs nothing and changes nothing.
  bool isReadOnly;
};

/// Always in the same order, so that a model's context stays the same.
llvm::ArrayRef<McpTool> mcpTools();

/// Null if there is none of that name.
const McpTool *findMcpTool(llvm::StringRef name);

/// As an entry of tools/list.
llvm::json::Object toJson(const McpTool &tool);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_TOOLS_H
