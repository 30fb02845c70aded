#include "tools/mcp/http_token.h"
#include "tools/mcp/open_questions.h"
#include "tools/service/unix_socket.h"
#include "llvm/ADT/StringExtras.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;

static constexpr std::size_t tokenDigits = 32;

static llvm::Error failure(const std::string &path, const llvm::Twine &what) {
  return llvm::createStringError("token file " + path + ": " + what);
}

static llvm::Error systemFailure(const std::string &path) {
  return failure(path, std::error_code(errno, std::generic_category()).message());
}

static llvm::Expected<std::string> makeToken(const std::string &path) {
  const Socket file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const std::string token = unguessable();
  const std::string line = token + "\n";
  if (file.get() < 0 ||
      ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return systemFailure(path);
  return token;
}

llvm::Expected<std::string> assay::readOrMakeToken(const std::string &path) {
  const Socket file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0)
    return errno == ENOENT ? makeToken(path) : systemFailure(path);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0)
    return systemFailure(path);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0)
    return failure(path, "must be a file of yours that nobody else can read (chmod 600)");
  std::string text(tokenDigits + 2, '\0');
  const ssize_t got = ::read(file.get(), text.data(), text.size());
  const llvm::StringRef token =
      llvm::StringRef(text).take_front(static_cast<std::size_t>(got < 0 ? 0 : got)).trim("\n");
  if (token.size() != tokenDigits || !llvm::all_of(token, llvm::isHexDigit))
    return failure(path, "must hold " + llvm::Twine(tokenDigits) +
                             " hexadecimal digits; remove it to have it made again");
  return token.str();
}
