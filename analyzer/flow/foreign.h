#ifndef ASSAY_ANALYZER_FLOW_FOREIGN_H
#define ASSAY_ANALYZER_FLOW_FOREIGN_H

#include "analyzer/finding.h"
#include "analyzer/flow/modules.h"
#include "analyzer/resolve/resolution.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <string>
#include <vector>

// Data flow between the files of a scan: what a file tells others of its functions, and what it is
// told of theirs. Facts die with their file; these are the few words that outlive them.

namespace assay {

/// A bit a kind of source.
using SourceMask = std::uint64_t;

/// The kinds of source that results of functions of other files are: what they bring may be learned
/// later. No rule follows them. Functions share the bits by the hashes of their names; of those in
/// one bit, all are taken to go where one goes.
inline constexpr unsigned firstForeignBit = 32;
inline constexpr unsigned foreignBits = 32;
inline constexpr SourceMask foreignSources = ~SourceMask{0} << firstForeignBit;

/// What is given for a parameter reaches a sink in the function's file or beyond.
struct ForeignSink {
  unsigned parameter = 0;
  CapabilitySet capabilities;
  /// Kinds of source that a rule follows to there.
  SourceMask wanted = 0;
  /// From the parameter to the sink; each step names its file.
  Trace steps;

  bool operator==(const ForeignSink &) const = default;
};

/// What a call of a function does with data, for a caller in another file. The receiver is not
/// among the parameters.
struct ForeignFunction {
  /// Empty where the parameter has no single name.
  std::vector<std::string> parameters;
  /// Bit i: the result may hold what is given for parameter i; the last bit is for all beyond.
  std::uint32_t passes = 0;
  /// Sinks that the result is safe for.
  std::uint64_t cleaned = 0;
  /// Kinds of source that the result holds whatever is given, and the way from there.
  SourceMask sources = 0;
  Trace sourceSteps;
  std::vector<ForeignSink> sinks;
  /// It belongs to a class: the result may hold what its receiver does.
  bool isMethod = false;

  /// Of all sinks.
  [[nodiscard]] CapabilitySet reached() const;
  [[nodiscard]] SourceMask wanted() const;
  bool operator==(const ForeignFunction &) const = default;
};

/// A function by its file and the name that the module's users say: "run", "Client.send". Hashes
/// stand for the names, since a scan keeps all that are called: names that share one would be taken
/// for each other.
struct ForeignName {
  FileId file = 0;
  /// Of the first part of the name.
  std::uint64_t head = 0;
  /// Of the rest; 0 if there is none.
  std::uint64_t rest = 0;

  static ForeignName of(FileId file, llvm::StringRef name);
  /// Which of the foreign kinds of source its results are.
  [[nodiscard]] unsigned foreignBit() const { return (head ^ rest ^ file) % foreignBits; }
  [[nodiscard]] SourceMask source() const {
    return SourceMask{1} << (firstForeignBit + foreignBit());
  }
  auto operator<=>(const ForeignName &) const = default;
};

/// A function of another file that this one calls, and what there is to gain from knowing it.
struct ForeignUse {
  ForeignName name;
  /// Kinds of source that arguments hold data of, foreign ones among them.
  SourceMask given = 0;
  /// What its result would have to be for a rule to follow it.
  SourceMask wanted = 0;
  /// An argument depends on a parameter of this file's function.
  bool isGivenParameter = false;
  /// Data of a finding passes through it, as far as is known.
  bool carriesHit = false;
};

/// A name that a file passes on from another.
struct ForeignAlias {
  /// Hash of its name here; 0 stands for all names.
  std::uint64_t head = 0;
  FileId file = 0;
  /// Hash of its name there; 0: it is the module itself, and what follows is a name in it.
  std::uint64_t symbol = 0;

  auto operator<=>(const ForeignAlias &) const = default;
};

/// All that is known of most functions: they give back something, but not all that they are given.
struct ForeignDrop {
  ForeignName name;
  /// As in ForeignFunction.
  std::uint32_t passes = 0;
  bool isMethod = false;

