#include "tools/mcp/http_message.h"
#include "llvm/ADT/StringExtras.h"
#include <array>
#include <cerrno>
#include <chrono>
#include <poll.h>
#include <sys/socket.h>

using namespace assay;

/// What clients send takes one or two KiB.
static constexpr std::size_t maxHeadBytes = 16u << 10;
/// A program of 16 MiB, most of it escaped; larger ones the API would refuse.
static constexpr std::size_t maxBodyBytes = 64u << 20;
/// Of one read.
static constexpr std::size_t step = 64u << 10;
/// For what a refused client still sends: the largest body over loopback takes a tenth of that.
static constexpr std::chrono::seconds dropTime{2};

namespace {
struct Status {
  int code;
  llvm::StringLiteral name;
};
} // namespace

static constexpr Status statuses[] = {{200, "OK"},
                                      {202, "Accepted"},
                                      {204, "No Content"},
                                      {400, "Bad Request"},
                                      {401, "Unauthorized"},
                                      {403, "Forbidden"},
                                      {404, "Not Found"},
                                      {405, "Method Not Allowed"},
                                      {406, "Not Acceptable"},
                                      {408, "Request Timeout"},
                                      {411, "Length Required"},
                                      {413, "Content Too Large"},
                                      {415, "Unsupported Media Type"},
                                      {431, "Request Header Fields Too Large"},
                                      {501, "Not Implemented"},
                                      {503, "Service Unavailable"},
                                      {505, "HTTP Version Not Supported"}};

llvm::StringRef HttpRequest::header(llvm::StringRef name) const {
  const auto found = headers.find(name.str());
  return found == headers.end() ? llvm::StringRef() : llvm::StringRef(found->second);
}

/// RFC 9110, 5.6.2.
static bool isToken(llvm::StringRef text) {
  return !text.empty() && llvm::all_of(text, [](char c) {
    return llvm::isAlnum(c) || llvm::StringRef("!#$%&'*+-.^_`|~").contains(c);
  });
}

static bool isFieldValue(llvm::StringRef text) {
  return llvm::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::variant<HttpRequest, HttpProblem> assay::parseHead(llvm::StringRef text) {
  HttpRequest request;
  auto [first, rest] = text.split("\r\n");
  const auto [method, afterMethod] = first.split(' ');
  const auto [target, version] = afterMethod.split(' ');
  if (!isToken(method) || !target.starts_with("/") || !isFieldValue(target))
    return HttpProblem{400, "the request line is wrong"};
  if (version != "HTTP/1.1")
    return HttpProblem{505, "only HTTP/1.1 is spoken"};
  request.method = method.str();
  request.target = target.str();
  while (!rest.empty()) {
    const auto [line, next] = rest.split("\r\n");
    rest = next;
    const auto [name, value] = line.split(':');
    if (!isToken(name) || !isFieldValue(value))
      return HttpProblem{400, "a header is wrong"};
    if (!request.headers.try_emplace(name.lower(), value.trim(" \t").str()).second)
      return HttpProblem{400, "a header is there twice: " + name.lower()};
  }
  return request;
}

using Clock = std::chrono::steady_clock;

/// Waits until bytes or the end of the connection can be read. False if neither comes in time.
static bool isReadable(int file, Clock::time_point end) {
  pollfd watched{file, POLLIN, 0};
  int ready = 0;
  while (ready == 0 || (ready < 0 && errno == EINTR)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0)
      return false;
    ready = ::poll(&watched, 1, static_cast<int>(left.count()));
  }
  return ready > 0;
}

/// False at the end of the connection, or if nothing comes in time.
bool HttpReader::fill(Clock::time_point end) {
  if (!isReadable(file_, end))
    return false;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + step);
  ssize_t got = 0;
  do {
    got = ::recv(file_, buffer_.data() + had, step, 0);
  } while (got < 0 && errno == EINTR);
  buffer_.resize(had + static_cast<std::size_t>(got < 0 ? 0 : got));
  return got > 0;
}

