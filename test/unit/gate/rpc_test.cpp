#include "tools/rpc/json_rpc.h"
#include "tools/rpc/message_stream.h"
#include <gtest/gtest.h>
#include <unistd.h>

using namespace assay;
namespace json = llvm::json;

namespace {

/// What a reader makes of these bytes: each message, then "end" or as many errors as are asked for.
std::vector<std::string> messagesIn(llvm::StringRef bytes, Framing framing, unsigned errors = 1) {
  constexpr std::size_t maxBytes = 1'000;
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  EXPECT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  ::close(ends[1]);
  MessageReader reader(ends[0], framing, maxBytes);
  std::vector<std::string> messages;
  while (true) {
    auto message = reader.next();
    if (!message) {
      messages.push_back(llvm::toString(message.takeError()));
      if (--errors > 0)
        continue;
    } else if (!*message) {
      messages.push_back("end");
    } else {
      messages.push_back(**message);
      continue;
    }
    ::close(ends[0]);
    return messages;
  }
}

using Texts = std::vector<std::string>;

std::string errorOf(llvm::StringRef text) {
  const RpcMessage message = parseRpc(text);
  const auto *error = std::get_if<json::Object>(&message);
  return error ? error->getObject("error")->getString("message")->str() : "";
}

} // namespace

TEST(MessageStream, ReadsLines) {
  EXPECT_EQ(messagesIn("{}\n\n  \n[1]\n", Framing::Lines), (Texts{"{}", "[1]", "end"}));
  EXPECT_EQ(messagesIn("{}\n{", Framing::Lines),
            (Texts{"{}", "the input ends in the middle of a message"}));
  EXPECT_EQ(messagesIn(std::string(2'000, 'x'), Framing::Lines),
            (Texts{"a message is larger than 1000 bytes"}));
}

TEST(MessageStream, ReadsHeaders) {
  EXPECT_EQ(messagesIn("Content-Length: 2\r\n\r\n{}content-length:3\r\nX: y\r\n\r\n[1]",
                       Framing::Headers),
            (Texts{"{}", "[1]", "end"}));
  EXPECT_EQ(messagesIn("Content-Length: -1\r\n\r\n", Framing::Headers),
            (Texts{"Content-Length is not a number"}));
  EXPECT_EQ(messagesIn("Content-Length: 99999999999999999999\r\n\r\n", Framing::Headers),
            (Texts{"Content-Length is not a number"}));
  EXPECT_EQ(messagesIn("Content-Length: 1001\r\n\r\n", Framing::Headers),
            (Texts{"a message is larger than 1000 bytes"}));
  EXPECT_EQ(messagesIn("X: 1\r\n\r\n{}", Framing::Headers),
            (Texts{"a message has no Content-Length"}));
  EXPECT_EQ(messagesIn("Content-Length: 9\r\n\r\n{}", Framing::Headers),
            (Texts{"the input ends in the middle of a message"}));
  EXPECT_EQ(messagesIn(std::string(9'000, 'x'), Framing::Headers),
            (Texts{"the headers of a message do not end"}));
}

TEST(MessageStream, GoesOnAtTheNextHeader) {
  const std::string next = "Content-Length: 3\r\n\r\n[1]";
  for (const std::string &broken :
       {std::string("Content-Length: x\r\n\r\n{}"), std::string("X: 1\r\n\r\n{}"),
        std::string("Content-Length: 1001\r\n\r\n{}")}) {
    const Texts messages = messagesIn(broken + next, Framing::Headers, /*errors=*/2);
    ASSERT_EQ(messages.size(), 3u) << broken.substr(0, 40);
    EXPECT_EQ(messages[1], "[1]");
    EXPECT_EQ(messages[2], "end");
  }
  EXPECT_EQ(messagesIn(std::string(9'000, 'x') + next, Framing::Headers), (Texts{"[1]", "end"}));
  // A length that is too short, as it were a message of its own.
  EXPECT_EQ(messagesIn("Content-Length: 1\r\n\r\n{}" + next, Framing::Headers),
            (Texts{"{", "[1]", "end"}));
}

TEST(JsonRpc, TellsRequestsNotificationsAndResponsesApart) {
  RpcMessage call = parseRpc(R"({"jsonrpc": "2.0", "id": "a", "method": "m", "params": [1]})");
  ASSERT_TRUE(std::holds_alternative<RpcRequest>(call));
  EXPECT_EQ(std::get<RpcRequest>(call).id, json::Value("a"));
  RpcMessage tell = parseRpc(R"({"jsonrpc": "2.0", "method": "m"})");
  ASSERT_TRUE(std::holds_alternative<RpcRequest>(tell));
  EXPECT_FALSE(std::get<RpcRequest>(tell).id);
  RpcMessage answer = parseRpc(R"({"jsonrpc": "2.0", "id": 1, "result": null})");
  EXPECT_TRUE(std::holds_alternative<RpcResponse>(answer));
}

TEST(JsonRpc, TakesNullForNoParameters) {
  RpcMessage call =
      parseRpc(R"({"jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": null})");
  ASSERT_TRUE(std::holds_alternative<RpcRequest>(call));
  EXPECT_EQ(std::get<RpcRequest>(call).params, json::Value(json::Object()));
}

TEST(JsonRpc, AnswersWhatIsNoMessage) {
  EXPECT_EQ(errorOf("[]"), "the message must be an object");
  EXPECT_EQ(errorOf("{}"), "`jsonrpc` must be \"2.0\"");
  EXPECT_EQ(errorOf(R"({"jsonrpc": "2.0", "id": {}, "method": "m"})"),
            "`id` must be a number or a text");
  EXPECT_EQ(errorOf(R"({"jsonrpc": "2.0", "id": 1, "method": 2})"), "`method` must be a text");
  EXPECT_EQ(errorOf(R"({"jsonrpc": "2.0", "id": 1, "method": "m", "params": 2})"),
            "`params` must be an object or a list");
  EXPECT_EQ(errorOf(std::string(100'000, '[')), "the message is not JSON: it nests deeper than 64");
  EXPECT_EQ(errorOf(R"({"jsonrpc": "2.0", "id": 1, "method": ")" + std::string(1'000, '[') + "\"}"),
            "")
      << "brackets in a text do not nest";
}
