#ifndef ASSAY_ANALYZER_NESTED_NESTED_QUEUE_H
#define ASSAY_ANALYZER_NESTED_NESTED_QUEUE_H

#include "analyzer/assessment.h"
#include "analyzer/nested/nested_code.h"
#include <set>

namespace assay {

/// The nested codes of one file, each to be judged like a file, and the way back from there to the
/// file. Borrows the file and the Assessment, which receives what is found.
class NestedQueue {
public:
  /// Honest code starts an interpreter that starts a shell; more is a maze.
  static constexpr unsigned maxDepth = 4;
  /// Texts that had to be put together or decoded, in all. What stands in the file as it is costs
  /// no more than the file.
  static constexpr std::size_t maxMadeBytes = 1u << 20;
  /// A text costs a parse. Large build files have some thousands.
  static constexpr std::size_t maxCodes = 20'000;

  NestedQueue(const SourceFile &file, Assessment &assessment)
      : file_(file), assessment_(assessment) {}

  /// Adds what was found in the code last taken; in the file itself when none was taken yet. What
  /// exceeds a bound marks the assessment degraded.
  void add(NestedCodes found);

  /// The next code to judge, in the order found; null when there is none. Valid until the next
  /// call.
  const NestedCode *take();

  /// The code last taken is part of a container that is the file itself.
  [[nodiscard]] bool isPart() const;

  /// Joins the judgement of the code last taken to that of the file, with positions in the file.
  /// `source` is the code as it was judged. When it joins texts and `isValid`, they are not judged
  /// by themselves.
  void join(const SourceFile &source, Assessment part, bool isValid);

  /// Call last: sorts the findings by place and rule. What two looks at the same text found, or one
  /// rule found outside and inside, is listed once.
  void finish();

private:
  struct Entry {
    NestedCode code;
    /// Into entries_, + 1; 0 for the file.
    std::size_t outer = 0;
    unsigned depth = 1;
  };

  [[nodiscard]] Span toFile(Span span, std::size_t entry) const;
  [[nodiscard]] Range rangeOf(Span span) const;
  [[nodiscard]] std::vector<NestedStep> stepsTo(std::size_t entry) const;
  /// False, having said so: a bound is exceeded.
  bool addOne(NestedCode &code, unsigned depth);
  void refuse(Span span, llvm::StringRef reason);
  void adoptCounts(const Entry &entry, const Assessment &part, bool isValid);
  void adopt(Finding finding, llvm::ArrayRef<NestedStep> steps);

  const SourceFile &file_;
  Assessment &assessment_;
  std::vector<Entry> entries_;
  /// Entries [0, taken_) were taken.
  std::size_t taken_ = 0;
  std::size_t madeBytes_ = 0;
  std::set<std::pair<Capability, std::string>> uses_;
  /// Texts of the file that were judged as part of another.
  std::set<Span> covered_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_NESTED_NESTED_QUEUE_H
