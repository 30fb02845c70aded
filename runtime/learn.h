#ifndef ASSAY_RUNTIME_LEARN_H
#define ASSAY_RUNTIME_LEARN_H

#include "runtime/launch.h"

namespace assay {

/// A capability that a program asked for, and how that showed.
struct Learned {
  Violation evidence;
  /// False: it asked, and no policy can grant it.
  bool granted = false;
};

/// What a program needs to run as it does.
struct Lesson {
  /// In the order in which they were asked for.
  std::vector<Learned> learned;
  unsigned runs = 0;
  /// The last run asked for nothing more that can be granted. False: mostLearningRuns were not
  /// enough.
  bool isComplete = false;
  /// Of the last run.
  ExecutionResult result;
};

/// Each run but the last grants at least one capability more, and there are not many.
inline constexpr unsigned mostLearningRuns = 16;

/// Runs the program again and again, each time with what it asked for the last time, until it asks
/// for nothing more that can be granted. Nothing is traced or let through meanwhile: each run is in
/// a jail that grants exactly what was learned until then. But what was learned is granted, the
/// host's network included, to a program that nobody judged; and what it does outside, it does once
/// for each run.
///
/// Only sees the paths that the given input takes, and of capabilities only those that the jail
/// tells apart. An error is that of the first run that could not be made.
llvm::Expected<Lesson> learn(const Program &program, const JailSpec &spec,
                             const RunOptions &options = {});

/// Part of a policy document, with the evidence as comments. `command` is what was run. Program
/// text is escaped.
void printLesson(const Lesson &lesson, llvm::StringRef command, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_RUNTIME_LEARN_H
