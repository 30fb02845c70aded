#ifndef ASSAY_ANALYZER_RULE_H
#define ASSAY_ANALYZER_RULE_H

#include "analyzer/risk_score.h"
#include "grammars/capability.h"
#include "grammars/language.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What a rule asks of one argument of a call, or of an assigned value. All parts that are given
/// must hold.
enum class Shape : std::uint8_t {
  Any,
  /// Folds to a constant.
  Constant,
  /// Present, and does not fold to a constant.
  Computed,
  /// Put together from parts (concatenated or formatted) of which one is not constant.
  Built,
  /// Folds to a constant by decoding, or is the result of a decoding call.
  Decoded,
  /// A long constant text that no person wrote: its letters are spread like those of packed or
  /// encrypted bytes.
  Dense,
  /// Not given.
  Missing,
  /// Given.
  Present,
};

struct ArgumentPattern {
  /// Beside positions and names: "receiver", what a method is called on, and "last", the last
  /// argument by position, and "result", what the call gives: it is missing if nobody reads it.
  std::int16_t position = ArgumentSelector::anyPosition;
  llvm::StringRef name;
  Shape shape = Shape::Any;
  /// The constant is one of these; "true", "false", "null" and numbers as written.
  llvm::ArrayRef<llvm::StringRef> equals;
  /// The constant is none of these.
  llvm::ArrayRef<llvm::StringRef> differs;
  /// The constant text contains one of these.
  llvm::ArrayRef<llvm::StringRef> contains;
  /// The constant text matches this regular expression (RE2's syntax). Empty: not asked.
  llvm::StringRef matches;
  /// The value is, or is built from, a call with one of these capabilities.
  CapabilitySet from;
};

/// What a pattern looks at.
enum class PatternKind : std::uint8_t {
  /// A call, by symbol or capability, with constraints on its arguments.
  Call,
  /// A symbol that is read or passed on, not only called.
  Use,
  /// An import of a module.
  Import,
  /// An assignment to a variable or member of a name, with constraints on the value.
  Assign,
  /// A string constant.
  Literal,
  /// A loop without bound, by the capabilities used inside.
  Loop,
  /// A handler that swallows every error, by the capabilities used in its try.
  Handler,
  /// Data that goes from a source to a sink.
  Flow,
  /// Text of the file itself, before parsing: hidden characters.
  Text,
  /// A function that calls itself on every path.
  Recursion,
  /// A map, object or struct written out, by its type or an entry, with constraints on its entries.
  Record,
  /// Flattened control flow: a loop without bound that only asks which step a variable says, where
  /// the steps set it to the next.
  Dispatch,
  /// A fault in what the program does with memory; see memory/memory_fault.h.
  Memory,
};

inline constexpr unsigned patternKindCount = static_cast<unsigned>(PatternKind::Memory) + 1;

/// The name in a rule file: "call", "use", ...
llvm::StringRef nameOf(PatternKind kind);

/// One thing a rule looks for. Which fields count depends on `kind`; the reader refuses the others.
struct Pattern {
  PatternKind kind = PatternKind::Call;
  /// Qualified names; "*" as the last or the first segment stands for any. Call, Use, Import;
  /// for Assign the names assigned to; for Memory the function called, or none: any; for Record the
  /// types as written, or none: any type.
  llvm::ArrayRef<llvm::StringRef> symbols;
  /// Any of these, besides one of the symbols if there are some. Call, Use; Loop and Handler: used
  /// inside, as are `symbols`; Flow: the sink.
  CapabilitySet capabilities;
  llvm::ArrayRef<ArgumentPattern> arguments;
  /// Flow: kinds of source ("network", "input", ...); empty for any.
  llvm::ArrayRef<llvm::StringRef> sources;
  /// Flow: the symbol of the source; qualified names as in `symbols`. Parameters named so count
  /// too.
  llvm::ArrayRef<llvm::StringRef> sourceSymbols;
  /// Literal: substrings, any of; Text: names of character classes ("bidi", "zero-width",
  /// "look-alike"); Memory: names of faults.
  llvm::ArrayRef<llvm::StringRef> contains;
  /// Literal: a regular expression.
  llvm::StringRef matches;
  /// Literal: textsNeededBy(matches), told when the rule is read.
  llvm::ArrayRef<llvm::StringRef> needs;
};

/// An example of a rule: its documentation and its test.
struct RuleExample {
  llvm::StringRef language;
  llvm::StringRef code;
  bool flagged = false;
};

/// A change of the text of a finding that takes the danger out of it: see rule_fix.h.
struct RuleEdit {
  /// RE2; must match once, or the edit is not meant for what stands there.
  llvm::StringRef find;
  /// What comes in its place; "\1" is the first group.
  llvm::StringRef put;
};

/// One rule. Built-in rules are constant tables made from analyzer/rules/<id>.yaml at build time by
/// the reader that also reads users' files; their text lives in a RuleSet.
struct Rule {
  llvm::StringRef id;
  llvm::StringRef title;
  /// One sentence for the place; "{symbol}" stands for what was called.
  llvm::StringRef message;
  Dimension dimension = Dimension::Behaviour;
  RiskLevel level = RiskLevel::Low;
  Confidence confidence = Confidence::Medium;
  llvm::ArrayRef<std::uint16_t> cwe;
  /// Empty: all languages.
  llvm::ArrayRef<llvm::StringRef> languages;
  /// Alternatives: each match of one of them is a finding.
  llvm::ArrayRef<Pattern> any;
  /// Each must match somewhere in the same file, or nothing is found (behaviours).
  llvm::ArrayRef<Pattern> with;
  /// None may match in the same file.
  llvm::ArrayRef<Pattern> without;
  llvm::StringRef why;
  llvm::StringRef fix;
  /// Tried in order.
  llvm::ArrayRef<RuleEdit> edits;
  /// What the rule does not see, and when to suppress it.
  llvm::StringRef misses;
  llvm::ArrayRef<llvm::StringRef> references;
  /// Checks of other tools that find the same, as "<tool>/<check>": rules/coverage.tsv lists them.
  llvm::ArrayRef<llvm::StringRef> covers;
  llvm::ArrayRef<RuleExample> examples;
};

/// The rules compiled into this build, sorted by id.
llvm::ArrayRef<Rule> builtInRules();

/// The rules that an assessment uses: the built-in ones and those of users' files. Immutable once
/// made, so that threads share one.
class RuleSet {
public:
  /// Only the built-in rules.
  RuleSet();
  ~RuleSet();
  RuleSet(RuleSet &&) noexcept;
  RuleSet &operator=(RuleSet &&) noexcept;

  /// Adds the rules of a YAML document: one rule, or a sequence of rules. Fails with
  /// "file:line:column: what is wrong, what was expected" and then adds none; an id that is taken
  /// is an error too.
  llvm::Error add(llvm::StringRef fileName, llvm::StringRef yaml);

  [[nodiscard]] llvm::ArrayRef<const Rule *> rules() const { return rules_; }
  /// Null if there is none of that id.
  [[nodiscard]] const Rule *find(llvm::StringRef id) const;
  /// SHA-256 over all rules, in order: part of every cache key and record.
  [[nodiscard]] std::string digest() const;

private:
  /// Owns what the added rules point to.
  std::unique_ptr<llvm::BumpPtrAllocator> memory_;
  std::vector<const Rule *> rules_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_RULE_H
