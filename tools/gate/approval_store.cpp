#include "tools/gate/approval_store.h"
#include "audit/query.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;
namespace json = llvm::json;

namespace {

/// A person gives approvals one by one, and each waits for minutes. Each costs a look into the log.
constexpr std::size_t maxWaiting = 256;

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

llvm::Error systemFailure(const llvm::Twine &what) {
  return failure(what + ": " + std::error_code(errno, std::generic_category()).message());
}

/// Requests are 32 hexadecimal digits; nothing else may become part of a path.
llvm::Error checkName(llvm::StringRef request) {
  if (request.size() == 32 && llvm::all_of(request, llvm::isHexDigit))
    return llvm::Error::success();
  return failure("a request is named by 32 hexadecimal digits, as the answer that refused it says");
}

/// Beside the log, not in it: the log's folder holds nothing that a verifier does not know.
std::string folderOf(const std::string &logPath) {
  return llvm::StringRef(logPath).rtrim('/').str() + ".approvals";
}

std::string fileOf(const std::string &logPath, llvm::StringRef request) {
  return folderOf(logPath) + "/" + request.lower();
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Leaves a file that holds the number of the record. O_EXCL: an approval is never given twice.
llvm::Error writeWaiting(const std::string &path, std::uint64_t record) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0)
    return systemFailure("cannot keep the approval in " + path);
  const std::string text = std::to_string(record);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  llvm::Error error =
      written ? llvm::Error::success() : systemFailure("cannot keep the approval in " + path);
  ::close(file);
  return error;
}

/// The number of the record that waits, or nothing.
std::optional<std::uint64_t> readWaiting(const std::string &path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0)
    return std::nullopt;
  char text[32];
  const ssize_t size = ::read(file, text, sizeof text);
  ::close(file);
  std::uint64_t record = 0;
  if (size <= 0 || llvm::StringRef(text, static_cast<std::size_t>(size)).getAsInteger(10, record))
    return std::nullopt;
  return record;
}

/// The approval as the log has it, or why it does not count.
llvm::Expected<Override> readApproval(const std::string &logPath, std::uint64_t seq,
                                      llvm::StringRef request, const Digest &subject,
                                      llvm::StringRef policyDigest) {
  Filter filter;
  filter.firstSeq = seq;
  std::optional<AuditRecord> record;
  bool used = false;
  if (llvm::Error error = readLog(logPath, filter, [&](const FoundRecord &found) {
        if (!record)
          record = found.record;
        used = used || (found.record.type == RecordType::Override &&
                        found.record.body.getString("approval") == request);
        return record->seq == seq && !used;
      }))
    return error;
  if (!record || record->seq != seq || record->type != RecordType::Override ||
      record->body.getString("state") != llvm::StringRef("approved") ||
      record->body.getString("request") != request)
    return failure("the log has no approval of request " + request);
  // Whatever the file beside the log says.
  if (used)
    return failure("the approval of request " + request + " has been used");
  if (record->subject != subject)
    return failure("the approval of request " + request + " is for another program");
  if (record->body.getString("policy") != policyDigest)
    return failure("the policy has changed since request " + request + " was approved");
  if (record->body.getInteger("expires").value_or(0) <= now())
    return failure("the approval of request " + request + " has expired");
  Override override;
  override.approved = true;
  override.by = record->body.getString("by").value_or("").str();
  override.user = record->body.getString("user").value_or("").str();
  override.reason = record->body.getString("reason").value_or("").str();
  return override;
}

} // namespace

llvm::Expected<JudgedRequest> assay::findRequest(const std::string &logPath,
                                                 llvm::StringRef request) {
  if (llvm::Error error = checkName(request))
    return error;
  Filter filter;
  filter.type = RecordType::Decision;
  std::optional<JudgedRequest> judged;
  llvm::Error error = readLog(logPath, filter, [&](const FoundRecord &found) {
    const json::Object &body = found.record.body;
    if (body.getString("request") != llvm::StringRef(request.lower()) || !found.record.subject)
      return true;
    judged = JudgedRequest{request.lower(), *found.record.subject,
                           body.getString("policy").value_or("").str(),
                           body.getString("level").value_or("").str()};
    return false;
  });
  if (error)
    return error;
  if (!judged)
    return failure("the log has no decision on a request " + request);
  return std::move(*judged);
}

llvm::Error assay::approve(AuditLog &log, const std::string &logPath, llvm::StringRef client,
                           const JudgedRequest &judged, const Policy &policy, Override override,
                           std::uint32_t seconds) {
  override.approved = true;
  if (const std::string why = whyNotOverride(override, policy); !why.empty())
    return failure(why);
  if (judged.policyDigest != digestOf(policy))
    return failure("the policy is not the one that request " + judged.request +
                   " was decided by: ask for the program again, then approve that request");
  const std::string folder = folderOf(logPath);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return systemFailure("cannot make the folder " + folder);
  const std::string path = fileOf(logPath, judged.request);
  if (::access(path.c_str(), F_OK) == 0)
    ::unlink(path.c_str()); // A later approval replaces one that still waits.
  Event event;
  event.type = RecordType::Override;
  event.actor = Actor::current(client);
  event.subject = judged.subject;
  event.body = json::Object{{"request", judged.request},
                            {"policy", judged.policyDigest},
                            {"level", jsonText(judged.level)},
                            {"state", "approved"},
                            {"by", jsonText(override.by)},
                            {"user", jsonText(override.user)},
                            {"reason", jsonText(override.reason)},
                            {"expires", now() + std::int64_t{seconds} * 1'000'000}};
  auto record = log.append(std::move(event));
  if (!record)
    return record.takeError();
  return writeWaiting(path, *record);
}

std::optional<std::string> assay::waitingApproval(const std::string &logPath, const Digest &subject,
                                                  llvm::StringRef policyDigest) {
  std::error_code error;
  std::size_t looked = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folderOf(logPath), error)) {
    if (++looked > maxWaiting)
      return std::nullopt;
    const std::string request = entry.path().filename().string();
    if (llvm::Error wrong = checkName(request)) {
      llvm::consumeError(std::move(wrong));
      continue;
    }
    const auto record = readWaiting(entry.path().string());
    if (!record)
      continue;
    auto override = readApproval(logPath, *record, request, subject, policyDigest);
    if (override)
      return request;
    // It is for another program, or its time is over.
    llvm::consumeError(override.takeError());
  }
  return std::nullopt;
}

llvm::Expected<Override> assay::useApproval(const std::string &logPath, llvm::StringRef request,
                                            const Digest &subject, llvm::StringRef policyDigest) {
  if (llvm::Error error = checkName(request))
    return error;
  const std::string path = fileOf(logPath, request);
  const auto record = readWaiting(path);
  if (!record)
    return failure("no approval of request " + request +
                   " waits: it was not given, or has been used");
  auto override = readApproval(logPath, *record, request.lower(), subject, policyDigest);
  if (!override)
    return override.takeError();
  // Removing the file is what uses it up: it succeeds for one process only.
  if (::unlink(path.c_str()) != 0)
    return failure("the approval of request " + request + " has just been used");
  return override;
}
