#ifndef ASSAY_GRAMMARS_FACT_H
#define ASSAY_GRAMMARS_FACT_H

#include "grammars/source_file.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Allocator.h"
#include <cstdint>
#include <vector>

// The fact model: what every front end lowers a file to, and all that resolution, folding, flow,
// rules and score read. Small, and not a generic AST: it keeps what a program computes with and
// what it does, and drops how that is spelt. Plain structs in one arena, addressed by 32-bit ids;
// id 0 is "none" for every kind of fact.

namespace assay {

using ValueId = std::uint32_t;
using StatementId = std::uint32_t;
using RegionId = std::uint32_t;
using ScopeId = std::uint32_t;
/// Text in the arena. Names are interned: equal names have equal ids. 0 is the empty text.
using TextId = std::uint32_t;

enum class ValueKind : std::uint8_t {
  None,
  /// A constant. `text` is its meaning: a string without quotes and escapes, a number as written.
  Literal,
  /// `text` names a variable, seen from `scope`.
  Name,
  /// Operand 0 is the base, `text` the member's name.
  Member,
  /// Operand 0 is the base, operand 1 the key.
  Index,
  /// Operand 0 is the callee, the others are arguments.
  Call,
  /// Parts of a text, joined.
  Concat,
  /// A text with holes: parts in order, literal and computed.
  Format,
  /// Entries of a list, tuple, set or map. In a map each operand's name is its constant key.
  Collection,
  /// A function or lambda; `scope` is its own.
  Function,
  /// `text` is the operator as spelt; the operands in order.
  Operator,
  /// Syntax that has no meaning here. Its operands are kept, so that taint passes through.
  Unknown,
};

/// What kind of Literal or Collection it is.
enum class ValueDetail : std::uint8_t { None, String, Bytes, Number, True, False, Null, List, Map };

struct Value {
  ValueKind kind = ValueKind::None;
  ValueDetail detail = ValueDetail::None;
  Span span;
  TextId text = 0;
  ScopeId scope = 0;
  /// Into FactSet::operands.
  std::uint32_t firstOperand = 0;
  std::uint32_t operandCount = 0;
};

/// A part of a Value.
struct Operand {
  ValueId value = 0;
  /// Name of a named argument, or constant key of a map entry.
  TextId name = 0;
  /// Stands for several: *args, ...rest.
  bool spread = false;
};

enum class StatementKind : std::uint8_t {
  None,
  /// Binds `name` (0: nothing) to `symbol` of `module`; symbol 0 is the module itself, "*" all of
  /// it.
  Import,
  /// Binds `name` to a function or class; `value` is its Function, or 0 for a class.
  Define,
  /// `target` gets `value`. The target is a Name, Member or Index.
  Assign,
  /// `value` is computed for what it does.
  Evaluate,
  Return,
  /// `value` is raised, if there is one.
  Throw,
  /// From here on `name` means, in this function, what it means in the module if `symbol` is set,
  /// and in the function around it otherwise: global, nonlocal, use (&$name).
  Outer,
  /// From here on `name` is another name of the variable `value`, a Name.
  Alias,
  /// Text of another language; `name` is the language, `value` the text.
  EmbeddedCode,
  /// The parser could not make sense of this span.
  Unparsed,
};

struct Statement {
  StatementKind kind = StatementKind::None;
  /// Assign: the target is declared here, in this scope. Otherwise it is looked up outwards.
  /// EmbeddedCode: `value` joins texts that are embedded by themselves as well.
  bool declares = false;
  Span span;
  ScopeId scope = 0;
  RegionId region = 0;
  ValueId target = 0;
  ValueId value = 0;
  TextId name = 0;
  TextId module = 0;
  TextId symbol = 0;
};

/// How control leaves a region by a jump that stands in it, not in a region inside it.
enum class Leaving : std::uint8_t { None, Continue, Break, Function };

enum class RegionKind : std::uint8_t { None, Body, Branch, Else, Loop, Try, Handler };

/// A stretch of statements that run together: regions nest.
struct Region {
  RegionKind kind = RegionKind::None;
  RegionId parent = 0;
  ScopeId scope = 0;
  /// Branch and Loop: the condition; a Loop over elements: what is iterated over. Handler: the type
  /// caught, 0 for all. Else: the condition of its Branch.
  ValueId condition = 0;
  Span span;
  /// The whole construct, its head included.
  Span construct;
  /// Statements [first, last) lie inside, those of nested regions included.
  StatementId first = 0;
  StatementId last = 0;
  /// Values [firstValue, lastValue) are computed inside, likewise.
  ValueId firstValue = 0;
  ValueId lastValue = 0;
  /// Loop: runs over elements, so it ends when they do.
  bool iterates = false;
  /// Loop: holds a break of its own, or something that leaves the function. Handler: something that
  /// raises or leaves.
  bool exits = false;
  /// What begins at this byte offset or later does not run: a jump stands before it. 0: all may.
  std::uint32_t leavesAt = 0;
  Leaving leaving = Leaving::None;
  /// Handler: the value that stands for what it catches; 0 if that has no name.
  ValueId caught = 0;
};

enum class ScopeKind : std::uint8_t { None, Module, Function, Class, Block };

struct Parameter {
  /// A Name, or a Collection of them when the parameter is destructured.
  ValueId target = 0;
  /// Value when the caller gives none; 0 for none.
  ValueId fallback = 0;
  /// What is assigned to it, the caller sees.
  bool byReference = false;
};

struct Scope {
  ScopeKind kind = ScopeKind::None;
  ScopeId parent = 0;
  TextId name = 0;
  Span span;
  /// Function: its Function value.
  ValueId function = 0;
  RegionId body = 0;
  /// Function: into FactSet::parameters.
  std::uint32_t firstParameter = 0;
  std::uint32_t parameterCount = 0;
  /// Class: base classes, into FactSet::operands.
  std::uint32_t firstBase = 0;
  std::uint32_t baseCount = 0;
};

enum class StorageKind : std::uint8_t { Single, Pointer, Array };

/// What a declaration says of a variable's memory, in languages where memory has a size.
struct Storage {
  /// The Name declared; for a member whose array is known, the Member.
  ValueId name = 0;
  /// How many elements an array has, as written; 0 if that is not said.
  ValueId extent = 0;
  /// Size of an element, of what a pointer leads to, or of the variable. 0: not known.
  std::uint32_t elementBytes = 0;
  StorageKind kind = StorageKind::Single;
  /// An integer that is never negative, or elements that are.
  bool isUnsigned = false;
  /// An integer, or elements that are.
  bool isInteger = false;
  /// Lives as long as the program.
  bool isStatic = false;
};

/// The size of a value or type.
struct SizeOf {
  /// What is written: sizeof x.
  ValueId value = 0;
  /// What it is the size of, if that is a variable.
  ValueId of = 0;
  /// 0: not known here.
  std::uint32_t bytes = 0;
};

/// All facts of one file. Dies with the file, or is cleared and used for the next, which keeps the
/// memory. Texts borrow from the SourceFile where they can.
class FactSet {
public:
  std::vector<Value> values;
  std::vector<Operand> operands;
  std::vector<Statement> statements;
  std::vector<Region> regions;
  std::vector<Scope> scopes;
  std::vector<Parameter> parameters;
  /// Traits and modules that a class takes in, by its scope; they are among its bases as well.
  std::vector<std::pair<ScopeId, ValueId>> mixins;
  /// Of variables and parameters, in the order of the text.
  std::vector<Storage> storages;
  std::vector<SizeOf> sizes;
  /// Values that are followed as pointers: x in *x, which is Unknown of x.
  std::vector<ValueId> dereferences;
  /// Values whose address is taken: x in &x, which has no fact of its own.
  std::vector<ValueId> addresses;
  std::vector<Span> comments;
  std::vector<llvm::StringRef> texts;
  /// Branches, loops, handlers and conditional expressions; see Complexity.
  std::uint32_t controlFlow = 0;
  /// Bytes in spans that the parser gave up on.
  std::uint32_t unparsedBytes = 0;
  /// A bound was hit and something was left out; one sentence each.
  std::vector<llvm::StringRef> cut;

