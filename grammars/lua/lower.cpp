#include "grammars/lowering.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"

// Lua: quoted text, tables, assignments of several values, protected calls.

namespace assay::lua {

bool plainString(Lowering &lowering);
void call(Lowering &lowering);
void table(Lowering &lowering);
void values(Lowering &lowering);
void assignment(Lowering &lowering);

namespace {

/// Positions of a table that constant keys can name; longer ones are data, and are not looked up.
constexpr std::size_t maxNamedPositions = 32;

/// Lua counts a byte in decimal, \65, and passes over white space after \z (reference manual, 3.1);
/// all else is as in C.
std::string likeC(llvm::StringRef text) {
  std::string out;
  while (!text.empty()) {
    if (text.consume_front("\\z")) {
      text = text.ltrim();
    } else if (text.front() == '\\' && text.size() > 1 && llvm::isDigit(text[1])) {
      const llvm::StringRef digits =
          text.substr(1, 3).take_while([](char c) { return llvm::isDigit(c); });
      unsigned byte = 0;
      digits.getAsInteger(10, byte);
      out += "\\x" + llvm::utohexstr(byte & 0xff, /*LowerCase=*/true, /*Width=*/2);
      text = text.drop_front(1 + digits.size());
    } else {
      const std::size_t length = text.front() == '\\' ? 2 : 1;
      out += text.take_front(length);
      text = text.drop_front(std::min(length, text.size()));
    }
  }
  return out;
}

/// [[text]], [==[text]==]: without escapes; a newline in front does not count.
llvm::StringRef longText(llvm::StringRef text) {
  const std::size_t mark = text.find('[', 1);
  if (mark == llvm::StringRef::npos || text.size() < 2 * (mark + 1))
    return {};
  text = text.drop_front(mark + 1).drop_back(mark + 1);
  text.consume_front("\n");
  return text;
}

/// The values of an expression list. A table is a map, so a list is one of several values.
llvm::SmallVector<Operand, 8> listed(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  if (value.kind == ValueKind::Collection && value.detail == ValueDetail::List)
    return llvm::SmallVector<Operand, 8>(lowering.facts.operandsOf(value));
  if (!id)
    return {};
  return {Operand{id}};
}

} // namespace

bool plainString(Lowering &lowering) {
  const llvm::StringRef spelling = lowering.text();
  llvm::StringRef text = spelling;
  if (spelling.starts_with("[")) {
    text = longText(spelling);
  } else {
    text = text.size() >= 2 ? text.drop_front().drop_back() : llvm::StringRef();
    if (text.contains('\\'))
      text = unescape(lowering.facts, lowering.facts.copy(likeC(text)), EscapeStyle::C);
  }
  lowering.result.value = lowering.string(text, lowering.span);
  return true;
}

/// pcall(f, a) calls f(a) as well.
void call(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  const auto arguments = lowering.operands(Role::Argument);
  const ValueId name = callee ? callee->value : 0;
  lowering.result.value = lowering.call(name, arguments, lowering.span);
  const Value &value = lowering.facts.value(name);
  const llvm::StringRef text =
      value.kind == ValueKind::Name ? lowering.facts.text(value.text) : llvm::StringRef();
  const std::size_t skipped = text == "pcall" ? 1 : text == "xpcall" ? 2 : 0;
  if (skipped && arguments.size() >= skipped)
    lowering.evaluate(lowering.call(arguments[0].value,
                                    llvm::ArrayRef(arguments).drop_front(skipped), lowering.span),
                      lowering.span);
}

/// Entries without a key are counted from 1.
void table(Lowering &lowering) {
  llvm::SmallVector<Operand, 8> entries;
  std::size_t position = 0;
  for (const Child &child : lowering.children) {
    if (!child.value)
      continue;
    TextId name = child.name;
    if (!name && ++position <= maxNamedPositions)
      name = lowering.facts.intern(lowering.facts.copy(llvm::utostr(position)));
    entries.push_back({child.value, name, child.spread});
  }
  lowering.result.value =
      lowering.make(ValueKind::Collection, lowering.span, entries, 0, ValueDetail::Map);
}

/// One value is itself, several are a list.
void values(Lowering &lowering) {
  const auto parts = lowering.operands(Role::None);
  if (parts.size() == 1)
    lowering.result.value = parts[0].value;
  else
    lowering.result.value =
        lowering.make(ValueKind::Collection, lowering.span, parts, 0, ValueDetail::List);
}

/// a, b = 1, 2. The last value may be a call, which gives the rest theirs.
void assignment(Lowering &lowering) {
  const Child *left = lowering.find(Role::Target);
  const Child *right = lowering.find(Role::Value);
  if (!left || !left->value)
    return;
  const bool isLocal = lowering.source.take_front(lowering.span.begin).rtrim().ends_with("local");
  const llvm::SmallVector<Operand, 8> targets(lowering.facts.operandsOf(left->value));
  const llvm::SmallVector<Operand, 8> values = listed(lowering, right ? right->value : 0);
  for (std::size_t at = 0; at < targets.size(); ++at) {
    ValueId value = at < values.size() ? values[at].value : 0;
    if (!value && !values.empty()) {
      const TextId key =
          lowering.facts.intern(lowering.facts.copy(llvm::utostr(at + 1 - values.size())));
      const ValueId index =
          lowering.make(ValueKind::Literal, lowering.span, {}, key, ValueDetail::Number);
      value = lowering.make(ValueKind::Index, lowering.span, {{values.back().value}, {index}});
    }
    lowering.assign(targets[at].value, value, lowering.span, isLocal);
  }
  lowering.result.isStatement = true;
}

} // namespace assay::lua
