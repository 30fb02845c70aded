#include "analyzer/resolve/resolution.h"
#include "llvm/ADT/SmallString.h"

// The part of resolution that computes constants: which values are joined, formatted or decoded.
// How a text is decoded is in fold.h.

using namespace assay;

/// All folded texts of a file together. Folding s += s in a straight line doubles each time; this
/// stops it, and no honest file comes near.
static constexpr std::size_t maxFileFoldedBytes = 4u << 20;
/// What all decodings of a file together may read and write: a tenth of a second. Without it, each
/// line could decode the same large text again.
static constexpr std::size_t maxFileDecodingBytes = 32u << 20;

void Resolution::setConstant(ValueId id, llvm::StringRef text, std::uint8_t provenance) {
  Constant &constant = states_[id].constant;
  if (constant.isKnown() && constant.text == text)
    return;
  if (text.size() > maxFoldedBytes || foldedBytes_ + text.size() > maxFileFoldedBytes) {
    tooLong_.insert(id);
    return;
  }
  foldedBytes_ += text.size();
  constant = {facts_->copy(text), ValueDetail::String, provenance};
}

/// Whether the parts together are a text that we may hold. Looked at before they are copied: each
/// line could put the same large texts together again.
bool Resolution::fits(ValueId id, llvm::ArrayRef<Constant> parts) {
  std::size_t size = 0;
  for (const Constant &part : parts)
    size += part.text.size();
  const bool isNew = !states_[id].constant.isKnown();
  if (size <= maxFoldedBytes && (!isNew || foldedBytes_ + size <= maxFileFoldedBytes))
    return true;
  tooLong_.insert(id);
  return false;
}

/// Concat and Format of constants.
void Resolution::foldJoin(ValueId id, bool isFormat) {
  const Value &value = facts_->value(id);
  // "$x" is x.
  if (isFormat && !value.text && value.operandCount == 1)
    states_[id].origin = states_[facts_->operandsOf(value)[0].value].origin;
  llvm::SmallString<128> text;
  std::uint8_t provenance = value.operandCount > 1 ? ProvenanceJoined : 0;
  bool hasText = false;
  llvm::SmallVector<Constant, 8> parts;
  for (const Operand &operand : facts_->operandsOf(value)) {
    const Value &part = facts_->value(states_[operand.value].origin);
    if (isFormat && value.text && part.kind == ValueKind::Collection &&
        part.detail == ValueDetail::List) {
      for (const Operand &entry : facts_->operandsOf(part))
        parts.push_back(states_[entry.value].constant);
    } else {
      parts.push_back(states_[operand.value].constant);
    }
  }
  for (const Constant &part : parts) {
    if (!part.isKnown())
      return;
    hasText |= part.isText();
    provenance |= part.provenance;
  }
  if (!fits(id, parts))
    return;
  for (const Constant &part : parts)
    text += part.text;
  if (isFormat && value.text && !parts.empty()) {
    const auto formatted = formatPercent(parts[0].text, llvm::ArrayRef(parts).drop_front());
    if (formatted)
      setConstant(id, *formatted, provenance);
    return;
  }
  if (hasText || isFormat)
    setConstant(id, text, provenance);
}

/// A number with a sign. Other arithmetic matters in conditions only; see conditions.cpp.
void Resolution::foldOperator(ValueId id) {
  const Value &value = facts_->value(id);
  if (value.operandCount != 1 || facts_->text(value.text) != "-")
    return;
  const Constant &number = states_[facts_->operandsOf(value)[0].value].constant;
  if (number.detail != ValueDetail::Number || states_[id].constant.isKnown())
    return;
  states_[id].constant = {facts_->copy(("-" + number.text).str()), ValueDetail::Number,
                          number.provenance};
}

