#ifndef ASSAY_TOOLS_MCP_REVISION_H
#define ASSAY_TOOLS_MCP_REVISION_H

#include "tools/rpc/json_rpc.h"
#include "llvm/ADT/ArrayRef.h"
#include <variant>

// The revisions of the Model Context Protocol. Up to 2025-11-25 a session begins with `initialize`,
// which says what the client can do. Since 2026-07-28 there are no sessions: each request says it
// in `_meta`, a server asks nothing by itself, and a result says whether it is one.

namespace assay {

namespace mcp_error {
/// A header of HTTP does not say what the message does.
inline constexpr int headerMismatch = -32020;
inline constexpr int unsupportedVersion = -32022;
} // namespace mcp_error

/// The revision without sessions.
inline constexpr llvm::StringLiteral statelessRevision = "2026-07-28";
/// Those that begin with `initialize`, the newest first.
llvm::ArrayRef<llvm::StringLiteral> sessionRevisions();

/// What a request is made under.
struct RequestTerms {
  bool isStateless = false;
  /// The client can ask its user. Known here only if it is stateless.
  bool canAsk = false;
};

/// `_meta` of a request, or null.
const llvm::json::Object *metaOf(const RpcRequest &request);
/// The revision that a request names for itself; empty if it does not.
llvm::StringRef revisionOf(const RpcRequest &request);

/// The terms of a request, or the error response that it deserves. `isStateless`: the transport
/// knows that it is; otherwise it is if it names a revision.
std::variant<RequestTerms, llvm::json::Object> readTerms(const RpcRequest &request,
                                                         bool isStateless);

/// The error response for a revision that is not spoken.
llvm::json::Object unsupportedRevision(const llvm::json::Value &id, llvm::StringRef requested);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_REVISION_H
