#include "tools/service/server.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include "tools/service/accept.h"
#include "tools/service/job_queue.h"
#include "tools/service/unix_socket.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Errc.h"
#include <map>
#include <optional>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>

using namespace assay;
namespace json = llvm::json;

namespace {

/// A program of 16 MiB, most of it escaped; larger ones the API would refuse.
constexpr std::size_t maxMessageBytes = 64u << 20;
/// Connections at once; each costs a thread that mostly sleeps.
constexpr std::size_t maxConnections = 64;
/// How long a client may leave its answers unread.
constexpr timeval sendTimeout{.tv_sec = 5, .tv_usec = 0};

/// One client. Owned by its reading thread and by the jobs it has in line.
class Connection {
public:
  explicit Connection(std::shared_ptr<const Socket> socket)
      : socket_(std::move(socket)), writer_(socket_->get(), Framing::Lines) {
    ::setsockopt(socket_->get(), SOL_SOCKET, SO_SNDTIMEO, &sendTimeout, sizeof sendTimeout);
  }

  [[nodiscard]] int file() const { return socket_->get(); }

  /// A client that does not take its answers gets no more of them.
  void send(json::Object message) {
    if (llvm::Error error = writer_.write(json::Value(std::move(message)))) {
      llvm::consumeError(std::move(error));
      cancelAll();
      shut();
    }
  }

  /// Ends the reading of it, wherever that is.
  void shut() const { ::shutdown(socket_->get(), SHUT_RDWR); }

  /// Nothing if a request of this id is already there.
  std::shared_ptr<std::atomic<bool>> begin(const std::string &id) {
    const std::lock_guard lock(mutex_);
    const auto [place, isNew] = running_.try_emplace(id);
    if (!isNew)
      return nullptr;
    place->second = std::make_shared<std::atomic<bool>>(false);
    return place->second;
  }
  void end(const std::string &id) {
    const std::lock_guard lock(mutex_);
    running_.erase(id);
  }
  void cancel(const std::string &id) {
    const std::lock_guard lock(mutex_);
    if (const auto found = running_.find(id); found != running_.end())
      found->second->store(true);
  }
  void cancelAll() {
    const std::lock_guard lock(mutex_);
    for (const auto &[id, cancelled] : running_)
      cancelled->store(true);
  }

private:
  std::shared_ptr<const Socket> socket_;
  MessageWriter writer_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<std::atomic<bool>>> running_;
};

/// A number and the text of the same digits are different ids.
std::string keyOf(const json::Value &id) {
  std::string key;
  llvm::raw_string_ostream(key) << id;
  return key;
}

json::Object outputNotification(const json::Value &id, OutputStream stream, llvm::StringRef bytes) {
  return json::Object{
      {"jsonrpc", "2.0"},
      {"method", "output"},
      {"params", json::Object{{"id", id},
                              {"stream", stream == OutputStream::Output ? "output" : "errors"},
                              {"base64", llvm::encodeBase64(bytes)}}}};
}

class Server {
public:
  Server(const ServiceOptions &options, const SafetyApi::Env &env, PolicyInForce &policy)
      : configured_(options.configured), env_(env), policy_(policy),
        jobs_(policy.get()->admission.waiting) {
    for (unsigned i = 0; i < options.workers; ++i)
      workers_.emplace_back([this] { work(); });
  }
  ~Server() {
    // What a connection asked for is cancelled when it ends.
    connections_.reset();
    jobs_.close();
    for (std::thread &worker : workers_)
      worker.join();
  }
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;

  void take(Socket accepted) {
    if (!peerIsThisUser(accepted.get()))
      return;
    auto socket = std::make_shared<const Socket>(std::move(accepted));
    auto connection = std::make_shared<Connection>(socket);
    connections_->start(std::move(socket), [this, connection] { listen(connection); });
  }

private:
  void listen(const std::shared_ptr<Connection> &connection) {
    MessageReader reader(connection->file(), Framing::Lines, maxMessageBytes);
    while (true) {
      auto message = reader.next();
      if (!message)
        connection->send(
            rpcError(nullptr, rpc_error::parseError, llvm::toString(message.takeError())));
      else if (*message)
        receive(connection, **message);
      if (!message || !*message)
        break;
    }
    connection->cancelAll();
  }

  void receive(const std::shared_ptr<Connection> &connection, llvm::StringRef text) {
    RpcMessage message = parseRpc(text);
    if (auto *error = std::get_if<json::Object>(&message))
      return connection->send(std::move(*error));
    auto *request = std::get_if<RpcRequest>(&message);
    if (!request)
      return; // An answer to a question that nobody asked.
    if (request->method == "cancel") {
      const json::Object *params = request->params.getAsObject();
      if (const json::Value *id = params ? params->get("id") : nullptr)
        connection->cancel(keyOf(*id));
      return;
    }
    if (!request->id)
      return;
    if (request->method == "hello")
      return connection->send(rpcResult(*request->id, hello()));
    enqueue(connection, std::move(*request));
  }

  [[nodiscard]] json::Object hello() const {
    return json::Object{{"schema", "assay.hello/1"},
                        {"version", ASSAY_VERSION},
                        {"log", env_.logPath},
                        {"configured", configured_}};
  }

  void enqueue(const std::shared_ptr<Connection> &connection, RpcRequest request) {
    const std::string key = keyOf(*request.id);
    std::shared_ptr<std::atomic<bool>> cancelled = connection->begin(key);
    if (!cancelled)
      return connection->send(rpcError(*request.id, rpc_error::invalidRequest,
                                       "a request with this id is not answered yet"));
    const json::Value id = *request.id;
    const bool taken = jobs_.push([connection, key, cancelled = std::move(cancelled),
                                   request = std::move(request)](SafetyApi &api) {
      const auto pass = [&](OutputStream stream, llvm::StringRef bytes) {
        connection->send(outputNotification(*request.id, stream, bytes));
      };
      json::Object answer = api.call(request.method, request.params, {cancelled.get(), pass});
      connection->end(key);
      connection->send(rpcResult(*request.id, std::move(answer)));
    });
    if (taken)
      return;
    connection->end(key);
    connection->send(rpcError(id, rpc_error::busy, "the line is full, try again later"));
  }

  void work() {
    SafetyApi api(env_, policy_);
    while (Job job = jobs_.pop())
      job(api);
  }

  std::string configured_;
  SafetyApi::Env env_;
  PolicyInForce &policy_;
  JobQueue jobs_;
  std::vector<std::thread> workers_;
  std::optional<ConnectionThreads> connections_{maxConnections};
};

} // namespace

llvm::Error assay::serve(const ServiceOptions &options, const SafetyApi::Env &env,
                         PolicyInForce &policy, llvm::function_ref<void()> ready) {
  auto socket = listenAt(options.socket);
  if (!socket)
    return socket.takeError();
  const Socket signals = endSignals();
  Server server(options, env, policy);
  ready();
  acceptUntil(signals, *socket, [&](Socket connection) { server.take(std::move(connection)); });
  ::unlink(options.socket.c_str());
  return llvm::Error::success();
}