  auto operator<=>(const ForeignDrop &) const = default;
};

/// What one judgement of a file learns for the others. All lists are sorted.
struct FileFlow {
  std::map<std::string, ForeignFunction> exports;
  std::vector<ForeignDrop> drops;
  std::vector<ForeignAlias> aliases;
  std::vector<ForeignUse> uses;
  /// Functions of this file that give what they are given to functions of other files.
  std::vector<ForeignName> forwarding;
  /// Those that give back what such a function did, with its kind of source.
  std::vector<std::pair<ForeignName, SourceMask>> returning;
  /// Kinds of source in this file.
  SourceMask sources = 0;
  /// Data was followed. Where it was not, since nothing here brings data that others get or takes
  /// theirs to a sink, any function may be forwarding or returning.
  bool isFollowed = false;
};

struct KnownFunction {
  ForeignFunction function;
  /// Its name in the file that has it, when the name is one that another file gives it.
  ForeignName origin;
  /// Learned in the last round.
  bool isNew = true;
};

using KnownFunctions = std::map<ForeignName, KnownFunction>;

/// One file's part in a scan of several. Nothing that it points to but `learned` changes while
/// files are judged.
struct FlowExchange {
  const ModuleIndex *modules = nullptr;
  FileId file = 0;
  const KnownFunctions *known = nullptr;
  FileFlow *learned = nullptr;
  /// Data of a finding passes through its functions: what they do with it is wanted in any case.
  bool isAsked = false;
};

/// The functions of other files that a file's symbols are.
class ForeignCalls {
public:
  /// Functions of other files that one file is known to call: more than that is generated.
  static constexpr std::size_t maxNames = 4096;
  /// Modules that are imported whole: each costs a look-up for every name that nothing binds.
  static constexpr std::size_t maxStarImports = 8;

  /// `exchange` is null for a file that is judged by itself: then nothing is foreign.
  void start(const FactSet &facts, const Resolution &resolution, const FlowExchange *exchange);

  /// Null if it is not known.
  [[nodiscard]] const ForeignFunction *of(SymbolId symbol) const {
    const auto at = bySymbol_.find(symbol);
    return at == bySymbol_.end() ? nullptr : at->second.function;
  }
  /// Names that the symbol may have in other files; empty if it is of none.
  [[nodiscard]] llvm::ArrayRef<ForeignName> namesOf(SymbolId symbol) const {
    const auto at = bySymbol_.find(symbol);
    return at == bySymbol_.end() ? llvm::ArrayRef<ForeignName>() : llvm::ArrayRef(at->second.names);
  }
  /// The file of a symbol that is a module, and of one that is something in a module, with its name
  /// there.
  struct Place {
    FileId file = 0;
    std::string name;
  };
  [[nodiscard]] std::optional<FileId> fileOf(llvm::StringRef module);
  [[nodiscard]] llvm::SmallVector<Place, 2> placesOf(const Resolution &resolution, SymbolId symbol);

  [[nodiscard]] const FlowExchange *exchange() const { return exchange_; }
  /// Of all that are called.
  [[nodiscard]] CapabilitySet sinks() const { return sinks_; }
  [[nodiscard]] SourceMask sources() const { return sources_; }
  [[nodiscard]] bool any() const { return !bySymbol_.empty(); }

private:
  struct Callee {
    const ForeignFunction *function = nullptr;
    llvm::SmallVector<ForeignName, 2> names;
  };

  void findImports(const FactSet &facts, const Resolution &resolution);
  void resolve(const Resolution &resolution, SymbolId symbol);
  void findUnbound(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> parts,
                   llvm::SmallVectorImpl<Place> &places);
  const FlowExchange *exchange_ = nullptr;
  /// Null if nothing can be foreign.
  const ModuleNames *names_ = nullptr;
  /// Modules that the file imports, and the outermost packages of those.
  llvm::DenseSet<llvm::StringRef> imports_;
  llvm::SmallVector<llvm::StringRef, 4> starImports_;
  llvm::StringMap<std::optional<FileId>> files_;
  llvm::DenseMap<SymbolId, Callee> bySymbol_;
  std::size_t nameCount_ = 0;
  CapabilitySet sinks_;
  SourceMask sources_ = 0;
};

/// A function of this file that others can call, before positions are known. Parameters are counted
/// as declared.
struct ExportedFunction {
  struct Sink {
    unsigned parameter = 0;
    CapabilitySet capabilities;
    /// From the parameter to the sink's call.
    std::vector<ValueId> path;
    /// Where it goes from there, when the call is of yet another file.
    const ForeignSink *beyond = nullptr;
  };
  std::string name;
  ScopeId scope = 0;
  bool namesReceiver = false;
  std::uint32_t passes = 0;
  std::uint64_t cleaned = 0;
  SourceMask sources = 0;
  /// From the source to what is returned.
  std::vector<ValueId> sourcePath;
  bool returns = false;
  /// Foreign kinds of source in what is returned.
  SourceMask foreign = 0;
  bool forwards = false;
  std::vector<Sink> sinks;
};

/// The name under which an assignment gives its value to users of the module; empty when the value
/// stands for the module itself, none when it stays inside.
std::optional<llvm::StringRef> exportedBy(const FactSet &facts, const Resolution &resolution,
                                          const Language &language, const Statement &assignment);

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_FOREIGN_H
