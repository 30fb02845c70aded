#ifndef ASSAY_AUDIT_LOG_STATE_H
#define ASSAY_AUDIT_LOG_STATE_H

#include "audit/flush_board.h"
#include "audit/log.h"
#include "audit/publisher.h"
#include "audit/round.h"
#include "audit/tail.h"
#include <condition_variable>
#include <ctime>
#include <mutex>

namespace assay {

/// An event made ready outside all locks: all that is left is its place in the chain.
struct PreparedEvent {
  RecordType type = RecordType::Assessment;
  Actor actor;
  std::optional<Digest> subject;
  /// Canonical JSON.
  std::string body;
  /// Lines for the private file, but for the record's number, which begins each.
  std::vector<std::string> privateLines;

  /// Set when it is written, for the thread that waits: its number, or why it was not written.
  std::uint64_t seq = 0;
  std::string problem;
};

/// Events that are written and flushed together. The thread that finds no open batch opens one,
/// leads it, and keeps it on its stack; the others add their event, and wait for the round.
struct Batch {
  std::uint32_t round = 0;
  std::vector<PreparedEvent *> events;
  /// Calls whose events these are.
  std::size_t writers = 1;
  /// Told when the batch has as many writers as the last one had.
  std::condition_variable grown;
};

/// What an open log holds. The members below `append` are used by one thread at a time, the one
/// that has locked `append` and then the file `lock`.
struct AuditLog::State {
  LogFolder folder;
  LogOptions options;
  std::unique_ptr<FlushBoard> board;

  /// Guards the three below, and the batch while it is open.
  std::mutex queue;
  Batch *openBatch = nullptr;
  std::uint32_t lastRound = 0;
  std::size_t lastWriters = 1;
  /// Batches end in the order in which they were opened.
  RoundCounter batches{};

  std::mutex append;
  Descriptor lockFile;
  Tail tail;
  Publisher publisher;
  std::string firstKey;
  std::string boot = bootId();
  /// In microseconds of CLOCK_BOOTTIME.
  std::int64_t openedAt = 0;
  /// The witness failed the last time; a Witness record said so.
  bool hasWitnessFailed = false;
  std::string lastNote;
  /// After a failed write or flush: why nothing can be appended any more.
  std::string poison;

  /// The file of private values whose name this process has made durable.
  std::string durablePrivate;

  /// How long the last flush took.
  std::chrono::nanoseconds lastFlush{0};

  void join(llvm::ArrayRef<PreparedEvent *> events);
  void gather(Batch &batch);
  /// Writes a batch, flushes it and tells those who wait. The next batch fills up meanwhile.
  void lead(Batch &batch);
  llvm::Error commit(const Batch &batch);

  llvm::Error create();
  llvm::Error load();
  [[nodiscard]] bool isNew(llvm::ArrayRef<Segment> segments) const;
  [[nodiscard]] llvm::Error checkUnsigned(std::vector<Segment> segments,
                                          std::uint64_t offset) const;
  llvm::Error repairTail(const std::vector<Segment> &segments);
  llvm::Error setAside(const TornBytes &torn, llvm::StringRef reason);
  llvm::Error checkHost() const;

  /// The following require `append` and the lock.
  llvm::Error write(llvm::ArrayRef<PreparedEvent *> events);
  llvm::Error writeOwn(RecordType type, llvm::json::Object body);
  llvm::Error writePrivate(llvm::ArrayRef<PreparedEvent *> events);
  llvm::Error beginSegmentIfFull();
  llvm::Expected<std::string> nextLine(const PreparedEvent &event, std::int64_t wall);
  llvm::Error sign();
  /// Another process has signed all that this one knows of, and no witness waits for ours.
  [[nodiscard]] bool isSignedByOthers() const;
  llvm::Error tellWitness();
  llvm::Error publishIfDue();
  llvm::Error rotate();
  llvm::Expected<std::uint64_t> prune(std::int64_t before);
  llvm::Expected<std::size_t> erase(std::uint64_t seq, llvm::StringRef name);

  [[nodiscard]] std::int64_t wallNow() const;
};

/// The clock's reading in microseconds.
std::int64_t microsecondsOf(clockid_t clock);

/// Redacts, commits to the private values, writes the canonical body, moves one that is too large
/// to a blob.
llvm::Expected<PreparedEvent> prepareEvent(const LogFolder &folder, Event event);

/// SHA-256 of the machine's id: what tells two hosts with one folder apart. Empty if it has none.
std::string hostMark();

} // namespace assay

#endif // ASSAY_AUDIT_LOG_STATE_H
