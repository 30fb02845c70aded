#include "runtime/learn.h"
#include "runtime/unjudged.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace assay;

namespace {

/// A word that is already granted can be asked for again: its grant opens less than was asked.
bool isKnown(const Lesson &lesson, llvm::StringRef capability) {
  return llvm::any_of(lesson.learned, [&](const Learned &learned) {
    return learned.evidence.capability == capability;
  });
}

/// True if there is something new to grant.
bool learnFrom(const ExecutionResult &result, Lesson &lesson, JailSpec &spec) {
  bool isMore = false;
  std::vector<const Violation *> inOrder;
  for (const Violation &violation : result.violations)
    inOrder.push_back(&violation);
  llvm::sort(inOrder, [](const Violation *a, const Violation *b) { return a->latest < b->latest; });
  for (const Violation *violation : inOrder) {
    const CapabilityRule *rule = findCapabilityRule(violation->capability);
    if (violation->capability.empty() || isKnown(lesson, violation->capability))
      continue;
    const bool opens = rule && rule->grantable && rule->opens;
    lesson.learned.push_back({*violation, opens});
    if (opens && !llvm::is_contained(spec.capabilities, violation->capability)) {
      spec.capabilities.push_back(violation->capability);
      isMore = true;
    }
  }
  return isMore;
}

/// On one line, whatever the program put into it.
void printEvidence(const Violation &violation, llvm::raw_ostream &out) {
  out << violation.syscall;
  if (!violation.target.empty())
    out.write_escaped((violation.syscall.empty() ? "" : ": ") + violation.target);
  out << ", " << violation.count << "x";
  if (!violation.source.empty())
    out.write_escaped(", at " + violation.source);
  out << '\n';
}

void printUsage(const ExecutionResult &result, llvm::raw_ostream &out) {
  out << "# The last run took " << result.wall.count() << " ms, " << result.cpu.count()
      << " ms of processor time and " << ((result.peakMemoryBytes + 0xfffff) >> 20)
      << " MiB of memory, and wrote " << (result.output.size() + result.errors.size())
      << " bytes.\n";
}

} // namespace

llvm::Expected<Lesson> assay::learn(const Program &program, const JailSpec &given,
                                    const RunOptions &options) {
  Lesson lesson;
  JailSpec spec = given;
  while (!lesson.isComplete && lesson.runs < mostLearningRuns) {
    auto result = runUnjudged(program, spec, options);
    if (!result)
      return result.takeError();
    ++lesson.runs;
    lesson.isComplete = !learnFrom(*result, lesson, spec);
    lesson.result = std::move(*result);
  }
  return lesson;
}

void assay::printLesson(const Lesson &lesson, llvm::StringRef command, llvm::raw_ostream &out) {
  out << "# Proposed after " << lesson.runs << (lesson.runs == 1 ? " run" : " runs") << " of: ";
  out.write_escaped(command) << "\n# which at last " << describe(lesson.result) << ".\n";
  printUsage(lesson.result, out);
  if (!lesson.isComplete)
    out << "# Not complete: it asked for more each time.\n";
  out << "# Only what these runs did was seen. Read it before you use it.\n";
  const bool any = llvm::any_of(lesson.learned, [](const Learned &l) { return l.granted; });
  out << "capabilities:\n  always:" << (any ? "\n" : " []\n");
  for (const Learned &learned : lesson.learned) {
    if (!learned.granted)
      continue;
    out << "    - " << llvm::left_justify(learned.evidence.capability, 16) << " # ";
    printEvidence(learned.evidence, out);
  }
  for (const Learned &learned : lesson.learned) {
    if (learned.granted)
      continue;
    out << "# Asked for, and no grant gives it: " << learned.evidence.capability << " (";
    out << learned.evidence.remedy << "): ";
    printEvidence(learned.evidence, out);
  }
}
