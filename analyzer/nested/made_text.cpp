#include "analyzer/nested/made_text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

/// Parts of a text that is put together: more are mapped as a whole.
static constexpr std::size_t maxParts = 20'000;
/// Words of a command: more than a command line holds that anybody writes into a program.
static constexpr std::size_t maxWords = 1'000;
/// Calls that make the receiver of a command: Command::new(A).arg(B)...
static constexpr std::size_t maxCalls = 100;

/// Its operands, in order, are its text.
static bool isJoin(const Value &value) {
  return value.kind == ValueKind::Concat || (value.kind == ValueKind::Format && value.text == 0);
}

TextMap assay::placesOf(const FileValues &file, ValueId value, llvm::StringRef text,
                        Span fallback) {
  TextMap map;
  std::uint32_t done = 0;
  llvm::SmallVector<ValueId, 16> todo{file.resolution.origin(value)};
  for (std::size_t steps = 0; !todo.empty() && steps < maxParts; ++steps) {
    const ValueId id = todo.pop_back_val();
    const Value &at = file.facts.value(id);
    if (isJoin(at)) {
      for (const Operand &part : llvm::reverse(file.facts.operandsOf(at)))
        todo.push_back(file.resolution.origin(part.value));
      continue;
    }
    const llvm::StringRef part = file.resolution.constantOf(id).text;
    if (!text.substr(done).starts_with(part))
      return TextMap::opaque(fallback);
    if (at.kind == ValueKind::Literal)
      map.append(done, alignText(file.source, at.span, part));
    else
      map.addOpaque(done, at.span);
    done += static_cast<std::uint32_t>(part.size());
  }
  return done == text.size() && !map.empty() ? map : TextMap::opaque(fallback);
}

namespace {

/// A text that grows by parts.
class Growing {
public:
  explicit Growing(const FileValues &file) : file_(file) {}

  void addConstant(ValueId value) {
    const Constant &constant = file_.resolution.constantOf(value);
    made_.map.append(end(), placesOf(file_, value, constant.text, file_.facts.value(value).span));
    made_.provenance |= constant.provenance;
    addText(constant.text);
    saysSomething_ |= llvm::any_of(constant.text, llvm::isAlpha);
  }
  void addHole(llvm::StringRef hole, Span span) {
    made_.map.addOpaque(end(), span);
    addText(hole);
  }
  void addText(llvm::StringRef text) { made_.text += text; }

  /// Adds `mark` + the text with each mark in it replaced + `mark`.
  void addMarked(ValueId value, llvm::StringRef mark, llvm::StringRef inside) {
    const Constant &constant = file_.resolution.constantOf(value);
    const Span span = file_.facts.value(value).span;
    made_.map.addOpaque(end(), {span.begin, span.begin});
    addText(mark);
    if (!constant.text.contains(mark)) {
      addConstant(value);
    } else {
      made_.map.addOpaque(end(), span);
      for (char c : constant.text)
        addText(mark == llvm::StringRef(&c, 1) ? inside : llvm::StringRef(&c, 1));
      made_.provenance |= constant.provenance;
      saysSomething_ = true;
    }
    made_.map.addOpaque(end(), {span.end, span.end});
    addText(mark);
  }

  [[nodiscard]] bool isTooLong() const { return made_.text.size() > maxFoldedBytes; }
  std::optional<MadeText> take() {
    if (isTooLong() || !saysSomething_)
      return std::nullopt;
    return std::move(made_);
  }

private:
  [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(made_.text.size()); }

  const FileValues &file_;
  MadeText made_;
  bool saysSomething_ = false;
};

/// Adds what `value` becomes.
void addWithHoles(const FileValues &file, ValueId value, llvm::StringRef hole, Growing &text) {
  llvm::SmallVector<ValueId, 16> todo{value};
  for (std::size_t steps = 0; !todo.empty() && steps < maxParts && !text.isTooLong(); ++steps) {
    const ValueId id = todo.pop_back_val();
    if (file.resolution.constantOf(id).isKnown()) {
      text.addConstant(id);
      continue;
    }
    const Value &at = file.facts.value(file.resolution.origin(id));
    if (!isJoin(at)) {
      text.addHole(hole, file.facts.value(id).span);
      continue;
    }
    for (const Operand &part : llvm::reverse(file.facts.operandsOf(at)))
      todo.push_back(part.value);
  }
}

/// "a %s b" % x, "a {} b".format(x): filled with holes, where the format is constant.
std::optional<MadeText> filledWithHoles(const FileValues &file, ValueId value,
                                        llvm::StringRef hole) {
  const ValueId origin = file.resolution.origin(value);
  const Value &at = file.facts.value(origin);
  Decoding decoding = Decoding::None;
  if (at.kind == ValueKind::Format && at.text)
    decoding = Decoding::Printf;
  else if (at.kind == ValueKind::Call)
    for (const SymbolRow &row : file.resolution.symbols()[file.resolution.calleeOf(origin)].rows)
      if (row.decoding == Decoding::Format || row.decoding == Decoding::Printf)
        decoding = row.decoding;
  if (decoding == Decoding::None)
    return std::nullopt;
  llvm::SmallVector<Constant, 8> parts;
  if (const ValueId receiver =
          at.kind == ValueKind::Call ? file.resolution.receiverOf(origin) : ValueId(0);
      receiver && file.resolution.constantOf(receiver).isText())
    parts.push_back(file.resolution.constantOf(receiver));
  const auto add = [&](ValueId part) {
    const Constant &constant = file.resolution.constantOf(part);
    parts.push_back(constant.isKnown() ? constant
                                       : Constant{hole, ValueDetail::String, ProvenanceJoined});
  };
  for (const Operand &part :
       file.facts.operandsOf(at).drop_front(at.kind == ValueKind::Call ? 1 : 0)) {
    const Value &list = file.facts.value(file.resolution.origin(part.value));
    if (list.kind == ValueKind::Collection && list.detail == ValueDetail::List)
      for (const Operand &entry : file.facts.operandsOf(list))
        add(entry.value);
    else if (!part.name)
      add(part.value);
  }
  if (parts.empty() || parts[0].text == hole || !llvm::any_of(parts[0].text, llvm::isAlpha))
    return std::nullopt;
  Decoded filled = decode(decoding, parts);
  if (!filled.text)
    return std::nullopt;
  return MadeText{std::move(*filled.text), TextMap::opaque(at.span), ProvenanceJoined};
}

/// The words of a command, from a call's arguments.
class Words {
public:
  explicit Words(const FileValues &file) : file_(file) {}

