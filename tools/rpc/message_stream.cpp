#include "tools/rpc/message_stream.h"
#include "llvm/Support/Errc.h"
#include <cerrno>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

using namespace assay;

/// Of one read. Larger messages take several.
static constexpr std::size_t step = 64u << 10;
/// The two headers that the protocol knows take some 80 bytes.
static constexpr std::size_t maxHeaderBytes = 4u << 10;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::io_error, message);
}

/// Reads some more. False at the end of input.
llvm::Expected<bool> MessageReader::fill() {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  const std::size_t had = buffer_.size();
  buffer_.resize(had + step);
  ssize_t got = 0;
  do {
    got = ::read(file_, buffer_.data() + had, step);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(had + static_cast<std::size_t>(got < 0 ? 0 : got));
  if (got < 0)
    return failure("cannot read: " + std::error_code(error, std::generic_category()).message());
  return got > 0;
}

llvm::Expected<std::optional<std::string>> MessageReader::next() {
  return framing_ == Framing::Lines ? nextLine() : nextBody();
}

llvm::Expected<std::optional<std::string>> MessageReader::nextLine() {
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', begin_ + searched);
    if (end != std::string::npos) {
      std::string line = buffer_.substr(begin_, end - begin_);
      begin_ = end + 1;
      searched = 0;
      if (llvm::StringRef(line).trim().empty())
        continue;
      return line;
    }
    searched = buffer_.size() - begin_;
    if (searched > maxBytes_)
      return failure("a message is larger than " + llvm::Twine(maxBytes_) + " bytes");
    auto more = fill();
    if (!more)
      return more.takeError();
    if (!*more && searched > 0)
      return failure("the input ends in the middle of a message");
    if (!*more)
      return std::nullopt;
  }
}

/// Reads up to the empty line and gives back the length. Nothing at the end of input.
llvm::Expected<std::optional<std::size_t>> MessageReader::readHeaders() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n", begin_)) == std::string::npos) {
    const std::size_t held = buffer_.size() - begin_;
    if (held > maxHeaderBytes) {
      // Keeps what may be the beginning of a header.
      begin_ = buffer_.size() - std::min<std::size_t>(held, maxHeaderBytes / 2);
      return failure("the headers of a message do not end");
    }
    auto more = fill();
    if (!more)
      return more.takeError();
    if (!*more && held > 0)
      return failure("the input ends in the middle of a header");
    if (!*more)
      return std::nullopt;
  }
  const llvm::StringRef headers = llvm::StringRef(buffer_).slice(begin_, end);
  begin_ = end + 4;
  // The last one, wherever it stands: after a wrong length the rest of a body stands before it.
  constexpr llvm::StringLiteral name = "Content-Length:";
  if (const std::size_t at = headers.rfind_insensitive(name); at != llvm::StringRef::npos) {
    const llvm::StringRef value = headers.drop_front(at + name.size()).split("\r\n").first;
    std::size_t length = 0;
    if (value.trim().getAsInteger(10, length))
      return failure("Content-Length is not a number");
    if (length > maxBytes_)
      return failure("a message is larger than " + llvm::Twine(maxBytes_) + " bytes");
    return length;
  }
  return failure("a message has no Content-Length");
}

llvm::Expected<std::optional<std::string>> MessageReader::nextBody() {
  auto length = readHeaders();
  if (!length)
    return length.takeError();
  if (!*length)
    return std::nullopt;
  while (buffer_.size() - begin_ < **length) {
    auto more = fill();
    if (!more)
      return more.takeError();
    if (!*more)
      return failure("the input ends in the middle of a message");
  }
  std::string body = buffer_.substr(begin_, **length);
  begin_ += **length;
  return body;
}

/// Sockets are written without SIGPIPE; pipes and files as they are.
static ssize_t send(int file, llvm::StringRef bytes) {
  const ssize_t sent = ::send(file, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK)
    return sent;
  return ::write(file, bytes.data(), bytes.size());
}

llvm::Error MessageWriter::write(const llvm::json::Value &message) {
  std::string text;
  llvm::raw_string_ostream(text) << message;
  std::string framed;
  if (framing_ == Framing::Headers)
    framed = "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
  else
    framed = text + "\n";
  const std::lock_guard lock(mutex_);
  llvm::StringRef rest = framed;
  while (!rest.empty() && !failed_) {
    const ssize_t sent = send(file_, rest);
    if (sent > 0)
      rest = rest.drop_front(static_cast<std::size_t>(sent));
    else if (errno != EINTR)
      failed_ = true;
  }
  return failed_ ? failure("the other end does not read") : llvm::Error::success();
}
