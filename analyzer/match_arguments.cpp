#include "analyzer/match.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include <array>

// The part of matching that looks at the arguments of a call.

using namespace assay;

/// How far `from` looks into an expression.
static constexpr unsigned maxOriginSteps = 64;

static bool containsAny(llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> parts) {
  return llvm::any_of(parts, [&](llvm::StringRef part) { return text.contains(part); });
}

/// Shorter texts have too few letters to tell by.
static constexpr std::size_t minDenseBytes = 240;

/// Two bytes drawn at random from English or from source are the same in one of 15 to 20 cases,
/// from base64 of anything packed in one of 40 to 64, from hexadecimal in one of 16.
static constexpr std::uint64_t denseSpread = 30;
static constexpr std::uint64_t denseHexSpread = 8;

static bool isDense(llvm::StringRef text) {
  if (text.size() < minDenseBytes)
    return false;
  std::array<std::uint64_t, 256> counts{};
  bool isHex = true;
  for (const char c : text) {
    ++counts[static_cast<unsigned char>(c)];
    isHex = isHex && llvm::isHexDigit(c);
  }
  std::uint64_t same = 0;
  for (const std::uint64_t count : counts)
    same += count * count;
  const bool hasWords = counts[' '] * 50 > text.size();
  const std::uint64_t spread = isHex ? denseHexSpread : denseSpread;
  return !hasWords && same * spread < text.size() * text.size();
}

bool Matcher::hasShape(Shape shape, ValueId value) const {
  if (!value)
    return shape == Shape::Missing || shape == Shape::Any;
  const Constant &constant = in_.resolution->constantOf(value);
  switch (shape) {
  case Shape::Any:
  case Shape::Present:
    return true;
  case Shape::Missing:
    return false;
  case Shape::Dense:
    return constant.isText() && isDense(constant.text);
  case Shape::Constant:
    return constant.isKnown();
  case Shape::Computed:
    return !constant.isKnown();
  case Shape::Decoded:
    return (constant.provenance & ProvenanceDecoded) || comesFrom(value, [] {
             CapabilitySet set;
             set.insert(Capability::ObfuscationDecode);
             return set;
           }());
  case Shape::Built:
    break;
  }
  const ValueKind kind = in_.facts->value(in_.resolution->origin(value)).kind;
  return !constant.isKnown() && (kind == ValueKind::Concat || kind == ValueKind::Format);
}

/// What the function of this file that `call` calls gives back.
void Matcher::addReturned(ValueId call, llvm::SmallVectorImpl<ValueId> &values) const {
  const ScopeId scope = in_.resolution->calledScope(call);
  if (!scope)
    return;
  const Region &body = in_.facts->regions[in_.facts->scopes[scope].body];
  const StatementId last = std::min(body.last, body.first + maxOriginSteps);
  for (StatementId id = body.first; id < last; ++id) {
    const Statement &statement = in_.facts->statements[id];
    if (statement.kind == StatementKind::Return && statement.scope == scope)
      values.push_back(statement.value);
  }
}

/// Looks for a call with one of the capabilities in what `value` is computed from.
bool Matcher::comesFrom(ValueId value, CapabilitySet wanted) const {
  llvm::SmallVector<ValueId, 16> todo{value};
  llvm::DenseSet<ValueId> seen;
  while (!todo.empty() && seen.size() < maxOriginSteps) {
    const ValueId id = todo.pop_back_val();
    if (!id || !seen.insert(id).second)
      continue;
    const Value &at = in_.facts->value(id);
    if (at.kind == ValueKind::Call && capabilitiesOf(id).intersects(wanted))
      return true;
    for (const SymbolRow &row : in_.resolution->symbols()[in_.resolution->symbolOf(id)].rows)
      if (row.onRead &&
          llvm::any_of(row.capabilities, [&](Capability c) { return wanted.contains(c); }))
        return true;
    if (at.kind == ValueKind::Call)
      addReturned(id, todo);
    if (at.kind == ValueKind::Name)
      for (DefinitionId definition : in_.resolution->definitionsOf(id))
        todo.push_back(in_.resolution->bindings()[definition].value);
    for (const Operand &part : in_.facts->operandsOf(at))
      todo.push_back(part.value);
  }
  return false;
}