/// What the body of a request takes, or why it cannot be read.
static std::variant<std::size_t, HttpProblem> bodyLength(const HttpRequest &request) {
  if (request.headers.count("transfer-encoding") != 0)
    return HttpProblem{501, "a body has a Content-Length here"};
  const llvm::StringRef text = request.header("content-length");
  if (text.empty() && request.method == "POST")
    return HttpProblem{411, "Content-Length is missing"};
  std::size_t length = 0;
  if (!text.empty() && (!llvm::all_of(text, llvm::isDigit) || text.getAsInteger(10, length)))
    return HttpProblem{400, "Content-Length is not a number"};
  if (length > maxBodyBytes)
    return HttpProblem{413, "a message is larger than " + std::to_string(maxBodyBytes) + " bytes"};
  return length;
}

static HttpProblem tooSlow() { return {408, "the request took too long to arrive"}; }

HttpReader::Head HttpReader::readHead() {
  if (buffer_.empty() && !fill(Clock::now() + patience_.silence))
    return HttpEnd();
  end_ = Clock::now() + patience_.request;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > maxHeadBytes)
      return HttpProblem{431, "the headers do not end"};
    if (!fill(end_))
      return Clock::now() < end_ ? Head(HttpEnd()) : tooSlow();
  }
  if (end > maxHeadBytes)
    return HttpProblem{431, "the headers are too long"};
  auto head = parseHead(llvm::StringRef(buffer_).take_front(end));
  buffer_.erase(0, end + 4);
  if (auto *problem = std::get_if<HttpProblem>(&head))
    return std::move(*problem);
  auto &request = std::get<HttpRequest>(head);
  const auto length = bodyLength(request);
  if (const auto *problem = std::get_if<HttpProblem>(&length))
    return *problem;
  bodyBytes_ = std::get<std::size_t>(length);
  return std::move(request);
}

HttpReader::Body HttpReader::readBody() {
  while (buffer_.size() < bodyBytes_)
    if (!fill(end_))
      return Clock::now() < end_ ? Body(HttpEnd()) : tooSlow();
  std::string body = buffer_.substr(0, bodyBytes_);
  buffer_.erase(0, bodyBytes_);
  return body;
}

static std::string statusLine(int status) {
  const auto *found =
      llvm::find_if(statuses, [&](const Status &row) { return row.code == status; });
  const llvm::StringRef name = found == std::end(statuses) ? "Error" : found->name;
  return ("HTTP/1.1 " + llvm::Twine(status) + " " + name + "\r\n").str();
}

std::string assay::httpAnswer(int status, llvm::StringRef headers, llvm::StringRef body) {
  const std::string type = body.empty() ? "" : "Content-Type: application/json\r\n";
  return (llvm::Twine(statusLine(status)) + headers + type + "Content-Length: " +
          llvm::Twine(body.size()) + "\r\nX-Content-Type-Options: nosniff\r\n\r\n" + body)
      .str();
}

std::string assay::eventStreamHead(llvm::StringRef headers) {
  return (llvm::Twine(statusLine(200)) + headers +
          "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n"
          "Transfer-Encoding: chunked\r\n\r\n")
      .str();
}

std::string assay::eventChunk(llvm::StringRef message) {
  const std::string event = ("event: message\ndata: " + message + "\n\n").str();
  return (llvm::Twine::utohexstr(event.size()) + "\r\n" + event + "\r\n").str();
}

std::string assay::eventStreamEnd() { return "0\r\n\r\n"; }

bool assay::sendAll(int socket, llvm::StringRef bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    bytes = bytes.drop_front(static_cast<std::size_t>(sent));
  }
  return true;
}

void assay::endUnread(int socket) {
  ::shutdown(socket, SHUT_WR);
  const auto end = Clock::now() + dropTime;
  std::array<char, 4096> dropped;
  while (isReadable(socket, end) && ::recv(socket, dropped.data(), dropped.size(), 0) > 0)
    ;
}
