#include "audit/record.h"

#include "audit/canonical_json.h"
#include "audit/record_view.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <array>
#include <unistd.h>

namespace assay {

static constexpr std::array<llvm::StringLiteral, recordTypeCount> typeNames = {
    "assessment", "decision", "override", "exec.begin", "exec.end", "violation", "policy.change",
    "key",        "witness",  "prune",    "clock",      "recover",  "erase"};

llvm::StringRef nameOf(RecordType type) { return typeNames[static_cast<std::size_t>(type)]; }

std::optional<RecordType> parseRecordType(llvm::StringRef name) {
  for (std::size_t i = 0; i < typeNames.size(); ++i)
    if (typeNames[i] == name)
      return static_cast<RecordType>(i);
  return std::nullopt;
}

Actor Actor::current(llvm::StringRef client) {
  Actor actor;
  actor.uid = ::getuid();
  actor.pid = static_cast<std::uint32_t>(::getpid());
  llvm::SmallString<256> program;
  if (!llvm::sys::fs::real_path("/proc/self/exe", program))
    actor.process = llvm::sys::path::filename(program).str();
  actor.client = client.str();
  return actor;
}

static void appendActor(std::string &out, const Actor &actor) {
  out += R"({"actor":{"client":)";
  appendJSONString(out, actor.client);
  out += R"(,"pid":)" + std::to_string(actor.pid) + R"(,"process":)";
  appendJSONString(out, actor.process);
  out += R"(,"uid":)" + std::to_string(actor.uid) + '}';
}

llvm::Expected<std::string> formatLine(const AuditRecord &record, llvm::StringRef body) {
  std::string line;
  line.reserve(body.size() + 400);
  appendActor(line, record.actor);
  line += R"(,"body":)";
  line += body;
  line += R"(,"boot":)";
  appendJSONString(line, record.boot);
  line += R"(,"mono":)" + std::to_string(record.mono);
  line += R"(,"prev":")" + hexOf(record.prev);
  line += R"(","seq":)" + std::to_string(record.seq) + R"(,"subject":)";
  line += record.subject ? '"' + hexOf(*record.subject) + '"' : "null";
  line += R"(,"time":")" + formatTime(record.time);
  line += R"(","type":")" + nameOf(record.type).str() + R"(","v":1})";
  if (line.size() > maxRecordBytes)
    return llvm::createStringError("record of %zu bytes, the limit is %zu", line.size(),
                                   maxRecordBytes);
  return line;
}

llvm::Expected<std::string> formatRecord(const AuditRecord &record) {
  llvm::Expected<std::string> body = canonicalJSON(record.body);
  if (!body)
    return body.takeError();
  return formatLine(record, *body);
}

static llvm::Error malformed(const char *what) {
  return llvm::createStringError("not a record of this log format: %s", what);
}

static llvm::Expected<Actor> readActor(const llvm::json::Object &record) {
  const llvm::json::Object *object = record.getObject("actor");
  auto client = object->getString("client"), process = object->getString("process");
  auto pid = object->getInteger("pid"), uid = object->getInteger("uid");
  if (object->size() != 4 || !client || !process || !pid || !uid || *pid < 0 || *uid < 0 ||
      *pid > UINT32_MAX || *uid > UINT32_MAX)
    return malformed("its actor is not {client, pid, process, uid}");
  return Actor{static_cast<std::uint32_t>(*uid), static_cast<std::uint32_t>(*pid), process->str(),
               client->str()};
}

llvm::Expected<AuditRecord> parseRecord(llvm::StringRef line) {
  RecordView view;
  if (const char *problem = viewRecord(line, view))
    return malformed(problem);
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(line);
  if (!value)
    return value.takeError();
  llvm::json::Object &object = *value->getAsObject();
  llvm::Expected<Actor> actor = readActor(object);
  if (!actor)
    return actor.takeError();
  AuditRecord record;
  record.seq = view.seq;
  record.type = view.type;
  record.actor = std::move(*actor);
  record.prev = view.prev;
  record.time = view.time;
  if (view.subject)
    record.subject = view.subject;
  record.mono = *object.getInteger("mono");
  record.boot = object.getString("boot")->str();
  record.body = std::move(*object.getObject("body"));
  return record;
}

} // namespace assay
