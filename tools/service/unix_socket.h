#ifndef ASSAY_TOOLS_SERVICE_UNIX_SOCKET_H
#define ASSAY_TOOLS_SERVICE_UNIX_SOCKET_H

#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace assay {

/// A socket that closes itself. Movable.
class Socket {
public:
  explicit Socket(int number = -1) : number_(number) {}
  Socket(Socket &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket &operator=(Socket &&other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Socket(const Socket &) = delete;
  Socket &operator=(const Socket &) = delete;
  ~Socket();

  [[nodiscard]] int get() const { return number_; }

private:
  int number_;
};

/// $XDG_RUNTIME_DIR/assay.sock, else assay.sock in the folder that `logPath` is in.
std::string defaultSocketPath(const std::string &logPath);

/// Listens at `path` with mode 0600. A socket that nobody listens at any more is replaced. Error:
/// somebody does listen there, the path is too long for a socket, or something else is in the way.
llvm::Expected<Socket> listenAt(const std::string &path);

/// Connects. Error: nobody listens there, or the one who does is another user.
llvm::Expected<Socket> connectTo(const std::string &path);

/// The other end of a connection is a process of this user (unix(7), SO_PEERCRED).
bool peerIsThisUser(int connection);

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_UNIX_SOCKET_H
