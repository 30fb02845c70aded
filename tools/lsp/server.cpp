#include "tools/lsp/server.h"
#include "tools/lsp/session.h"
#include "tools/rpc/json_rpc.h"

using namespace assay;
namespace json = llvm::json;

namespace {

/// A file of SourceFile::maxBytes, each of its bytes escaped.
constexpr std::size_t maxMessageBytes = 6 * SourceFile::maxBytes;

/// What is no message may stand for any number of bytes, but whoever sends only
/// that is no client.
constexpr unsigned maxBrokenMessages = 1'000;

struct Request {
  llvm::StringLiteral name;
  json::Value (LanguageSession::*answer)(const json::Object &params);
};
constexpr Request requests[] = {
    {"initialize", &LanguageSession::initialize},
    {"shutdown", &LanguageSession::shutdown},
    {"textDocument/hover", &LanguageSession::hover},
    {"textDocument/codeAction", &LanguageSession::codeAction},
    {"workspace/executeCommand", &LanguageSession::executeCommand},
    {"workspace/textDocumentContent", &LanguageSession::ruleDocument},
};

/// Requests that are answered later, by the thread that judges.
struct Pull {
  llvm::StringLiteral name;
  void (LanguageSession::*take)(const json::Value &id, const json::Object &params);
};
constexpr Pull pulls[] = {
    {"textDocument/codeLens", &LanguageSession::codeLens},
    {"textDocument/diagnostic", &LanguageSession::pullDocument},
    {"workspace/diagnostic", &LanguageSession::pullWorkspace},
};

struct Notification {
  llvm::StringLiteral name;
  void (LanguageSession::*take)(const json::Object &params);
};
constexpr Notification notifications[] = {
    {"initialized", &LanguageSession::initialized},
    {"textDocument/didOpen", &LanguageSession::didOpen},
    {"textDocument/didChange", &LanguageSession::didChange},
    {"textDocument/didClose", &LanguageSession::didClose},
    {"workspace/didChangeConfiguration", &LanguageSession::didChangeConfiguration},
    {"workspace/didChangeWorkspaceFolders", &LanguageSession::didChangeFolders},
    {"workspace/didChangeWatchedFiles", &LanguageSession::didChangeFiles},
    {"$/cancelRequest", &LanguageSession::cancel},
};

template <class Row> const Row *find(llvm::ArrayRef<Row> rows, llvm::StringRef name) {
  for (const Row &row : rows)
    if (row.name == name)
      return &row;
  return nullptr;
}

void takeRequest(LanguageSession &session, const RpcRequest &request, const json::Object &params) {
  const json::Value &id = *request.id;
  if (session.state() == LanguageSession::State::New && request.method != "initialize")
    return session.send(rpcError(id, lsp_error::serverNotInitialized, "initialize comes first"));
  if (session.state() != LanguageSession::State::New && request.method == "initialize")
    return session.send(rpcError(id, rpc_error::invalidRequest, "it is initialized already"));
  if (session.state() == LanguageSession::State::ShutDown)
    return session.send(rpcError(id, rpc_error::invalidRequest, "it is shut down"));
  if (const Request *known = find<Request>(requests, request.method))
    return session.send(rpcResult(id, (session.*known->answer)(params)));
  if (const Pull *known = find<Pull>(pulls, request.method))
    return (session.*known->take)(id, params);
  session.send(
      rpcError(id, rpc_error::methodNotFound, "there is no method `" + request.method + "`"));
}

void takeMessage(LanguageSession &session, llvm::StringRef text) {
  RpcMessage message = parseRpc(text);
  if (auto *error = std::get_if<json::Object>(&message))
    return session.send(std::move(*error));
  if (auto *response = std::get_if<RpcResponse>(&message))
    return session.takeResponse(*response);
  const auto &request = std::get<RpcRequest>(message);
  static const json::Object none;
  const json::Object *params = request.params.getAsObject();
  if (request.id)
    return takeRequest(session, request, params ? *params : none);
  if (session.state() != LanguageSession::State::Running)
    return;
  if (const Notification *known = find<Notification>(notifications, request.method))
    (session.*known->take)(params ? *params : none);
}

bool isExit(llvm::StringRef text) {
  if (!text.contains("\"exit\""))
    return false;
  RpcMessage message = parseRpc(text);
  const auto *request = std::get_if<RpcRequest>(&message);
  return request && !request->id && request->method == "exit";
}

} // namespace

int assay::serveLanguage(int input, int output, const LanguageServerEnv &env) {
  LanguageSession session(output, env);
  MessageReader reader(input, Framing::Headers, maxMessageBytes);
  unsigned broken = 0;
  while (broken < maxBrokenMessages) {
    auto message = reader.next();
    if (!message) {
      ++broken;
      session.send(rpcError(nullptr, rpc_error::parseError, llvm::toString(message.takeError())));
    } else if (!*message) {
      return 1;
    } else if (isExit(**message)) {
      return session.state() == LanguageSession::State::ShutDown ? 0 : 1;
    } else {
      takeMessage(session, **message);
    }
  }
  return 1;
}
