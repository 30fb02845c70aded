#include "test/fuzz/fuzz.h"
#include "tools/gate/request.h"
#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include <sys/mman.h>
#include <unistd.h>

// Messages from other programs, from the bytes of a stream to the fields of a request. The first
// line names the framing: "headers", or else lines.

using namespace assay;

/// Smaller than what a program is given, so that the bound is met.
static constexpr std::size_t maxMessage = 1024;

static void readRequest(const RpcRequest &request) {
  RequestReader reader(request.params, "params");
  (void)reader.text("code", /*required=*/true);
  (void)reader.text("language");
  (void)reader.flag("confirmed");
  (void)reader.number("limit", 10, 1, 1000);
  for (const std::string &each : reader.texts("arguments"))
    require(each.size() <= maxMessage, "a field is part of its message");
  if (const llvm::json::Value *override = reader.object("override")) {
    RequestReader inner(*override, "override");
    (void)inner.text("reason", /*required=*/true);
    reader.merge(inner.finish());
  }
  if (const auto problem = reader.finish())
    require(!problem->code.empty() && !problem->message.empty(), "a problem is explained");
}

static void readMessage(llvm::StringRef text) {
  const RpcMessage message = parseRpc(text);
  if (const auto *request = std::get_if<RpcRequest>(&message))
    return readRequest(*request);
  const auto *refusal = std::get_if<llvm::json::Object>(&message);
  require(!refusal || refusal->getObject("error"), "what is no message is answered with an error");
}

void assay::fuzz(llvm::StringRef input) {
  const Framing framing = takeLine(input) == "headers" ? Framing::Headers : Framing::Lines;
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  require(file >= 0 &&
              ::write(file, input.data(), input.size()) == static_cast<ssize_t>(input.size()),
          "there is memory for the input");
  ::lseek(file, 0, SEEK_SET);
  MessageReader reader(file, framing, maxMessage);
  for (bool isOpen = true; isOpen;) {
    auto message = reader.next();
    if (!message)
      llvm::consumeError(message.takeError());
    isOpen = message && *message;
    if (isOpen)
      readMessage(**message);
  }
  ::close(file);
}
