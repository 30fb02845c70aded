#ifndef ASSAY_GRAMMARS_LANGUAGE_H
#define ASSAY_GRAMMARS_LANGUAGE_H

#include "grammars/capability.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

struct TSLanguage;

namespace assay {

struct FactTable;
class Lowering;

/// An argument of a call: by position, by name, or each of them.
struct ArgumentSelector {
  /// Counted from 0; -1 when the argument is selected by name; anyPosition for every argument.
  std::int16_t position = -1;
  llvm::StringRef name;

  static constexpr std::int16_t anyPosition = -2;
};

/// A bounded, pure transformation that constant folding can carry out.
enum class Decoding : std::uint8_t {
  None,
  Base64,
  Base32,
  Base85,
  Hex,
  Rot13,
  Zlib,
  Gzip,
  Url,
  /// What printf prints.
  Escape,
  Reverse,
  Join,
  Replace,
  Lower,
  Upper,
  Strip,
  /// "{}" and "{0}" replaced.
  Format,
  /// "%s" and "%d" replaced.
  Printf,
  /// Text from the bytes of its UTF-16LE form.
  Utf16,
  CharacterOf,
  /// The argument itself: str(), Path().
  Text,
  /// Path parts, joined with '/'.
  JoinPath,
  /// The user's home folder, written "~".
  Home,
  /// Always true: a shell's `true` and `:`.
  True,
  /// What a shell's echo prints.
  Echo,
};

/// Where data of a call comes from or goes to.
struct FlowPlace {
  enum class Kind : std::uint8_t {
    /// Data of nowhere: the place it goes to is emptied.
    Nothing,
    Result,
    Receiver,
    /// Argument `index`.
    Argument,
    /// Every argument.
    Arguments,
    /// What the function that is argument `index` gives back when it is called.
    Callback,
    /// The row's source.
    Source,
    /// An error on its way to a handler.
    Raised,
  };
  /// Which part of it.
  enum class Part : std::uint8_t {
    Whole,
    /// Each of its entries.
    Entries,
    /// The entry whose key is argument `key`.
    Entry,
    /// The entry behind the last one.
    Next,
    Keys,
  };
  Kind kind = Kind::Nothing;
  Part part = Part::Whole;
  std::uint8_t index = 0;
  std::uint8_t key = 0;
};

struct FlowStep {
  FlowPlace from;
  FlowPlace to;
};

/// What a call does to memory.
struct MemoryEffect {
  enum class Kind : std::uint8_t {
    /// The result is new memory of `size` * `times` bytes, or null.
    Allocates,
    /// The result is new memory in place of argument `place`, or null and that is as before.
    Reallocates,
    /// The memory of `place` is given back.
    Frees,
    /// The result may be null.
    MayBeNull,
    /// `place` is followed as a pointer.
    Uses,
    /// Up to `size` * `times` bytes of `place` are written, or read.
    Writes,
    Reads,
    /// The text `size` is written to `place`, or behind the text that is there.
    Copies,
    Appends,
    /// As many bytes of another text are written behind the text that is in `place`, and a zero.
    Joins,
    /// The result counts the bytes of the text `place`, without its end.
    Measures,
    /// `place` becomes a number from outside; as many bytes as `size` at most if that is given, and
    /// then it is how many were written to `times`.
    Numbers,
    /// It does not come back.
    Ends,
    /// The file named `place` is asked about, or is opened or changed.
    Asks,
    Opens,
    /// The function `place` runs beside the caller, or whenever a signal comes.
    Starts,
    Handles,
    /// Nobody else is where the same is called.
    Locks,
  };
  /// For a place: what the call gives.
  static constexpr std::int8_t result = -1;
  static constexpr std::int8_t none = -2;
  /// Every argument from `size` on.
  static constexpr std::int8_t rest = -3;

