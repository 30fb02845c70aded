#ifndef ASSAY_TOOLS_RPC_JSON_RPC_H
#define ASSAY_TOOLS_RPC_JSON_RPC_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <variant>

// The messages of JSON-RPC 2.0 (jsonrpc.org/specification): what the service, the language server
// and the MCP server have in common. Batches are refused, as MCP does.

namespace assay {

namespace rpc_error {
inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;
inline constexpr int internalError = -32603;
/// The service's own: its queue is full, try again later.
inline constexpr int busy = -32000;
} // namespace rpc_error

/// A call, or a notification if it has no id.
struct RpcRequest {
  /// A number or a text; nothing for a notification.
  std::optional<llvm::json::Value> id;
  std::string method;
  /// An object or a list; an empty object if the message had none, or null.
  llvm::json::Value params = llvm::json::Object();
};

/// The answer to a call of ours.
struct RpcResponse {
  llvm::json::Value id = nullptr;
  llvm::json::Value result = nullptr;
  /// Set if it failed.
  std::optional<llvm::json::Object> error;
};

/// What a message is; or the error response that a message which is none deserves.
using RpcMessage = std::variant<RpcRequest, RpcResponse, llvm::json::Object>;

/// Never fails: a text that is not JSON, or not JSON-RPC, gives the response to send back.
RpcMessage parseRpc(llvm::StringRef text);

llvm::json::Object rpcResult(llvm::json::Value id, llvm::json::Value result);
llvm::json::Object rpcError(llvm::json::Value id, int code, llvm::StringRef message);
llvm::json::Object rpcRequest(llvm::json::Value id, llvm::StringRef method,
                              llvm::json::Value params);

/// Parses a document that comes from outside. Error: it is not JSON, or nests deeper than any
/// document of ours: llvm::json recurses once a level, so its stack would be the sender's choice.
llvm::Expected<llvm::json::Value> parseDocument(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_TOOLS_RPC_JSON_RPC_H
