#include "audit/canonical_json.h"
#include "audit/log_state.h"
#include "audit/redact.h"
#include <openssl/rand.h>

namespace assay {

static std::string commitmentOf(llvm::ArrayRef<std::uint8_t> nonce, llvm::StringRef value) {
  return hexOf(sha256("assay.commit.v1\n" + bytesOf(nonce).str() + value.str()));
}

/// Replaces the private values by commitments in body.private, and makes the lines that keep them.
static llvm::Error commitPrivateValues(Event &event, PreparedEvent &prepared) {
  if (event.privateValues.empty())
    return llvm::Error::success();
  llvm::json::Object commitments;
  for (const PrivateValue &value : event.privateValues) {
    Digest nonce;
    if (RAND_bytes(nonce.data(), nonce.size()) != 1)
      return llvm::createStringError("no random bytes for a commitment");
    // The commitment is to the bytes that are kept: valid UTF-8, credentials replaced.
    std::string text = redacted(llvm::json::fixUTF8(value.value));
    commitments[value.name] = commitmentOf(nonce, text);
    llvm::Expected<std::string> line = canonicalJSON(llvm::json::Object{
        {"name", llvm::json::fixUTF8(value.name)}, {"nonce", hexOf(nonce)}, {"value", text}});
    if (!line)
      return line.takeError();
    prepared.privateLines.push_back(std::move(*line));
  }
  event.body["private"] = std::move(commitments);
  return llvm::Error::success();
}

/// A body that is too large is kept beside the log, by its digest.
static llvm::Error moveToBlob(const LogFolder &folder, PreparedEvent &prepared) {
  std::string digest = hexOf(sha256(prepared.body));
  if (llvm::Error error = folder.makeFolder("blobs"))
    return error;
  std::string name = "blobs/" + digest;
  if (!folder.exists(name))
    if (llvm::Error error = folder.replace(name, prepared.body))
      return error;
  llvm::Expected<std::string> body = canonicalJSON(
      llvm::json::Object{{"bodyBytes", prepared.body.size()}, {"bodySha256", digest}});
  if (!body)
    return body.takeError();
  prepared.body = std::move(*body);
  return llvm::Error::success();
}

llvm::Expected<PreparedEvent> prepareEvent(const LogFolder &folder, Event event) {
  if (event.type >= RecordType::Key)
    return llvm::createStringError("records of type %s are written by the log itself",
                                   nameOf(event.type).str().c_str());
  redactStrings(event.body);
  PreparedEvent prepared;
  if (llvm::Error error = commitPrivateValues(event, prepared))
    return error;
  llvm::Expected<std::string> body = canonicalJSON(event.body);
  if (!body)
    return llvm::createStringError("record body: %s", llvm::toString(body.takeError()).c_str());
  prepared.type = event.type;
  prepared.actor = std::move(event.actor);
  prepared.actor.client = redacted(llvm::StringRef(prepared.actor.client).take_front(256));
  prepared.actor.process = llvm::StringRef(prepared.actor.process).take_front(256).str();
  prepared.subject = event.subject;
  prepared.body = std::move(*body);
  if (prepared.body.size() > maxBodyBytes)
    if (llvm::Error error = moveToBlob(folder, prepared))
      return error;
  return prepared;
}

} // namespace assay
