#include "tools/mcp/http_endpoint.h"
#include "tools/mcp/http_exchange.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;
namespace json = llvm::json;

namespace {

/// Sessions that are kept; each has a thread that sleeps. The one that is needed least goes.
constexpr std::size_t maxSessions = 32;

constexpr llvm::StringLiteral path = "/mcp";

bool send(int socket, int status, llvm::StringRef body = "", llvm::StringRef headers = "") {
  return sendAll(socket, httpAnswer(status, headers, body));
}

bool sendError(int socket, int status, const json::Object &error) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(json::Object(error));
  return send(socket, status, text);
}

bool refuse(int socket, int status, llvm::StringRef why) {
  return sendError(socket, status, rpcError(nullptr, rpc_error::invalidRequest, why));
}

/// A name of this machine, with or without a port.
bool isLoopback(llvm::StringRef host) {
  for (llvm::StringRef name : {"localhost", "127.0.0.1", "[::1]"}) {
    llvm::StringRef rest = host;
    if (rest.consume_front_insensitive(name) &&
        (rest.empty() ||
         (rest.consume_front(":") && !rest.empty() && llvm::all_of(rest, llvm::isDigit))))
      return true;
  }
  return false;
}

/// Pages of other sites reach this address under their own name (DNS rebinding), or say where they
/// come from.
bool comesFromHere(const HttpRequest &request) {
  llvm::StringRef origin = request.header("origin");
  const bool hasOrigin = !origin.empty();
  if (hasOrigin && !origin.consume_front("http://") && !origin.consume_front("https://"))
    return false;
  return isLoopback(request.header("host")) && (!hasOrigin || isLoopback(origin));
}

/// Takes as long whichever byte differs.
bool sameSecret(llvm::StringRef given, llvm::StringRef secret) {
  unsigned char differs = given.size() != secret.size();
  for (std::size_t i = 0; i < secret.size(); ++i)
    differs |= static_cast<unsigned char>((i < given.size() ? given[i] : 0) ^ secret[i]);
  return differs == 0;
}

bool showsToken(const HttpRequest &request, llvm::StringRef token) {
  llvm::StringRef given = request.header("authorization");
  return token.empty() || (given.consume_front_insensitive("Bearer ") && sameSecret(given, token));
}

bool accepts(llvm::StringRef accepted, llvm::StringRef type) {
  return accepted.contains(type) || accepted.contains("*/*");
}

/// In the revision without sessions headers repeat what the message says, for those between who
/// read no bodies. Empty if they do.
std::string headerMismatch(const HttpRequest &request, const RpcRequest &message) {
  if (request.header("mcp-protocol-version") != revisionOf(message))
    return "MCP-Protocol-Version is not the revision that `_meta` names";
  if (request.header("mcp-method") != message.method)
    return "Mcp-Method is not the method of the message";
  const json::Object *params = message.params.getAsObject();
  if (message.method == "tools/call" && params &&
      request.header("mcp-name") != params->getString("name").value_or(""))
    return "Mcp-Name is not the name of the tool";
  return "";
}

bool isSessionRevision(llvm::StringRef revision) {
  return llvm::is_contained(sessionRevisions(), revision);
}

} // namespace

std::optional<HttpProblem> HttpEndpoint::objection(const HttpRequest &head) const {
  if (!comesFromHere(head))
    return HttpProblem{403, "Host and Origin must be this machine"};
  if (!showsToken(head, token_))
    return HttpProblem{401, "Authorization must show the token", "WWW-Authenticate: Bearer\r\n"};
  return std::nullopt;
}

bool HttpEndpoint::answer(int socket, const HttpRequest &request) {
  if (llvm::StringRef(request.target).split('?').first != path)
    return send(socket, 404);
  if (request.method == "POST")
    return post(socket, request);
  if (request.method == "DELETE")
    return endSession(socket, request);
  return send(socket, 405, "", "Allow: POST, DELETE\r\n");
}

bool HttpEndpoint::post(int socket, const HttpRequest &request) {
  if (!request.header("content-type").starts_with_insensitive("application/json"))
    return refuse(socket, 415, "Content-Type must be application/json");
  const llvm::StringRef accepted = request.header("accept");
  if (!accepts(accepted, "application/json") || !accepts(accepted, "text/event-stream"))
    return refuse(socket, 406, "Accept must have application/json and text/event-stream");
  RpcMessage message = parseRpc(request.body);
  if (const auto *error = std::get_if<json::Object>(&message))
    return sendError(socket, 400, *error);
  if (!request.header("mcp-session-id").empty())
    return takeInSession(socket, request, std::move(message));
  const auto *rpc = std::get_if<RpcRequest>(&message);
  if (!rpc)
    return refuse(socket, 400, "an answer belongs to a session");
  const llvm::StringRef revision = request.header("mcp-protocol-version");
  if (rpc->method == "initialize" && rpc->id && revisionOf(*rpc).empty() &&
      (revision.empty() || isSessionRevision(revision)))
    return initialize(socket, *rpc);
  return takeAlone(socket, request, *rpc);
}