/// What a variable that runs over a list can be: its entries. Nothing for other values, and for
/// lists that are data rather than a few cases.
llvm::ArrayRef<Operand> Matcher::casesOf(ValueId value) const {
  static constexpr std::size_t maxCases = 16;
  const Value &element = in_.facts->value(in_.resolution->origin(value));
  const llvm::ArrayRef<Operand> parts = in_.facts->operandsOf(element);
  if (element.kind != ValueKind::Index || parts.size() != 2 || parts[1].value)
    return {};
  const Value &list = in_.facts->value(in_.resolution->origin(parts[0].value));
  if (list.kind != ValueKind::Collection || list.operandCount > maxCases)
    return {};
  return in_.facts->operandsOf(list);
}

/// One argument against one constraint; of several cases, one is enough.
bool Matcher::holds(const CompiledPattern &compiled, std::size_t index, ValueId value) const {
  const llvm::ArrayRef<Operand> cases = casesOf(value);
  if (cases.empty())
    return holdsFor(compiled, index, value);
  return llvm::any_of(cases,
                      [&](const Operand &one) { return holdsFor(compiled, index, one.value); });
}

bool Matcher::holdsFor(const CompiledPattern &compiled, std::size_t index, ValueId value) const {
  const ArgumentPattern &wanted = compiled.pattern->arguments[index];
  if (!hasShape(wanted.shape, value))
    return false;
  if (!wanted.from.empty() && !(value && comesFrom(value, wanted.from)))
    return false;
  const RE2 *expression = compiled.expressionOf(index);
  const bool asksForText =
      !wanted.equals.empty() || !wanted.differs.empty() || !wanted.contains.empty() || expression;
  if (!asksForText)
    return true;
  if (!value)
    return false;
  // A constant stands for its text; a symbol (ssl.CERT_NONE) for its name; a list of constants for
  // the words of a command line.
  llvm::SmallString<128> text;
  const Constant &constant = in_.resolution->constantOf(value);
  const Value &origin = in_.facts->value(in_.resolution->origin(value));
  if (constant.isKnown()) {
    text = constant.text.take_front(maxFoldedBytes);
  } else if (origin.kind == ValueKind::Collection) {
    for (const Operand &entry : in_.facts->operandsOf(origin)) {
      const Constant &word = in_.resolution->constantOf(entry.value);
      text += text.empty() ? "" : " ";
      text += word.isKnown() ? word.text : "";
    }
  } else if (const SymbolId symbol = in_.resolution->symbolOf(value)) {
    text = in_.resolution->symbols()[symbol].name;
  } else if (origin.kind == ValueKind::Concat || origin.kind == ValueKind::Format) {
    // The constant parts of a text that is put together; what is not constant is a space.
    for (const Operand &part : in_.facts->operandsOf(origin)) {
      const Constant &piece = in_.resolution->constantOf(part.value);
      text += piece.isKnown() ? piece.text : "\x1f";
    }
    if (!wanted.equals.empty() || !wanted.differs.empty())
      return false;
  } else {
    return false;
  }
  return (wanted.equals.empty() || llvm::is_contained(wanted.equals, text.str())) &&
         (wanted.differs.empty() || !llvm::is_contained(wanted.differs, text.str())) &&
         (wanted.contains.empty() || containsAny(text, wanted.contains)) &&
         (!expression ||
          RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression));
}

/// The call is a statement of its own, and nobody says that this is meant: (void)f().
bool Matcher::hasUnreadResult(ValueId call) const {
  if (!documentation_.test(call))
    return false;
  const Span span = in_.facts->value(call).span;
  const llvm::StringRef before = in_.file->text().take_front(span.begin).rtrim();
  const llvm::StringRef after = in_.file->text().substr(span.end).ltrim();
  return after.starts_with(";") && !before.ends_with(")") &&
         !before.take_back(6).contains("return") && !before.ends_with("=");
}

bool Matcher::holds(const CompiledPattern &compiled, ValueId call) const {
  const llvm::ArrayRef<ArgumentPattern> wanted = compiled.pattern->arguments;
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    const ArgumentPattern &argument = wanted[index];
    bool found = false;
    if (argument.position == ArgumentSelector::anyPosition) {
      for (const Operand &part : in_.facts->operandsOf(call).drop_front())
        found = found || holds(compiled, index, part.value);
    } else if (argument.name == "result" && argument.shape == Shape::Missing) {
      found = hasUnreadResult(call);
    } else {
      found =
          holds(compiled, index, in_.resolution->argument(call, argument.position, argument.name));
    }
    if (!found)
      return false;
  }
  return true;
}
