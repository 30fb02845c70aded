#ifndef ASSAY_TOOLS_MCP_HTTP_MESSAGE_H
#define ASSAY_TOOLS_MCP_HTTP_MESSAGE_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <map>
#include <string>
#include <variant>

// As much of HTTP/1.1 (RFC 9112) as the Model Context Protocol needs over loopback: requests with a
// body of known length, answers whole or in pieces. Not a web server: what it does not need it
// refuses, so that nothing is read in two ways.

namespace assay {

struct HttpRequest {
  std::string method;
  std::string target;
  /// By name in lower case; each once.
  std::map<std::string, std::string> headers;
  std::string body;

  /// Empty if there is none.
  [[nodiscard]] llvm::StringRef header(llvm::StringRef name) const;
};

/// Why a request is refused. The connection is of no use after it.
struct HttpProblem {
  int status = 400;
  std::string message;
  /// Lines for the answer, each with its end.
  std::string headers{};
};

/// The end of a connection.
struct HttpEnd {};

/// How long a client is waited for.
struct HttpPatience {
  /// Before a request.
  std::chrono::milliseconds silence = std::chrono::seconds(60);
  /// From the first byte of a request to the last of its body. The largest takes a third of a
  /// second over loopback; a machine that is busy or a client that is being debugged may need a
  /// hundred times that, and one that drips holds its connection no longer.
  std::chrono::milliseconds request = std::chrono::seconds(30);
};

/// Reads the requests of one connection, one after another: the head, then the body, so that who
/// may not ask is refused before there is memory for what he sends. Borrows the socket.
class HttpReader {
public:
  using Head = std::variant<HttpRequest, HttpProblem, HttpEnd>;
  using Body = std::variant<std::string, HttpProblem, HttpEnd>;

  explicit HttpReader(int file, HttpPatience patience = {}) : file_(file), patience_(patience) {}

  /// Waits for the next request, and reads it without its body. Silence instead is the end.
  Head readHead();
  /// Reads the body that belongs to the head read last. Once for each head.
  Body readBody();

private:
  bool fill(std::chrono::steady_clock::time_point end);

  int file_;
  HttpPatience patience_;
  std::string buffer_;
  std::size_t bodyBytes_ = 0;
  /// Of the request that is being read.
  std::chrono::steady_clock::time_point end_;
};

/// Reads the request line and the headers, without the empty line after them.
std::variant<HttpRequest, HttpProblem> parseHead(llvm::StringRef text);

/// An answer that is whole. `headers` are lines, each with its end.
std::string httpAnswer(int status, llvm::StringRef headers, llvm::StringRef body);
/// The beginning of a stream of events (WHATWG HTML, "Server-sent events"), one of its messages,
/// and its end.
std::string eventStreamHead(llvm::StringRef headers);
std::string eventChunk(llvm::StringRef message);
std::string eventStreamEnd();

/// False once the other end does not read any more.
bool sendAll(int socket, llvm::StringRef bytes);

/// Ends the connection after an answer to a request that was not read to its end. What still comes
/// is dropped for a moment: closing with bytes unread would reset the connection, and the client
/// might lose the answer (RFC 9112, 9.6).
void endUnread(int socket);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_HTTP_MESSAGE_H
