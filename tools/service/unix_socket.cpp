#include "tools/service/unix_socket.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

using namespace assay;

/// Connections that may wait until the server looks.
static constexpr int backlog = 64;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::io_error, message);
}

static llvm::Error systemFailure(const llvm::Twine &what) {
  return failure(what + ": " + std::error_code(errno, std::generic_category()).message());
}

Socket::~Socket() {
  if (number_ >= 0)
    ::close(number_);
}

std::string assay::defaultSocketPath(const std::string &logPath) {
  if (const char *folder = std::getenv("XDG_RUNTIME_DIR"); folder && *folder == '/')
    return std::string(folder) + "/assay.sock";
  llvm::SmallString<128> path = llvm::sys::path::parent_path(llvm::StringRef(logPath).rtrim('/'));
  llvm::sys::path::append(path, "assay.sock");
  return path.str().str();
}

static llvm::Expected<sockaddr_un> addressOf(const std::string &path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return failure("a socket's path has from 1 to " + llvm::Twine(sizeof address.sun_path - 1) +
                   " bytes, this one has " + llvm::Twine(path.size()) + ": " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

static const sockaddr *generic(const sockaddr_un &address) {
  return reinterpret_cast<const sockaddr *>(&address);
}

static Socket newSocket() { return Socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

/// Makes room at `path`: removes a socket at which nobody listens, and nothing else.
static llvm::Error clearPath(const std::string &path, const sockaddr_un &address) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) != 0)
    return llvm::Error::success();
  if (!S_ISSOCK(there.st_mode))
    return failure(path + " is there already and is not a socket; choose another with --socket");
  const Socket probe = newSocket();
  if (::connect(probe.get(), generic(address), sizeof address) == 0)
    return failure("a service listens at " + path +
                   " already; stop it, or choose another path "
                   "with --socket");
  if (errno != ECONNREFUSED)
    return systemFailure("cannot use " + path);
  if (::unlink(path.c_str()) != 0)
    return systemFailure("cannot replace " + path);
  return llvm::Error::success();
}

llvm::Expected<Socket> assay::listenAt(const std::string &path) {
  auto address = addressOf(path);
  if (!address)
    return address.takeError();
  if (llvm::Error error = clearPath(path, *address))
    return error;
  Socket socket = newSocket();
  // The mode that bind() gives the file is that of the socket itself (unix(7)), less the umask: set
  // before there is a file, so that nobody can connect in between.
  if (socket.get() < 0 || ::fchmod(socket.get(), 0600) != 0 ||
      ::bind(socket.get(), generic(*address), sizeof *address) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(socket.get(), backlog) != 0)
    return systemFailure("cannot listen at " + path);
  return socket;
}

bool assay::peerIsThisUser(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         peer.uid == ::geteuid();
}

llvm::Expected<Socket> assay::connectTo(const std::string &path) {
  auto address = addressOf(path);
  if (!address)
    return address.takeError();
  Socket socket = newSocket();
  if (socket.get() < 0 || ::connect(socket.get(), generic(*address), sizeof *address) != 0)
    return systemFailure("no service at " + path);
  if (!peerIsThisUser(socket.get()))
    return failure("the service at " + path + " is another user's");
  return socket;
}
