#include "tools/service/accept.h"
#include <cerrno>
#include <csignal>
#include <iterator>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

using namespace assay;

/// In milliseconds. Without a file or memory for it (EMFILE, ENFILE, ENOMEM) a connection stays in
/// the line, and poll() says so at once, again and again. Ten attempts a second cost nothing, and
/// nobody notices the wait once a file is free.
static constexpr int pauseAfterFailure = 100;

Socket assay::endSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return Socket(::signalfd(-1, &signals, SFD_CLOEXEC));
}

void assay::acceptUntil(const Socket &signals, const Socket &listening,
                        llvm::function_ref<void(Socket)> take) {
  pollfd watched[] = {{listening.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
  while (::poll(watched, std::size(watched), -1) >= 0 || errno == EINTR) {
    if (watched[1].revents != 0)
      break;
    if (watched[0].revents == 0)
      continue;
    Socket connection(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.get() >= 0)
      take(std::move(connection));
    else
      ::poll(&watched[1], 1, pauseAfterFailure);
  }
}

void ConnectionThreads::start(std::shared_ptr<const Socket> socket, std::function<void()> serve) {
  reap();
  const std::lock_guard lock(mutex_);
  if (connections_.size() >= most_)
    return;
  Connection &connection = connections_.emplace_back();
  connection.socket = std::move(socket);
  connection.thread = std::thread([this, &connection, serve = std::move(serve)] {
    serve();
    ::shutdown(connection.socket->get(), SHUT_RDWR);
    const std::lock_guard ending(mutex_);
    connection.ended = true;
  });
}

/// Forgets the connections that have ended.
void ConnectionThreads::reap() {
  std::list<Connection> ended;
  {
    const std::lock_guard lock(mutex_);
    for (auto each = connections_.begin(); each != connections_.end();)
      if (const auto at = each++; at->ended)
        ended.splice(ended.end(), connections_, at);
  }
  for (Connection &connection : ended)
    connection.thread.join();
}

ConnectionThreads::~ConnectionThreads() {
  {
    const std::lock_guard lock(mutex_);
    for (Connection &connection : connections_)
      ::shutdown(connection.socket->get(), SHUT_RDWR);
  }
  for (Connection &connection : connections_)
    connection.thread.join();
}
