#ifndef ASSAY_TOOLS_RPC_MESSAGE_STREAM_H
#define ASSAY_TOOLS_RPC_MESSAGE_STREAM_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

// JSON messages over a pair of file descriptors. Knows how messages are told apart, not what they
// mean; json_rpc.h does.

namespace assay {

/// How one message ends and the next begins.
enum class Framing : std::uint8_t {
  /// One message a line (jsonlines.org; the Model Context Protocol's stdio transport).
  Lines,
  /// "Content-Length: n", an empty line, n bytes (the Language Server Protocol's base protocol).
  Headers,
};

/// The receiving end. One thread at a time; borrows the descriptor.
class MessageReader {
public:
  MessageReader(int file, Framing framing, std::size_t maxBytes)
      : file_(file), framing_(framing), maxBytes_(maxBytes) {}

  /// Waits for the next message. Nothing at the end of input. Error: reading failed, a message is
  /// larger than maxBytes, or a header is not one. With Framing::Headers the next call goes on at
  /// the next header that is one; with Lines nothing can be read after that.
  llvm::Expected<std::optional<std::string>> next();
  /// Framing::Lines: next() would not wait.
  [[nodiscard]] bool hasNext() const { return buffer_.find('\n', begin_) != std::string::npos; }

private:
  llvm::Expected<bool> fill();
  llvm::Expected<std::optional<std::string>> nextLine();
  llvm::Expected<std::optional<std::string>> nextBody();
  llvm::Expected<std::optional<std::size_t>> readHeaders();

  int file_;
  Framing framing_;
  std::size_t maxBytes_;
  std::string buffer_;
  /// Of buffer_: where the next message begins.
  std::size_t begin_ = 0;
};

/// The sending end. Thread-safe: messages never mix. Borrows the descriptor.
class MessageWriter {
public:
  MessageWriter(int file, Framing framing) : file_(file), framing_(framing) {}

  /// Error: the other end is gone, or has read nothing for as long as the descriptor's own time
  /// limit; every later message fails too.
  llvm::Error write(const llvm::json::Value &message);

private:
  int file_;
  Framing framing_;
  std::mutex mutex_;
  bool failed_ = false;
};

} // namespace assay

#endif // ASSAY_TOOLS_RPC_MESSAGE_STREAM_H
