#include "tools/assay/worker_line.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/JSON.h"
#include <cerrno>
#include <system_error>
#include <unistd.h>

using namespace assay;
namespace json = llvm::json;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

static llvm::Error takeText(const json::Value &value, llvm::StringRef name, std::string &text) {
  const auto given = value.getAsString();
  if (!given || given->empty())
    return failure("`" + name + "` must be a text and not empty");
  // A path ends at a NUL, so what follows one would be judged by another name than it is given.
  if (given->contains('\0'))
    return failure("`" + name + "` contains a NUL");
  text = given->str();
  return llvm::Error::success();
}

static llvm::Error takeShard(const json::Value &value, WorkerLine &line) {
  const json::Array *parts = value.getAsArray();
  const auto part = parts && parts->size() == 2 ? (*parts)[0].getAsInteger() : std::nullopt;
  const auto count = part ? (*parts)[1].getAsInteger() : std::nullopt;
  if (!count || *count < 1 || *count > maxShards || *part < 0 || *part >= *count)
    return failure("`shard` must be [part, of] with 0 <= part < of <= " + llvm::Twine(maxShards));
  line.shard = static_cast<unsigned>(*part);
  line.shards = static_cast<unsigned>(*count);
  return llvm::Error::success();
}

static llvm::Error takeField(llvm::StringRef name, const json::Value &value, WorkerLine &line) {
  if (name == "path")
    return takeText(value, name, line.path);
  if (name == "id")
    return takeText(value, name, line.id);
  if (name == "shard")
    return takeShard(value, line);
  if (name != "ignoreFiles")
    return failure("`" + name + "` is not known; want path, id, shard or ignoreFiles");
  const auto given = value.getAsBoolean();
  if (!given)
    return failure("`ignoreFiles` must be true or false");
  line.honourIgnoreFiles = *given;
  return llvm::Error::success();
}

llvm::Expected<WorkerLine> assay::parseWorkerLine(llvm::StringRef text) {
  auto value = parseDocument(text);
  if (!value)
    return value.takeError();
  const json::Object *object = value->getAsObject();
  if (!object)
    return failure("want an object: {\"path\": \"FOLDER\"}");
  WorkerLine line;
  for (const auto &[name, field] : *object)
    if (llvm::Error error = takeField(name, field, line))
      return error;
  if (line.path.empty())
    return failure("`path` is missing");
  if (line.id.empty())
    line.id = line.path;
  return line;
}

llvm::Expected<std::optional<LineReader::Line>> LineReader::next() {
  Line line;
  while (true) {
    const std::size_t end = buffer_.find('\n', begin_);
    const std::size_t taken = std::min(end, buffer_.size()) - begin_;
    line.isTooLong = line.isTooLong || line.text.size() + taken > maxBytes;
    line.text.append(buffer_, begin_, std::min(taken, maxBytes - line.text.size()));
    if (end != std::string::npos) {
      begin_ = end + 1;
      return line;
    }
    buffer_.resize(maxBytes);
    begin_ = 0;
    const ssize_t got = ::read(file_, buffer_.data(), buffer_.size());
    const int error = errno;
    buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (got < 0 && error != EINTR)
      return llvm::createStringError(std::error_code(error, std::generic_category()),
                                     "cannot read standard input");
    if (got == 0)
      return line.text.empty() ? std::nullopt : std::optional(std::move(line));
  }
}