  FactSet() { clear(); }

  void clear();

  /// The id of `text`, which must live as long as the facts. Equal texts get equal ids.
  TextId intern(llvm::StringRef text);
  /// A new id, without looking for an equal one: for literals, which may be long. Short ones are
  /// interned.
  TextId append(llvm::StringRef text);
  /// A copy in the arena.
  llvm::StringRef copy(llvm::StringRef text) { return text.copy(memory_); }

  /// Takes over texts whose ids are their positions; the first is empty.
  void setTexts(std::vector<llvm::StringRef> all);

  [[nodiscard]] llvm::StringRef text(TextId id) const { return texts[id]; }
  [[nodiscard]] const Value &value(ValueId id) const { return values[id]; }
  [[nodiscard]] llvm::ArrayRef<Operand> operandsOf(const Value &value) const {
    return llvm::ArrayRef(operands).slice(value.firstOperand, value.operandCount);
  }
  [[nodiscard]] llvm::ArrayRef<Operand> operandsOf(ValueId id) const {
    return operandsOf(values[id]);
  }
  [[nodiscard]] llvm::ArrayRef<Parameter> parametersOf(const Scope &scope) const {
    return llvm::ArrayRef(parameters).slice(scope.firstParameter, scope.parameterCount);
  }

  /// Adds a value and returns its id. The operands are copied.
  ValueId add(const Value &value, llvm::ArrayRef<Operand> operands = {});

private:
  llvm::BumpPtrAllocator memory_;
  llvm::DenseMap<llvm::CachedHashStringRef, TextId> interned_;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_FACT_H