  Kind kind = Kind::Uses;
  std::int8_t place = none;
  std::int8_t size = none;
  std::int8_t times = none;
};

/// One line of a symbols.yaml: what a library symbol is to an analysis. A model as data; a symbol
/// may have several rows, of which all whose `when` holds apply.
struct SymbolRow {
  /// Qualified name, segments separated by '.', a call's result written "()", a first segment "*"
  /// for a receiver of unknown type: "os.system", "socket.socket().connect", "*.extractall".
  llvm::StringRef symbol;
  /// What using it can do; calling it, unless `onRead`.
  llvm::ArrayRef<Capability> capabilities;
  /// Where untrusted data hurts: arguments of a sink for `capabilities`.
  llvm::ArrayRef<ArgumentSelector> sinks;
  /// What kind of untrusted data its value is: "network", "environment", "arguments", "input",
  /// "file", "request"; empty if none.
  llvm::StringRef source;
  /// Sinks that its result is safe for; not empty means sanitizer.
  llvm::ArrayRef<Capability> sanitizes;
  /// What its result is when the arguments are constant.
  Decoding decoding = Decoding::None;
  /// What is decoded, if it is not the arguments by position: a filter's "stdin".
  ArgumentSelector decodes;
  /// Language of the code that the sink arguments hold ("bash" for os.system); empty if none.
  llvm::StringRef code;
  /// Where the words of a command in that language begin, instead: execvp(FILE, WORDS). They are
  /// the arguments from there on, with a list among them spelt out; "receiver" for those given to
  /// the calls that made the receiver: Command::new(A).arg(B).spawn().
  ArgumentSelector words;
  /// Qualified name of the type of its result; empty for "<symbol>()".
  llvm::StringRef returns;
  /// The row applies only if this argument is the constant `whenValue` ("true" for a boolean, "*"
  /// for any value but a false one).
  ArgumentSelector when;
  llvm::StringRef whenValue;
  /// The capability is in reading the symbol (os.environ), not in calling it.
  bool onRead = false;
  /// Where data goes in a call; empty if that is not said, and then the result holds what receiver
  /// and arguments hold.
  llvm::ArrayRef<FlowStep> flows;
  /// What a call does to memory, where the language leaves that to the program.
  llvm::ArrayRef<MemoryEffect> memory;
  /// Another name of this symbol, whose rows count: iex is Invoke-Expression. Empty if it is none.
  llvm::StringRef aliasOf;
  /// Its members are the globals: globalThis, _G, globals().
  bool holdsGlobals = false;
};

/// What a module's name says of the file it is in.
struct ModuleNames {
  /// "/" where names are paths, relative to the importer ("./name"); "." where they are dotted,
  /// with a dot in front for the importer's own folder. Empty: calls are not followed into other
  /// files.
  llvm::StringLiteral separator = "";
  /// What may be added to the name: ".py".
  llvm::ArrayRef<llvm::StringLiteral> suffixes;
  /// What a folder of the name stands for: "__init__.py"; "*" when all its files are one module.
  llvm::ArrayRef<llvm::StringLiteral> indexes;
  /// What holds names given to others: "module.exports"; "*": a class with the file's own name.
  llvm::ArrayRef<llvm::StringLiteral> exports;
};

/// The rows of a symbols.yaml as the build writes them: places in shared arrays instead of
/// pointers. A program that is loaded at a random address would have to correct each pointer at
/// every start, for every language: half of a start's time.
struct PackedSymbols {
  struct Part {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Argument {
    std::int16_t position;
    Part name;
  };
  /// As SymbolRow.
  struct Row {
    Part symbol;
    Part capabilities;
    Part sinks;
    Part source;
    Part sanitizes;
    Decoding decoding;
    Argument decodes;
    Part code;
    Argument words;
    Part returns;
    Argument when;
    Part whenValue;
    bool onRead;
    Part flows;
    Part memory;
    Part aliasOf;
    bool holdsGlobals;
  };

  [[nodiscard]] bool has(llvm::StringRef symbol) const;