/// sep.join([a, b]), [a, b].join(sep) or concat([a, b], sep).
void Resolution::foldListJoin(ValueId id) {
  const ValueId receiver = receiverOf(id);
  const ValueId given = argument(id, 0, "");
  const bool listFirst = facts_->value(states_[receiver].origin).kind == ValueKind::Collection;
  const Value &list = facts_->value(states_[listFirst ? receiver : given].origin);
  const bool isMethod = listFirst || states_[receiver].constant.isKnown();
  const ValueId between = listFirst ? given : isMethod ? receiver : argument(id, 1, "");
  const Constant &separator = states_[between].constant;
  if (list.kind != ValueKind::Collection || (between && !separator.isKnown()))
    return;
  llvm::SmallString<128> text;
  std::uint8_t provenance = ProvenanceJoined;
  bool isFirst = true;
  for (const Operand &entry : facts_->operandsOf(list)) {
    const Constant &part = states_[entry.value].constant;
    if (!part.isKnown())
      return;
    if (text.size() + part.text.size() > maxFoldedBytes) {
      tooLong_.insert(id);
      return;
    }
    if (!isFirst)
      text += separator.text;
    isFirst = false;
    text += part.text;
    provenance |= part.provenance;
  }
  setConstant(id, text, provenance);
}

/// What a model says that a call decodes: one argument that it names, else the receiver and the
/// arguments by position.
llvm::SmallVector<Constant, 4> Resolution::decodedBy(const SymbolRow &row, ValueId id) const {
  llvm::SmallVector<Constant, 4> arguments;
  if (facts_->value(id).kind != ValueKind::Call)
    return arguments;
  if (!row.decodes.name.empty()) {
    arguments.push_back(states_[argument(id, row.decodes.position, row.decodes.name)].constant);
    return arguments;
  }
  // A method's receiver is what it decodes; before a function's name stands a module.
  if (const ValueId receiver = receiverOf(id);
      receiver && (states_[receiver].constant.isKnown() || row.symbol.starts_with("*.")))
    arguments.push_back(states_[receiver].constant);
  for (const Operand &part : facts_->operandsOf(id).drop_front())
    if (!part.name)
      arguments.push_back(states_[part.value].constant);
  return arguments;
}

/// A decoder reads its first argument; the others (an encoding, an option) do not matter to it.
static bool readsAll(Decoding decoding) {
  switch (decoding) {
  case Decoding::JoinPath:
  case Decoding::Format:
  case Decoding::Printf:
  case Decoding::Replace:
  case Decoding::CharacterOf:
  case Decoding::Echo:
  case Decoding::Escape:
    return true;
  default:
    return false;
  }
}

/// Evaluates a call, or the reading of a symbol, that a model says how to evaluate.
void Resolution::foldCall(ValueId id, SymbolId symbol) {
  const bool isCall = facts_->value(id).kind == ValueKind::Call;
  for (const SymbolRow &row : symbols_[symbol].rows) {
    if (row.decoding == Decoding::None || row.onRead == isCall || (isCall && !applies(row, id)))
      continue;
    if (row.decoding == Decoding::Join)
      return foldListJoin(id);
    llvm::SmallVector<Constant, 4> arguments = decodedBy(row, id);
    if (!readsAll(row.decoding) && arguments.size() > 1)
      arguments.truncate(1);
    std::uint8_t provenance = isHiding(row.decoding) ? ProvenanceDecoded : ProvenanceJoined;
    bool isKnown = true;
    for (const Constant &argument : arguments) {
      isKnown = isKnown && argument.isKnown();
      provenance |= argument.provenance;
    }
    if (!isKnown)
      continue;
    if (decodingBytes_ > maxFileDecodingBytes) {
      tooLong_.insert(id);
      return;
    }
    const Decoded decoded = decode(row.decoding, arguments);
    decodingBytes_ += decoded.work;
    if (decoded.text)
      setConstant(id, *decoded.text, provenance);
    else if (decoded.isTooLong)
      tooLong_.insert(id);
    return;
  }
}
