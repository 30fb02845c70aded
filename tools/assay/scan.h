#ifndef ASSAY_TOOLS_ASSAY_SCAN_H
#define ASSAY_TOOLS_ASSAY_SCAN_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "tools/assay/source_walk.h"
#include "tools/clang/compile_commands.h"
#include "tools/report/report.h"
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

namespace assay {

class ScanCache;
class ScanProgress;

struct ScanRequest {
  std::vector<std::string> paths;
  /// Texts to judge besides, each with the path that names it.
  std::vector<SourcePath> texts;
  /// Absolute; what paths in reports and fingerprints are relative to. Empty: they stay as given.
  std::string root;
  bool honourIgnoreFiles = true;
  /// Leave named files out whose language is not known, instead of failing on them.
  bool skipUnknown = false;
  /// Take what GitHub tracks results by: a pass over each file with findings.
  bool lineHashes = false;
  /// How C and C++ files are compiled, and the `assay-clang` that reads them so. What is not among
  /// them, or when there is no such program, is read by tree-sitter.
  std::vector<CompileCommand> commands;
  std::string clang;
  /// What all units together may take on the clock. A hostile database of slow units must not hold
  /// a scan for hours; LLVM itself takes less on the machines that people build it on.
  std::chrono::seconds clangTime{1800};
  /// Only the part `shard` of `shards` of the files, which are sorted.
  unsigned shard = 0;
  unsigned shards = 1;
  /// Threads to judge with; 0 for as many as there are processors to run on.
  unsigned jobs = 0;
  /// Where answers are kept and found; null for none. The result is the same either way.
  ScanCache *cache = nullptr;
  /// Told how far the scan is; null for nobody.
  ScanProgress *progress = nullptr;
  /// Once it is true no other file is begun: the result has what was done, and an error that says
  /// so. Null: nothing stops it.
  const std::atomic<bool> *stop = nullptr;
};

/// Judges files and folders; data is followed from file to file of a language (see
/// analyzer/flow/rounds.h). What cannot be judged is an entry in `errors`; it stops nothing. The
/// result does not depend on the number of threads. Holds one source per thread at a time.
ScanResult scan(const ScanRequest &request, const RuleSet &rules, const AssessmentPolicy &policy);

/// An assessment of `file` with what reports say besides.
JudgedFile withPlaces(const SourceFile &file, Assessment assessment, const ScanRequest &request);

/// The same file as `scan` would name it, judged with an Assessor that is at hand; by itself if
/// `exchange` is null.
JudgedFile judge(const SourceFile &file, const Language &language, Assessor &assessor,
                 const ScanRequest &request, const FlowExchange *exchange = nullptr);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_H
