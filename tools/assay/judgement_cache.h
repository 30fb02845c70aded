#ifndef ASSAY_TOOLS_ASSAY_JUDGEMENT_CACHE_H
#define ASSAY_TOOLS_ASSAY_JUDGEMENT_CACHE_H

#include "analyzer/flow/rounds.h"
#include "tools/assay/scan.h"
#include "tools/assay/scan_cache.h"
#include "tools/assay/tree_marks.h"
#include "llvm/ADT/STLFunctionalExtras.h"

// What a scan asks of its cache, in terms of judgements.
//
// An answer depends on the build of assay (its build id), the rules, the policy, the language and
// the bytes: those are the key. Never a time, and no path where data does not go from file to file.
// In a folder it may: there an import means a file, so the list of files and what other files told
// this one are part of the key as well. A file that changes costs its own judgement and those of
// files that learn something else by it.
//
// Above all that is one entry for the scan as a whole, by the bytes of all its files, so that
// nothing changed costs one look-up. Below it is a list of the files' states (tree_marks.h), so
// that files that did not change need not be read.

namespace assay {

/// One scan's view of a cache. Different files may be asked for by different threads.
class JudgementCache {
public:
  /// All must outlive it. Reads files of which it is not known what they hold.
  JudgementCache(ScanCache &cache, const ScanRequest &request, const RuleSet &rules,
                 const AssessmentPolicy &policy, const std::vector<SourcePath> &files);

  /// Puts the judgements of all files that can be read, if they were judged together before, where
  /// `placeFor` says. False: something is new, and what was put there is of no use.
  bool findAll(llvm::function_ref<JudgedFile &(std::size_t)> placeFor);
  /// The same for the next scan; null for files that could not be judged.
  void putAll(const std::vector<const JudgedFile *> &judged);

  /// The key of a file's judgement, by itself if `rounds` is null, or else knowing what the rounds
  /// tell it. None: it is not to be cached.
  [[nodiscard]] std::optional<CacheKey> keyOf(std::size_t file, const FlowRounds *rounds) const;
  /// False leaves `flow` alone.
  bool find(const CacheKey &key, std::size_t file, JudgedFile &judged, FileFlow &flow);
  /// `isLinked`: data goes to or from other files of the scan.
  void put(const CacheKey &key, std::size_t file, const JudgedFile &judged, const FileFlow &flow,
           bool isLinked);

  /// Writes what is new. Says on standard error if nothing could be kept.
  void finish();

private:
  [[nodiscard]] CacheKey onDay(const CacheKey &key) const;
  [[nodiscard]] std::optional<std::string> findToday(const CacheKey &key);
  [[nodiscard]] CacheKey treeKey() const;
  bool place(std::size_t index, JudgedFile &judged) const;

  ScanCache &cache_;
  const ScanRequest &request_;
  const RuleSet &rules_;
  const AssessmentPolicy &policy_;
  const std::vector<SourcePath> &files_;
  /// Build, rules and policy.
  CacheKey configuration_{};
  /// Paths and languages.
  CacheKey layout_{};
  TreeMarks marks_;
  /// By file; none if it cannot be read.
  std::vector<std::optional<Digest>> digests_;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_JUDGEMENT_CACHE_H
