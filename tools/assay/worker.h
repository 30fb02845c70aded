#ifndef ASSAY_TOOLS_ASSAY_WORKER_H
#define ASSAY_TOOLS_ASSAY_WORKER_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "tools/assay/worker_line.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

// Judges one job in a process of its own, so that whatever becomes of it, the next one is judged.
// Not a jail: what judges reads hostile text but executes none of it.

namespace assay {

/// What one job may take. A job that takes more is ended and said to have failed.
struct WorkerLimits {
  /// A repository of a million lines takes a minute on one thread.
  std::chrono::seconds time{600};
  /// Of private memory. A file of 8 MB takes 409 MB.
  std::uint64_t memoryBytes = 2048ULL << 20;
  /// Of answers: findings of any repository are far less, what makes more is made to.
  std::uint64_t outputBytes = 1024ULL << 20;
  /// Threads that judge.
  unsigned threads = 1;
  /// How often `beat` is called.
  std::chrono::seconds heartbeat{10};
};

/// What all jobs have in common. Borrows rules and policy.
struct WorkerSetup {
  const RuleSet *rules = nullptr;
  const AssessmentPolicy *policy = nullptr;
  WorkerLimits limits;
  /// Called by the caller's own thread while a job is judged, with the seconds since it began.
  std::function<void(std::chrono::seconds)> beat;
};

/// Judges a job and writes its answer: lines, each with a newline; the last is of kind "end". A job
/// that crashes, or takes more than it may, has that line alone. The caller must have no other
/// thread. Error: no process can be had, or its answer not be read.
llvm::Error answerTo(const WorkerLine &line, const WorkerSetup &setup, llvm::raw_ostream &out);

/// The answer to what is no job: its last line, and only one.
std::string failedLine(llvm::StringRef id, llvm::StringRef status, llvm::StringRef reason);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_WORKER_H
