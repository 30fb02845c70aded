#include "analyzer/nested/nested_code.h"
#include "analyzer/nested/made_text.h"
#include "llvm/ADT/StringExtras.h"
#include <set>
#include <tuple>

using namespace assay;

namespace {

/// How far an expression is followed to learn how its text came about.
constexpr unsigned maxSteps = 64;

class Finder {
public:
  Finder(const FactSet &facts, const Resolution &resolution, llvm::StringRef source)
      : facts_(facts), resolution_(resolution), file_{facts, resolution, source} {}

  void visitStatements() {
    for (const Statement &statement : facts_.statements)
      if (statement.kind == StatementKind::EmbeddedCode)
        consider(facts_.text(statement.name), statement.value, statement.declares);
  }

  void visitCall(ValueId call) {
    for (const SymbolRow &row : resolution_.symbols()[resolution_.calleeOf(call)].rows)
      if (!row.code.empty() && !row.onRead && resolution_.applies(row, call))
        isCommand(row) ? considerCommand(row, call) : considerSinks(row, call);
  }

  NestedCodes take() { return std::move(found_); }

private:
  static bool isCommand(const SymbolRow &row) {
    return row.words.position >= 0 || !row.words.name.empty();
  }

  void considerCommand(const SymbolRow &row, ValueId call) {
    const Language *language = findLanguage(row.code);
    if (!language)
      return;
    if (auto made = commandOf(file_, call, row.words, *language))
      addMade(row.code, std::move(*made), call, facts_.value(call).span);
  }

  /// `span` is what the text is put together from; `value` tells how its parts were decoded.
  void addMade(llvm::StringRef name, MadeText made, ValueId value, Span span) {
    NestedCode code;
    code.span = span;
    code.text = std::move(made.text);
    code.map = std::move(made.map);
    describe(code, made.provenance | ProvenanceJoined, value);
    add(name, std::move(code), span);
  }

  /// The first sink that is given holds the code; of all arguments, joined as a command line is.
  void considerSinks(const SymbolRow &row, ValueId call) {
    for (const ArgumentSelector &sink : row.sinks) {
      llvm::SmallVector<ValueId, 4> parts;
      if (sink.position == ArgumentSelector::anyPosition) {
        for (const Operand &part : facts_.operandsOf(call).drop_front())
          if (!part.name)
            parts.push_back(part.value);
      } else if (const ValueId value = resolution_.argument(call, sink.position, sink.name)) {
        parts.push_back(value);
      }
      if (parts.size() == 1)
        return consider(row.code, parts[0]);
      if (!parts.empty())
        return considerWords(row.code, parts, call);
    }
  }

  void consider(llvm::StringRef name, ValueId value, bool isJoint = false) {
    const Constant &constant = resolution_.constantOf(value);
    if (!constant.isText())
      return isJoint ? void() : considerHoles(name, value);
    const ValueId origin = resolution_.origin(value);
    NestedCode code;
    code.span = facts_.value(value).span;
    code.map = placesOf(file_, value, constant.text, code.span);
    code.text = constant.text.str();
    describe(code, constant.provenance, value);
    if (isJoint)
      for (const Operand &part : facts_.operandsOf(value))
        code.parts.push_back(facts_.value(part.value).span);
    add(name, std::move(code), facts_.value(origin).span);
  }

  /// A text of which parts are known only at run time.
  void considerHoles(llvm::StringRef name, ValueId value) {
    refuseTooLong(value);
    const Language *language = findLanguage(name);
    if (!language)
      return;
    if (auto made = withHoles(file_, value, language->hole))
      addMade(name, std::move(*made), value, facts_.value(value).span);
  }

  void considerWords(llvm::StringRef name, llvm::ArrayRef<ValueId> words, ValueId call) {
    for (const ValueId word : words)
      refuseTooLong(word);
    const Language *language = findLanguage(name);
    if (!language)
      return;
    if (auto made = lineOf(file_, words, language->hole))
      addMade(name, std::move(*made), words[0], facts_.value(call).span);
  }

