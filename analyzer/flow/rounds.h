#ifndef ASSAY_ANALYZER_FLOW_ROUNDS_H
#define ASSAY_ANALYZER_FLOW_ROUNDS_H

#include "analyzer/flow/foreign.h"
#include <array>
#include <set>
#include <vector>

namespace assay {

/// Which files of a scan are judged when, and what they know of each other then. All are judged
/// once; after that only those for which the round before learned something that can make a
/// difference. Within a round nobody sees what others learn in it, so neither order nor threads
/// matter. Judging is the caller's affair:
///
///     FlowRounds rounds(paths, languages);
///     for (files = all; !files.empty(); files = rounds.next())
///       for each file: judge it with rounds.exchangeFor(file)
///
/// Different files may be judged by different threads at the same time.
class FlowRounds {
public:
  /// Rounds after the first: data is followed through a chain of one file more than that. Most
  /// chains are two or three files long.
  static constexpr unsigned maxRounds = 3;
  /// Files that pass a name on to each other: more is a cycle.
  static constexpr unsigned maxAliases = 4;

  /// The paths must outlive this.
  FlowRounds(llvm::ArrayRef<llvm::StringRef> paths, llvm::ArrayRef<const Language *> languages);

  /// What a file forgets of its last judgement, and leaves of this one. Valid until `next`.
  [[nodiscard]] FlowExchange exchangeFor(FileId file);

  /// See FlowExchange.
  [[nodiscard]] bool isAsked(FileId file) const { return asked_[file]; }
  /// Data may go between this file and others: its language says what an import means.
  [[nodiscard]] bool isLinked(FileId file) const { return modules_.namesFor(file) != nullptr; }
  /// What the file is told in this round. Ask before exchangeFor; valid until `next`.
  [[nodiscard]] std::vector<std::pair<ForeignName, const ForeignFunction *>>
  knownTo(FileId file) const;

  /// Ends the round. The files to judge in the next, in order; empty when there is none.
  [[nodiscard]] std::vector<FileId> next();

private:
  /// What callers everywhere do with a function: kinds of source they give it, directly or on
  /// behalf of their own callers, and kinds that they would follow out of it.
  struct Traffic {
    SourceMask given = 0;
    SourceMask needed = 0;
  };
  /// What comes into a file's own calls of other files, and what would be followed out of them.
  struct Around {
    /// By its callers.
    SourceMask given = 0;
    /// By known functions that it calls, and what would be followed out of them, by their foreign
    /// kind of source.
    std::array<SourceMask, foreignBits> brought{}, needed{};
  };
  using TrafficMap = std::map<ForeignName, Traffic>;
  /// Names, and what other files call them.
  using Aliases = std::set<std::pair<ForeignName, ForeignName>>;

  [[nodiscard]] std::vector<ForeignName> calledNames() const;
  Aliases followAliases(std::vector<ForeignName> &called) const;
  void takeOver(const std::vector<ForeignName> &called, const Aliases &aliases);
  bool add(const ForeignName &name, const ForeignName &origin, const ForeignFunction &function);
  void spread(const ForeignName &origin, const ForeignFunction &function, const Aliases &aliases);
  [[nodiscard]] std::set<ForeignName> carriersOf(const Aliases &aliases) const;
  void takeOverDrops(const std::set<ForeignName> &carriers, const Aliases &aliases);
  std::vector<FileId> ask(const std::set<ForeignName> &carriers);
  [[nodiscard]] Around around(FileId file, const TrafficMap &traffic) const;
  [[nodiscard]] static SourceMask givenTo(const ForeignUse &use, const Around &around);
  [[nodiscard]] TrafficMap trafficOf(const std::vector<ForeignName> &called,
                                     const Aliases &aliases) const;
  [[nodiscard]] bool concerns(const FileFlow &flow, const Around &around, bool isHitThrough) const;

  ModuleIndex modules_;
  std::vector<FileFlow> flows_;
  /// By file: see FlowExchange.
  std::vector<bool> asked_;
  KnownFunctions known_;
  /// Kinds of source in all files.
  SourceMask sources_ = 0;
  unsigned round_ = 0;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_ROUNDS_H