  /// The arguments of `call` from `first` on.
  void addArguments(ValueId call, std::int16_t first) {
    std::int16_t position = 0;
    for (const Operand &argument : file_.facts.operandsOf(call).drop_front()) {
      if (argument.name || position++ < first)
        continue;
      if (!add(argument))
        return;
    }
  }

  /// Those given to the calls that made the receiver, the first call first, and its own.
  void addChain(ValueId call) {
    llvm::SmallVector<ValueId, 8> calls;
    for (ValueId at = call; at && calls.size() < maxCalls;) {
      const Value &value = file_.facts.value(at);
      if (value.kind != ValueKind::Call)
        break;
      calls.push_back(at);
      const ValueId receiver = file_.resolution.receiverOf(at);
      at = receiver ? file_.resolution.origin(receiver) : 0;
    }
    for (ValueId at : llvm::reverse(calls))
      if (takesWords(at))
        addArguments(at, 0);
  }

  [[nodiscard]] llvm::ArrayRef<Operand> words() const { return words_; }

private:
  /// False if no word can follow: a null, options, a function, or a list, which is all of them.
  bool add(const Operand &argument) {
    const ValueId origin = file_.resolution.origin(argument.value);
    const Value &value = file_.facts.value(origin);
    if (words_.size() >= maxWords || value.kind == ValueKind::Function || isNull(argument.value))
      return false;
    // A map in front is the environment, one behind are options.
    if (value.kind == ValueKind::Collection && value.detail == ValueDetail::Map)
      return words_.empty();
    const bool isListCall = makesList(origin);
    if (value.kind != ValueKind::Collection && !isListCall) {
      words_.push_back(argument);
      return true;
    }
    for (const Operand &entry :
         file_.facts.operandsOf(value).drop_front(isListCall ? 1 : 0).take_front(maxWords))
      if (!isNull(entry.value))
        words_.push_back(entry);
    return false;
  }

  /// C ends words by a null, and people write 0 for it.
  [[nodiscard]] bool isNull(ValueId value) const {
    const Constant &constant = file_.resolution.constantOf(value);
    return constant.detail == ValueDetail::Null ||
           (constant.detail == ValueDetail::Number && constant.text == "0");
  }

  /// Arrays.asList(...)
  [[nodiscard]] bool makesList(ValueId value) const {
    return file_.facts.value(value).kind == ValueKind::Call &&
           llvm::any_of(file_.resolution.symbols()[file_.resolution.calleeOf(value)].rows,
                        [](const SymbolRow &row) { return row.returns == "$*"; });
  }

  /// A model says that a command is started from what the call is given.
  [[nodiscard]] bool takesWords(ValueId call) const {
    return llvm::any_of(file_.resolution.symbols()[file_.resolution.calleeOf(call)].rows,
                        [](const SymbolRow &row) {
                          return !row.sinks.empty() &&
                                 llvm::is_contained(row.capabilities, Capability::ProcessExec);
                        });
  }

  const FileValues &file_;
  llvm::SmallVector<Operand, 8> words_;
};

} // namespace

std::optional<MadeText> assay::withHoles(const FileValues &file, ValueId value,
                                         llvm::StringRef hole) {
  if (hole.empty())
    return std::nullopt;
  if (auto filled = filledWithHoles(file, value, hole))
    return filled;
  Growing text(file);
  addWithHoles(file, value, hole, text);
  return text.take();
}

std::optional<MadeText> assay::lineOf(const FileValues &file, llvm::ArrayRef<ValueId> parts,
                                      llvm::StringRef hole) {
  Growing text(file);
  for (const ValueId part : parts) {
    if (part != parts.front())
      text.addText(" ");
    if (hole.empty() && !file.resolution.constantOf(part).isKnown())
      return std::nullopt;
    addWithHoles(file, part, hole, text);
    if (text.isTooLong())
      break;
  }
  return text.take();
}

std::optional<MadeText> assay::commandOf(const FileValues &file, ValueId call,
                                         const ArgumentSelector &words, const Language &language) {
  if (language.wordMark.empty())
    return std::nullopt;
  Words given(file);
  if (words.name == "receiver")
    given.addChain(call);
  else
    given.addArguments(call, words.position);
  if (given.words().size() == 1)
    return withHoles(file, given.words()[0].value, language.hole);
  Growing text(file);
  for (const Operand &word : given.words()) {
    if (&word != given.words().data())
      text.addText(" ");
    if (!word.spread && file.resolution.constantOf(word.value).isKnown())
      text.addMarked(word.value, language.wordMark, language.wordMarkInside);
    else
      addWithHoles(file, word.value, language.hole, text);
    if (text.isTooLong())
      break;
  }
  return text.take();
}