  /// Sorted by symbol.
  llvm::ArrayRef<Row> rows;
  /// What the parts are parts of.
  llvm::StringLiteral text = "";
  llvm::ArrayRef<Capability> capabilities;
  llvm::ArrayRef<Argument> arguments;
  llvm::ArrayRef<FlowStep> flows;
  llvm::ArrayRef<MemoryEffect> effects;
};

/// PackedSymbols in a form to work with. Its texts are constant data; the rows point into
/// `arguments`, so it is moved but not copied.
struct SymbolRows {
  explicit SymbolRows(const PackedSymbols &packed);
  SymbolRows(SymbolRows &&) = default;
  SymbolRows &operator=(SymbolRows &&) = default;
  SymbolRows(const SymbolRows &) = delete;
  SymbolRows &operator=(const SymbolRows &) = delete;

  std::vector<ArgumentSelector> arguments;
  /// Sorted by symbol.
  std::vector<SymbolRow> rows;
};

/// Everything assay knows about one language. Constant data: the build makes one from each folder
/// grammars/<name>/; no other file names a language.
struct Language {
  llvm::StringLiteral name;
  /// Other names that people and code fences use: "py", "python3".
  llvm::ArrayRef<llvm::StringLiteral> aliases;
  /// The languages that it builds on: rules for them are rules for it.
  llvm::ArrayRef<llvm::StringLiteral> like;
  /// Without the dot: "py".
  llvm::ArrayRef<llvm::StringLiteral> extensions;
  /// Whole file names, ".bashrc", or the last parts of a path, ".github/workflows/*.yml"; one "*"
  /// in a part stands for any characters.
  llvm::ArrayRef<llvm::StringLiteral> fileNames;
  /// Programs named on a "#!" line, without version: "python".
  llvm::ArrayRef<llvm::StringLiteral> interpreters;
  /// What comments begin with and, after a space, end with: "#", "//", "/* */".
  llvm::ArrayRef<llvm::StringLiteral> commentMarks;
  /// Names that mean the object or class whose method is running: "self".
  llvm::ArrayRef<llvm::StringLiteral> receivers;
  /// Names that mean the same object as one of its base class: "super".
  llvm::ArrayRef<llvm::StringLiteral> bases;
  /// Methods that run when an object is made, besides one of the class's own name.
  llvm::ArrayRef<llvm::StringLiteral> constructors;
  /// Names of symbols do not differ by the case of their letters: PowerShell, PHP.
  bool caseInsensitive = false;
  /// Methods see the members of their class without a receiver: Java, C#, C++, Ruby.
  bool implicitMembers = false;
  /// Name of the jail profile that runs it; empty if assay does not run it.
  llvm::StringLiteral profile;
  const TSLanguage *(*grammar)();
  /// facts.scm, compiled.
  const FactTable *facts;
  PackedSymbols symbols;
  /// What must stand before a piece of code that is no whole file: "<?php ". Mostly empty.
  llvm::StringLiteral opening = "";
  /// An expression whose value nobody can foretell. It stands where a text that is run has a part
  /// that is known only at run time. Empty: such texts are not judged.
  llvm::StringLiteral hole = "";
  /// What a word of a command is written between, and what stands for that mark inside. Empty: the
  /// language has no commands.
  llvm::StringLiteral wordMark = "";
  llvm::StringLiteral wordMarkInside = "";
  /// Not null for a container: a file that is no code but holds code, such as a notebook. Then
  /// there is neither a grammar nor a fact table; see container.h.
  void (*split)(Lowering &) = nullptr;
  ModuleNames modules;
};

/// All languages in this build, sorted by name.
llvm::ArrayRef<Language> languages();

/// By name or alias. Null if not known.
const Language *findLanguage(llvm::StringRef name);

/// Decides by file name, then extension, then the interpreter on a "#!" first line. Null if none is
/// known: such a file is not source to us, and a caller asked to judge it must refuse, not guess.
const Language *detectLanguage(llvm::StringRef path, llvm::StringRef text);

} // namespace assay

#endif // ASSAY_GRAMMARS_LANGUAGE_H