  void add(llvm::StringRef name, NestedCode code, Span key) {
    code.language = findLanguage(name);
    if (!code.language || llvm::StringRef(code.text).trim().empty() ||
        !seen_.insert({key, code.language, code.parts.empty()}).second)
      return;
    if (const llvm::StringRef opening = code.language->opening;
        !opening.empty() && !llvm::StringRef(code.text).contains(opening.trim())) {
      TextMap map;
      map.addOpaque(0, {code.span.begin, code.span.begin});
      map.append(static_cast<std::uint32_t>(opening.size()), code.map);
      code.map = std::move(map);
      code.text = (opening + code.text).str();
    }
    found_.codes.push_back(std::move(code));
  }

  void describe(NestedCode &code, std::uint8_t provenance, ValueId value) const {
    code.isDecoded = provenance & ProvenanceDecoded;
    if (code.isDecoded)
      code.how = "decoded (" + decodingsOf(value) + ")";
    else
      code.how = provenance & ProvenanceJoined ? "put together" : "as it stands";
  }

  [[nodiscard]] std::string decodingsOf(ValueId value) const;
  void refuseTooLong(ValueId value);

  /// Calls `visit` for what `value` is computed from, itself first; false stops.
  template <typename Visit> void follow(ValueId value, Visit visit) const {
    llvm::SmallVector<ValueId, 16> todo{value};
    llvm::DenseSet<ValueId> seen;
    while (!todo.empty() && seen.size() < maxSteps) {
      const ValueId id = todo.pop_back_val();
      if (!id || !seen.insert(id).second)
        continue;
      if (!visit(id))
        return;
      const Value &at = facts_.value(id);
      if (at.kind == ValueKind::Name)
        for (const DefinitionId definition : resolution_.definitionsOf(id))
          todo.push_back(resolution_.bindings()[definition].value);
      for (const Operand &part : facts_.operandsOf(at))
        todo.push_back(part.value);
    }
  }

  const FactSet &facts_;
  const Resolution &resolution_;
  const FileValues file_;
  std::set<std::tuple<Span, const Language *, bool>> seen_;
  NestedCodes found_;
};

/// Innermost first: "base64, gzip".
std::string Finder::decodingsOf(ValueId value) const {
  llvm::SmallVector<llvm::StringRef, 4> names;
  follow(value, [&](ValueId id) {
    const bool isCall = facts_.value(id).kind == ValueKind::Call;
    const SymbolId symbol = isCall ? resolution_.calleeOf(id) : 0;
    for (const SymbolRow &row : resolution_.symbols()[symbol].rows)
      if (isHiding(row.decoding) && !row.onRead && resolution_.applies(row, id) &&
          !llvm::is_contained(names, nameOf(row.decoding)))
        names.push_back(nameOf(row.decoding));
    return true;
  });
  std::reverse(names.begin(), names.end());
  return names.empty() ? "reversed" : llvm::join(names, ", ");
}

/// A text that is constant and longer than we fold is a way to hide; one that is not constant is
/// for the rules about computed texts.
void Finder::refuseTooLong(ValueId value) {
  bool isTooLong = false;
  follow(value, [&](ValueId id) { return !(isTooLong = isTooLong || resolution_.isTooLong(id)); });
  if (isTooLong)
    found_.refused.push_back(
        {facts_.value(value).span, "it is longer than " + llvm::utostr(maxFoldedBytes >> 10) +
                                       " KiB when it is put together or decoded"});
}

} // namespace

NestedCodes assay::findNestedCode(const FactSet &facts, const Resolution &resolution,
                                  llvm::StringRef source, llvm::ArrayRef<ValueId> calls) {
  Finder finder(facts, resolution, source);
  finder.visitStatements();
  for (const ValueId call : calls)
    finder.visitCall(call);
  return finder.take();
}
