#include "tools/mcp/revision.h"

using namespace assay;
namespace json = llvm::json;

static constexpr llvm::StringLiteral withSessions[] = {"2025-11-25", "2025-06-18", "2025-03-26"};

llvm::ArrayRef<llvm::StringLiteral> assay::sessionRevisions() { return withSessions; }

const json::Object *assay::metaOf(const RpcRequest &request) {
  const json::Object *params = request.params.getAsObject();
  return params ? params->getObject("_meta") : nullptr;
}

llvm::StringRef assay::revisionOf(const RpcRequest &request) {
  const json::Object *meta = metaOf(request);
  return meta ? meta->getString("io.modelcontextprotocol/protocolVersion").value_or("") : "";
}

json::Object assay::unsupportedRevision(const json::Value &id, llvm::StringRef requested) {
  json::Object response = rpcError(id, mcp_error::unsupportedVersion,
                                   ("revision `" + requested + "` is not spoken here").str());
  (*response.getObject("error"))["data"] = json::Object{
      {"supported", json::Array{statelessRevision}}, {"requested", json::fixUTF8(requested)}};
  return response;
}

std::variant<RequestTerms, json::Object> assay::readTerms(const RpcRequest &request,
                                                          bool isStateless) {
  const llvm::StringRef revision = revisionOf(request);
  if (revision.empty() && !isStateless)
    return RequestTerms();
  const json::Value id = request.id ? *request.id : json::Value(nullptr);
  if (revision.empty())
    return rpcError(id, rpc_error::invalidParams,
                    "`_meta` must have `io.modelcontextprotocol/protocolVersion`");
  if (revision != statelessRevision)
    return unsupportedRevision(id, revision);
  const json::Object *client =
      metaOf(request)->getObject("io.modelcontextprotocol/clientCapabilities");
  if (!client)
    return rpcError(id, rpc_error::invalidParams,
                    "`_meta` must have `io.modelcontextprotocol/clientCapabilities`");
  return RequestTerms{true, client->getObject("elicitation") != nullptr};
}
