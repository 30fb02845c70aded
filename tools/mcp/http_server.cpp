#include "tools/mcp/http_server.h"
#include "tools/mcp/http_endpoint.h"
#include "tools/service/accept.h"
#include "llvm/Support/Errc.h"
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

using namespace assay;

/// Connections at once; each costs a thread that mostly sleeps.
static constexpr std::size_t maxConnections = 64;
/// How long a client may leave its answers unread.
static constexpr timeval sendTimeout{.tv_sec = 5, .tv_usec = 0};

static llvm::Error failure(const llvm::Twine &what) {
  return llvm::createStringError(std::error_code(errno, std::generic_category()), what);
}

/// Listens at 127.0.0.1, and says at which port.
static llvm::Expected<Socket> listenAtLoopback(std::uint16_t &port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto *general = reinterpret_cast<sockaddr *>(&address);
  if (::bind(socket.get(), general, size) != 0 || ::listen(socket.get(), SOMAXCONN) != 0 ||
      ::getsockname(socket.get(), general, &size) != 0)
    return failure("cannot listen at 127.0.0.1:" + llvm::Twine(port));
  port = ntohs(address.sin_port);
  return socket;
}

static bool refuse(int socket, const HttpProblem &problem) {
  std::string body;
  llvm::raw_string_ostream(body) << llvm::json::Value(
      rpcError(nullptr, rpc_error::invalidRequest, problem.message));
  if (sendAll(socket, httpAnswer(problem.status, problem.headers + "Connection: close\r\n", body)))
    endUnread(socket);
  return false;
}

/// False: the connection is of no use any more.
static bool serveRequest(int socket, HttpReader &reader, HttpEndpoint &endpoint) {
  auto head = reader.readHead();
  if (const auto *problem = std::get_if<HttpProblem>(&head))
    return refuse(socket, *problem);
  auto *request = std::get_if<HttpRequest>(&head);
  if (!request)
    return false;
  if (const auto objection = endpoint.objection(*request))
    return refuse(socket, *objection);
  auto body = reader.readBody();
  if (const auto *problem = std::get_if<HttpProblem>(&body))
    return refuse(socket, *problem);
  auto *text = std::get_if<std::string>(&body);
  if (!text)
    return false;
  request->body = std::move(*text);
  return endpoint.answer(socket, *request) &&
         !request->header("connection").equals_insensitive("close");
}

static void serveConnection(int socket, HttpEndpoint &endpoint) {
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &sendTimeout, sizeof sendTimeout);
  HttpReader reader(socket);
  while (serveRequest(socket, reader, endpoint))
    ;
}

llvm::Error assay::serveModelContextHttp(const McpHttpOptions &options, const SafetyApi::Env &env,
                                         PolicyInForce &policy, llvm::StringRef version,
                                         llvm::function_ref<void(std::uint16_t)> ready) {
  std::uint16_t port = options.port;
  auto listening = listenAtLoopback(port);
  if (!listening)
    return listening.takeError();
  const Socket signals = endSignals();
  OpenQuestions questions;
  HttpEndpoint endpoint({env, policy, questions, version}, options.token);
  ConnectionThreads connections(maxConnections);
  ready(port);
  acceptUntil(signals, *listening, [&](Socket accepted) {
    const auto socket = std::make_shared<const Socket>(std::move(accepted));
    connections.start(socket, [&endpoint, socket] { serveConnection(socket->get(), endpoint); });
  });
  endpoint.stop();
  return llvm::Error::success();
}
