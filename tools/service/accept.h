#ifndef ASSAY_TOOLS_SERVICE_ACCEPT_H
#define ASSAY_TOOLS_SERVICE_ACCEPT_H

#include "tools/service/unix_socket.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

// What servers have in common whatever they speak: taking connections until they are told to end,
// and a thread for each.

namespace assay {

/// SIGINT and SIGTERM as something to poll. Blocked for the threads made afterwards, too.
Socket endSignals();

/// Takes connections until there is a signal. One that cannot be taken yet waits in the line.
void acceptUntil(const Socket &signals, const Socket &listening,
                 llvm::function_ref<void(Socket)> take);

/// Connections with a thread each, so many at most. One thread starts them.
class ConnectionThreads {
public:
  explicit ConnectionThreads(std::size_t most) : most_(most) {}
  /// Shuts the connections down, which ends their reading, and waits for their threads.
  ~ConnectionThreads();
  ConnectionThreads(const ConnectionThreads &) = delete;
  ConnectionThreads &operator=(const ConnectionThreads &) = delete;

  /// Lets go of the connection at once if there are too many; otherwise `serve` is called, after
  /// which it is shut down.
  void start(std::shared_ptr<const Socket> socket, std::function<void()> serve);

private:
  struct Connection {
    std::shared_ptr<const Socket> socket;
    bool ended = false;
    std::thread thread;
  };
  void reap();

  std::size_t most_;
  std::mutex mutex_;
  std::list<Connection> connections_;
};

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_ACCEPT_H
