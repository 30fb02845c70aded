#include "tools/assay/by_service.h"
#include "tools/service/client.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Errc.h"

using namespace assay;
namespace json = llvm::json;

std::string assay::serviceFor(const ConfigurationOptions &chosen, const SourceFile &program) {
  if (chosen.noService || chosen.noConfiguration || !chosen.policyFile.empty() ||
      !chosen.ruleFiles.empty())
    return "";
  // The service judges what JSON holds: it must be the bytes that were read.
  if (program.transcoded() || !json::isUTF8(program.text()) || !json::isUTF8(program.name()))
    return "";
  return findService();
}

json::Object assay::programRequest(const SourceFile &program, const Language &language) {
  return json::Object{
      {"code", program.text().str()}, {"language", language.name}, {"name", program.name().str()}};
}

llvm::Expected<std::optional<json::Object>>
assay::askService(const std::string &socket, llvm::StringRef method, json::Object request,
                  std::function<void(const json::Object &)> onOutput) {
  auto answer =
      callService(socket, method, json::Value(std::move(request)), {nullptr, std::move(onOutput)});
  if (!answer)
    return answer.takeError();
  const json::Object *error = answer->getObject("error");
  if (!error)
    return std::optional(std::move(*answer));
  if (error->getString("code") == llvm::StringRef("busy"))
    return std::nullopt;
  return llvm::createStringError(llvm::errc::io_error,
                                 "the service: " + error->getString("message").value_or(""));
}

void assay::passOn(OutputStream stream, llvm::StringRef bytes) {
  llvm::raw_ostream &out = stream == OutputStream::Output ? llvm::outs() : llvm::errs();
  out << bytes;
  out.flush();
}

OutputPrinter::~OutputPrinter() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    arrived_.notify_one();
  }
  thread_.join();
}

void OutputPrinter::take(const json::Object &notification) {
  std::vector<char> bytes;
  if (llvm::Error error = llvm::decodeBase64(notification.getString("base64").value_or(""), bytes))
    return llvm::consumeError(std::move(error)); // Then the answer's own copy is all there is.
  const OutputStream stream = notification.getString("stream") == llvm::StringRef("errors")
                                  ? OutputStream::Errors
                                  : OutputStream::Output;
  const std::lock_guard lock(mutex_);
  waiting_.emplace_back(stream, std::string(bytes.begin(), bytes.end()));
  arrived_.notify_one();
}

void OutputPrinter::print() {
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty())
      return;
    auto [stream, bytes] = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    passOn(stream, bytes);
    lock.lock();
  }
}
