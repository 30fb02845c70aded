#include "tools/rpc/json_rpc.h"
#include <algorithm>

using namespace assay;
namespace json = llvm::json;

/// No document of ours nests deeper than ten.
static constexpr unsigned maxDepth = 64;

/// Neither objects nor lists nest deeper than `depth` in this text, whatever else it is.
static bool nestsAtMost(llvm::StringRef text, unsigned depth) {
  unsigned open = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++open > depth)
        return false;
    } else if (c == '}' || c == ']') {
      open -= std::min(open, 1u);
    }
  }
  return true;
}

llvm::Expected<json::Value> assay::parseDocument(llvm::StringRef text) {
  if (!nestsAtMost(text, maxDepth))
    return llvm::createStringError("it nests deeper than " + llvm::Twine(maxDepth));
  return json::parse(text);
}

json::Object assay::rpcResult(json::Value id, json::Value result) {
  return json::Object{{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"result", std::move(result)}};
}

json::Object assay::rpcError(json::Value id, int code, llvm::StringRef message) {
  return json::Object{{"jsonrpc", "2.0"},
                      {"id", std::move(id)},
                      {"error", json::Object{{"code", code}, {"message", json::fixUTF8(message)}}}};
}

json::Object assay::rpcRequest(json::Value id, llvm::StringRef method, json::Value params) {
  return json::Object{
      {"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", std::move(params)}};
}

static bool isId(const json::Value &value) {
  return value.kind() == json::Value::String || value.kind() == json::Value::Number;
}

static RpcMessage parseRequest(json::Object &object) {
  RpcRequest request;
  const json::Value *id = object.get("id");
  if (id && !isId(*id))
    return rpcError(nullptr, rpc_error::invalidRequest, "`id` must be a number or a text");
  if (id)
    request.id = *id;
  const json::Value shownId = id ? *id : json::Value(nullptr);
  const auto method = object.getString("method");
  if (!method)
    return rpcError(shownId, rpc_error::invalidRequest, "`method` must be a text");
  request.method = method->str();
  // Some clients of the Language Server Protocol (Emacs's) say null for none.
  if (json::Value *params = object.get("params"); params && params->kind() != json::Value::Null) {
    if (!params->getAsObject() && !params->getAsArray())
      return rpcError(shownId, rpc_error::invalidRequest, "`params` must be an object or a list");
    request.params = std::move(*params);
  }
  return request;
}

RpcMessage assay::parseRpc(llvm::StringRef text) {
  auto value = parseDocument(text);
  if (!value)
    return rpcError(nullptr, rpc_error::parseError,
                    "the message is not JSON: " + llvm::toString(value.takeError()));
  json::Object *object = value->getAsObject();
  if (!object)
    return rpcError(nullptr, rpc_error::invalidRequest, "the message must be an object");
  if (object->getString("jsonrpc") != llvm::StringRef("2.0"))
    return rpcError(nullptr, rpc_error::invalidRequest, "`jsonrpc` must be \"2.0\"");
  const json::Value *result = object->get("result");
  const json::Object *error = object->getObject("error");
  if (object->get("method") || (!result && !error))
    return parseRequest(*object);
  RpcResponse response;
  if (const json::Value *id = object->get("id"))
    response.id = *id;
  if (error)
    response.error = *error;
  else
    response.result = *result;
  return response;
}
