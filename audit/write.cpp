#include "audit/log_state.h"

#include "audit/canonical_json.h"
#include "audit/merkle.h"
#include "audit/witness.h"
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

// The write path: everything here runs with the append lock held.

namespace assay {

/// Clocks are disciplined by fractions of a second all the time; a step beyond this gets a record.
static constexpr std::int64_t clockTolerance = 1'000'000;
/// Suspend, slow virtual machines and a coarse time service move the clocks against each other by
/// seconds.
static constexpr std::int64_t driftTolerance = 60'000'000;

std::int64_t microsecondsOf(clockid_t clock) {
  timespec time = {};
  ::clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

std::int64_t AuditLog::State::wallNow() const {
  return options.wallClock ? options.wallClock() : microsecondsOf(CLOCK_REALTIME);
}

llvm::Expected<std::string> AuditLog::State::nextLine(const PreparedEvent &event,
                                                      std::int64_t wall) {
  AuditRecord record;
  record.seq = tail.size;
  record.type = event.type;
  record.actor = event.actor;
  record.subject = event.subject;
  record.prev = tail.lastLeaf;
  record.time = wall;
  record.mono = microsecondsOf(CLOCK_BOOTTIME);
  record.boot = boot;
  llvm::Expected<std::string> line = formatLine(record, event.body);
  if (!line)
    return line.takeError();
  tail.lastLeaf = leafHash(*line);
  tail.size += 1;
  tail.time = record.time;
  tail.mono = record.mono;
  tail.boot = boot;
  *line += '\n';
  return line;
}

llvm::Error AuditLog::State::beginSegmentIfFull() {
  if (tail.offset < options.segmentBytes || tail.size == tail.segment)
    return llvm::Error::success();
  if (llvm::Error error = board->flushTo(tail.file.get(), tail.segment, tail.offset))
    return error;
  releaseReserve(tail.file.get(), tail.offset);
  std::string name = segmentName(tail.size);
  llvm::Expected<Descriptor> file = folder.openFile(name, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
  if (!file)
    return file.takeError();
  if (llvm::Error error = folder.flushFolderOf(name))
    return error;
  if (llvm::Error error = board->beginSegment(tail.size))
    return error;
  tail.segment = tail.size;
  tail.offset = 0;
  tail.file = std::move(*file);
  return llvm::Error::success();
}

/// What a Clock record says; nothing if the clocks run as they should.
static std::optional<llvm::json::Object> findClockStep(const Tail &tail, std::int64_t wall,
                                                       std::int64_t mono, llvm::StringRef boot) {
  if (tail.size == 0)
    return std::nullopt;
  std::int64_t elapsed = wall - tail.time;
  bool isSameBoot = tail.boot == boot;
  std::int64_t drift = isSameBoot ? elapsed - (mono - tail.mono) : 0;
  if (elapsed >= -clockTolerance && drift >= -driftTolerance && drift <= driftTolerance)
    return std::nullopt;
  return llvm::json::Object{{"previousTime", formatTime(tail.time)},
                            {"sameBoot", isSameBoot},
                            {"stepMicroseconds", isSameBoot ? drift : elapsed}};
}

/// The values go to the disk before the record that commits to them.
llvm::Error AuditLog::State::writePrivate(llvm::ArrayRef<PreparedEvent *> events) {
  std::string lines;
  std::uint64_t seq = tail.size;
  for (const PreparedEvent *event : events) {
    for (const std::string &line : event->privateLines)
      lines += std::to_string(seq) + ' ' + line + '\n';
    ++seq;
  }
  if (lines.empty())
    return llvm::Error::success();
  if (llvm::Error error = folder.makeFolder("private"))
    return error;
  std::string name =
      "private/" + llvm::StringRef(segmentName(tail.segment)).split('/').second.str();
  llvm::Expected<Descriptor> file = folder.openFile(name, O_WRONLY | O_APPEND | O_CREAT);
  if (!file)
    return file.takeError();
  if (llvm::Error error = writeAll(file->get(), lines, name))
    return error;
  if (llvm::Error error = flush(file->get(), name))
    return error;
  if (name == durablePrivate)
    return llvm::Error::success();
  if (llvm::Error error = folder.flushFolderOf(name))
    return error;
  durablePrivate = std::move(name);
  return llvm::Error::success();
}

llvm::Error AuditLog::State::write(llvm::ArrayRef<PreparedEvent *> events) {
  if (!poison.empty())
    return llvm::createStringError(poison);
  if (llvm::Error error = followTail(folder, tail))
    return error;
  if (llvm::Error error = beginSegmentIfFull())
    return error;

  std::int64_t wall = wallNow();
  PreparedEvent clock;
  std::vector<PreparedEvent *> all(events.begin(), events.end());
  if (auto step = findClockStep(tail, wall, microsecondsOf(CLOCK_BOOTTIME), boot)) {
    llvm::Expected<std::string> body = canonicalJSON(*step);
    if (!body)
      return body.takeError();
    clock.type = RecordType::Clock;
    clock.actor = Actor::current("assay-log");
    clock.body = std::move(*body);
    all.insert(all.begin(), &clock);
  } else {
    wall = std::max(wall, tail.time);
  }
  if (llvm::Error error = writePrivate(all))
    return error;

  // On an error the tail is as it was; the file is cut back, or what is left is repaired as torn.
  Digest leaf = tail.lastLeaf;
  std::uint64_t size = tail.size;
  std::int64_t time = tail.time, mono = tail.mono;
  std::string lastBoot = tail.boot, lines;
  auto restore = [&] {
    tail.lastLeaf = leaf;
    tail.size = size;
    tail.time = time;
    tail.mono = mono;
    tail.boot = lastBoot;
  };
  for (PreparedEvent *event : all) {
    event->seq = tail.size;
    llvm::Expected<std::string> line = nextLine(*event, wall);
    if (!line) {
      restore();
      return line.takeError();
    }
    lines += *line;
  }
  if (llvm::Error error = writeAll(tail.file.get(), lines, segmentName(tail.segment))) {
    restore();
    if (::ftruncate(tail.file.get(), static_cast<off_t>(tail.offset)) != 0)
      poison = "an earlier write of the log failed; reopen the log";
    return error;
  }
  reserveAhead(tail.file.get(), tail.offset, tail.offset + lines.size());
  tail.offset += lines.size();
  return llvm::Error::success();
}

llvm::Error AuditLog::State::writeOwn(RecordType type, llvm::json::Object body) {
  PreparedEvent event;
  llvm::Expected<std::string> text = canonicalJSON(body);
  if (!text)
    return text.takeError();
  event.type = type;
  event.actor = Actor::current("assay-log");
  event.body = std::move(*text);
  PreparedEvent *events[] = {&event};
  return write(events);
}

llvm::Error AuditLog::State::sign() {
  if (llvm::Error error = followTail(folder, tail))
    return error;
  if (llvm::Error error = board->flushTo(tail.file.get(), tail.segment, tail.offset))
    return error;
  llvm::Expected<std::string> note = publisher.publish(folder, tail);
  if (!note)
    return note.takeError();
  lastNote = std::move(*note);
  board->setLastPublish(microsecondsOf(CLOCK_BOOTTIME));
  return llvm::Error::success();
}

bool AuditLog::State::isSignedByOthers() const {
  if (!options.witness.empty())
    return false;
  llvm::Expected<std::string> note = folder.read("checkpoint", maxNoteBytes);
  llvm::Expected<Checkpoint> checkpoint = note ? parseCheckpoint(*note) : note.takeError();
  if (checkpoint)
    return checkpoint->origin == publisher.origin() && checkpoint->size >= tail.size;
  llvm::consumeError(checkpoint.takeError());
  return false;
}

llvm::Error AuditLog::State::tellWitness() {
  if (options.witness.empty())
    return llvm::Error::success();
  llvm::Error error = giveToWitness(options.witness, lastNote);
  if (!error) {
    hasWitnessFailed = false;
    return error;
  }
  std::string problem = llvm::toString(std::move(error));
  // One record for a row of failures: a dead witness must not fill the log.
  if (!hasWitnessFailed)
    if (llvm::Error failure = writeOwn(RecordType::Witness,
                                       llvm::json::Object{{"problem", problem}, {"stored", false}}))
      return failure;
  hasWitnessFailed = true;
  return llvm::createStringError(problem);
}

llvm::Error AuditLog::State::rotate() {
  llvm::Expected<SigningKey> key = SigningKey::generate(publisher.origin());
  if (!key)
    return key.takeError();
  // The key's name is its record's number: if a clock record is due, it must come before.
  if (llvm::Error error = write({}))
    return error;
  std::string verifierKey = key->verifier().text();
  if (llvm::Error error = storeKey(folder, {tail.size, wallNow(), std::move(*key)}))
    return error;
  if (llvm::Error error = writeOwn(RecordType::Key, llvm::json::Object{{"key", verifierKey}}))
    return error;
  return sign();
}

llvm::Error AuditLog::State::publishIfDue() {
  // One process signs for all. One that appends once and ends signs once, when it closes the log.
  std::int64_t age = microsecondsOf(CLOCK_BOOTTIME) - std::max(openedAt, board->lastPublish());
  if (age < std::chrono::microseconds(options.publishEvery).count())
    return llvm::Error::success();
  llvm::Expected<bool> isKeyOld = publisher.isKeyOlder(folder, wallNow(), options.keyEvery);
  if (!isKeyOld)
    return isKeyOld.takeError();
  if (llvm::Error error = *isKeyOld ? rotate() : sign())
    return error;
  // That the witness failed is in the log; what was appended is recorded and signed all the same.
  llvm::consumeError(tellWitness());
  return llvm::Error::success();
}

} // namespace assay
