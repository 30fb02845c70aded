#include "audit/log_state.h"

#include "audit/log_base.h"
#include <fcntl.h>
#include <unistd.h>

// Opening a log: making a new one, and finding the end of one that is there, whatever a crash left
// of it.

namespace assay {

std::string hostMark() {
  Descriptor file(::open("/etc/machine-id", O_RDONLY | O_CLOEXEC));
  char text[64];
  ssize_t length = file ? ::read(file.get(), text, sizeof(text)) : 0;
  // 32 digits and a newline; an image that was not booted yet has less.
  if (length < 32)
    return {};
  return hexOf(sha256("assay.host.v1\n" + std::string(text, 32)));
}

/// "assay.log/<host name>/<16 random digits>": no two logs share a name, and people see whose it
/// is.
static llvm::Expected<std::string> makeOrigin() {
  char host[256] = {};
  ::gethostname(host, sizeof(host) - 1);
  std::string name;
  for (char c : llvm::StringRef(host).take_front(64))
    name += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.'
                ? c
                : '-';
  llvm::Expected<SigningKey> random = SigningKey::generate("random");
  if (!random)
    return random.takeError();
  std::string digits = hexOf(random->verifier().publicKey).substr(0, 16);
  return "assay.log/" + (name.empty() ? "host" : name) + "/" + digits;
}

llvm::Error AuditLog::State::create() {
  llvm::Expected<std::string> origin = makeOrigin();
  if (!origin)
    return origin.takeError();
  llvm::Expected<SigningKey> key = SigningKey::generate(*origin);
  if (!key)
    return key.takeError();
  std::string verifierKey = key->verifier().text();
  if (llvm::Error error = storeKey(folder, {0, wallNow(), std::move(*key)}))
    return error;
  if (std::string mark = hostMark(); !mark.empty())
    if (llvm::Error error = folder.replace("host", mark + '\n'))
      return error;
  llvm::Expected<Descriptor> file = folder.openFile(segmentName(0), O_RDWR | O_APPEND | O_CREAT);
  if (!file)
    return file.takeError();
  if (llvm::Error error = folder.flushFolderOf(segmentName(0)))
    return error;
  tail = Tail();
  tail.file = std::move(*file);
  publisher = Publisher();
  if (llvm::Error error = writeOwn(RecordType::Key, llvm::json::Object{{"format", "assay.audit/1"},
                                                                       {"key", verifierKey},
                                                                       {"origin", *origin}}))
    return error;
  firstKey = verifierKey;
  return sign();
}

llvm::Error AuditLog::State::checkHost() const {
  std::string mark = hostMark();
  if (mark.empty() || !folder.exists("host"))
    return llvm::Error::success();
  llvm::Expected<std::string> written = folder.read("host", 128);
  if (!written)
    return written.takeError();
  if (llvm::StringRef(*written).trim() == mark)
    return llvm::Error::success();
  return llvm::createStringError("%s: this log belongs to another host; two hosts cannot write one "
                                 "log, give each its own (ASSAY_LOG)",
                                 folder.path().c_str());
}

/// No record, and no checkpoint that knows of one.
bool AuditLog::State::isNew(llvm::ArrayRef<Segment> segments) const {
  bool isEmpty = segments.empty() || (segments.size() == 1 && segments.front().first == 0 &&
                                      segments.front().bytes == 0);
  return isEmpty && !folder.exists("checkpoint");
}

/// What is signed was acknowledged, and cannot be the unfinished end of a write.
llvm::Error AuditLog::State::checkUnsigned(std::vector<Segment> segments,
                                           std::uint64_t offset) const {
  if (!folder.exists("checkpoint"))
    return llvm::Error::success();
  llvm::Expected<std::string> note = folder.read("checkpoint", maxNoteBytes);
  if (!note)
    return note.takeError();
  llvm::Expected<Checkpoint> checkpoint = parseCheckpoint(*note);
  if (!checkpoint)
    return checkpoint.takeError();
  segments.back().bytes = offset;
  llvm::Expected<Tail> rest = findTail(folder, segments);
  if (!rest)
    return rest.takeError();
  if (rest->size >= checkpoint->size)
    return llvm::Error::success();
  return llvm::createStringError(
      "%s: record %llu is damaged, and it is signed; this is no crash, see "
      "assay audit verify",
      folder.path().c_str(), static_cast<unsigned long long>(rest->size));
}

llvm::Error AuditLog::State::setAside(const TornBytes &torn, llvm::StringRef reason) {
  std::string name = "aside/" + hexOf(sha256(torn.bytes)).substr(0, 16);
  if (llvm::Error error = folder.makeFolder("aside"))
    return error;
  if (llvm::Error error = folder.replace(name, torn.bytes))
    return error;
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  std::string segment = segmentName(segments->back().first);
  llvm::Expected<Descriptor> file = folder.openFile(segment, O_RDWR);
  if (!file)
    return file.takeError();
  if (::ftruncate(file->get(), static_cast<off_t>(torn.offset)) != 0)
    return systemError(segment, "cut");
  if (llvm::Error error = flush(file->get(), segment))
    return error;
  if (llvm::Error error = board->recover(segments->back().first, torn.offset))
    return error;
  segments->back().bytes = torn.offset;
  if (isNew(*segments)) {
    // Killed in its making: not even the first record was whole.
    if (llvm::Error error = create())
      return error;
  } else {
    llvm::Expected<Tail> found = findTail(folder, *segments);
    if (!found)
      return found.takeError();
    tail = std::move(*found);
  }
  return writeOwn(RecordType::Recover, llvm::json::Object{{"bytes", torn.bytes.size()},
                                                          {"keptAs", name},
                                                          {"reason", reason},
                                                          {"sha256", hexOf(sha256(torn.bytes))}});
}

llvm::Error AuditLog::State::repairTail(const std::vector<Segment> &segments) {
  const Segment &last = segments.back();
  // After a failed flush, all that came later was never acknowledged, and may or may not be on the
  // disk.
  if (auto flushed = board->failedAt(last.first); flushed && *flushed < last.bytes) {
    std::string name = segmentName(last.first);
    llvm::Expected<Descriptor> file = folder.openFile(name, O_RDONLY);
    if (!file)
      return file.takeError();
    llvm::Expected<std::string> bytes = readAt(file->get(), *flushed, last.bytes - *flushed, name);
    if (!bytes)
      return bytes.takeError();
    if (llvm::Error error = checkUnsigned(segments, *flushed))
      return error;
    return setAside({*flushed, std::move(*bytes)}, "a flush failed");
  }
  llvm::Expected<TornBytes> torn = findTornBytes(folder, last);
  if (!torn)
    return torn.takeError();
  if (torn->bytes.empty())
    return llvm::Error::success();
  if (llvm::Error error = checkUnsigned(segments, torn->offset))
    return error;
  return setAside(*torn, "an unfinished record");
}

llvm::Error AuditLog::State::load() {
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  if (isNew(*segments))
    return create();
  if (segments->empty())
    return llvm::createStringError("%s: all records are gone, but a checkpoint is there; see assay "
                                   "audit verify",
                                   folder.path().c_str());
  if (llvm::Error error = checkHost())
    return error;
  if (llvm::Error error = repairTail(*segments))
    return error;
  segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  llvm::Expected<Tail> found = findTail(folder, *segments);
  if (!found)
    return found.takeError();
  tail = std::move(*found);
  if (llvm::Error error = board->forgetBeyond(tail.segment, tail.offset))
    return error;
  llvm::Expected<Publisher> opened = Publisher::open(folder, tail);
  if (!opened)
    return opened.takeError();
  publisher = std::move(*opened);
  llvm::Expected<std::string> first = readFirstKey(folder, *segments);
  if (!first)
    return first.takeError();
  firstKey = std::move(*first);
  openedAt = microsecondsOf(CLOCK_BOOTTIME);
  // What a writer that was killed left unsigned is signed now; if others are at work, they will.
  std::int64_t age = openedAt - board->lastPublish();
  bool isOld = age >= std::chrono::microseconds(options.publishEvery).count();
  bool isUnsigned = publisher.signedSize() < tail.size;
  return isUnsigned && (isOld || publisher.signedSize() == 0) ? sign() : llvm::Error::success();
}

} // namespace assay