/// Of the sessions that nobody waits for an answer from: an idle one before one where a program
/// runs whose client hung up, then the one used least recently. The end if there is none. With the
/// lock.
HttpEndpoint::Sessions::iterator HttpEndpoint::leastNeeded() {
  auto least = sessions_.end();
  std::pair<bool, std::chrono::steady_clock::time_point> leastNeed;
  for (auto each = sessions_.begin(); each != sessions_.end(); ++each) {
    Known &known = each->second;
    if (known.session.use_count() > 1)
      continue;
    const std::pair need(known.session->isBusy(), known.used);
    if (least == sessions_.end() || need < leastNeed) {
      least = each;
      leastNeed = need;
    }
  }
  return least;
}

/// Keeps one more session, and lets another go if there are too many. Its id; empty if all of them
/// are in use.
std::string HttpEndpoint::keep(std::shared_ptr<McpSession> session) {
  std::string id = unguessable();
  // Ends when the lock is free again.
  std::shared_ptr<McpSession> dropped;
  const std::lock_guard lock(mutex_);
  if (sessions_.size() >= maxSessions) {
    const auto least = leastNeeded();
    if (least == sessions_.end())
      return "";
    dropped = std::move(least->second.session);
    sessions_.erase(least);
  }
  sessions_[id] = {std::move(session), std::chrono::steady_clock::now()};
  return id;
}

bool HttpEndpoint::initialize(int socket, const RpcRequest &message) {
  auto session = std::make_shared<McpSession>(env_);
  const std::string id = keep(session);
  if (id.empty())
    return sendError(
        socket, 503,
        rpcError(*message.id, rpc_error::busy, "all sessions are in use, try again later"));
  auto exchange = std::make_shared<HttpExchange>();
  session->take(message, {}, exchange);
  return deliver(socket, *exchange, "Mcp-Session-Id: " + id + "\r\n", /*isStateless=*/false);
}

std::shared_ptr<McpSession> HttpEndpoint::findSession(llvm::StringRef id) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end())
    return nullptr;
  found->second.used = std::chrono::steady_clock::now();
  return found->second.session;
}

bool HttpEndpoint::takeInSession(int socket, const HttpRequest &request, RpcMessage message) {
  const std::shared_ptr<McpSession> session = findSession(request.header("mcp-session-id"));
  if (!session)
    return refuse(socket, 404, "there is no such session");
  const llvm::StringRef revision = request.header("mcp-protocol-version");
  if (!revision.empty() && !isSessionRevision(revision))
    return refuse(socket, 400, "MCP-Protocol-Version is not the session's");
  if (auto *response = std::get_if<RpcResponse>(&message)) {
    session->take(std::move(*response));
    return send(socket, 202);
  }
  const auto &rpc = std::get<RpcRequest>(message);
  auto exchange = std::make_shared<HttpExchange>();
  session->take(rpc, {}, exchange);
  return rpc.id ? deliver(socket, *exchange, "", /*isStateless=*/false) : send(socket, 202);
}

bool HttpEndpoint::takeAlone(int socket, const HttpRequest &request, const RpcRequest &message) {
  const json::Value id = message.id ? *message.id : json::Value(nullptr);
  auto terms = readTerms(message, /*isStateless=*/true);
  // That it names no revision weighs more than that a header names one, and the other way round.
  if (const std::string mismatch = headerMismatch(request, message);
      !mismatch.empty() && !revisionOf(message).empty())
    return sendError(socket, 400, rpcError(id, mcp_error::headerMismatch, mismatch));
  if (const auto *error = std::get_if<json::Object>(&terms))
    return sendError(socket, 400, *error);
  if (!message.id)
    return send(socket, 202);
  auto session = std::make_shared<McpSession>(env_);
  {
    const std::lock_guard lock(mutex_);
    alone_[session.get()] = session;
  }
  auto exchange = std::make_shared<HttpExchange>();
  session->take(message, std::get<RequestTerms>(terms), exchange);
  const bool delivered = deliver(socket, *exchange, "", /*isStateless=*/true);
  const std::lock_guard lock(mutex_);
  alone_.erase(session.get());
  return delivered;
}

bool HttpEndpoint::endSession(int socket, const HttpRequest &request) {
  std::shared_ptr<McpSession> session;
  {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(request.header("mcp-session-id"));
    if (found != sessions_.end()) {
      session = std::move(found->second.session);
      sessions_.erase(found);
    }
  }
  if (!session)
    return refuse(socket, 404, "there is no such session");
  session->cancelAll();
  return send(socket, 204);
}

void HttpEndpoint::stop() {
  const std::lock_guard lock(mutex_);
  for (const auto &[id, known] : sessions_)
    known.session->cancelAll();
  for (const auto &[key, session] : alone_)
    session->cancelAll();
}
