#include "grammars/lowering.h"
#include "grammars/text_escape.h"

// Bash: what words mean, by their quotes and expansions.

namespace assay::bash {

bool word(Lowering &lowering);
bool rawString(Lowering &lowering);
bool ansiString(Lowering &lowering);
bool plainString(Lowering &lowering);
bool stringContent(Lowering &lowering);
bool plainHeredoc(Lowering &lowering);
void substitution(Lowering &lowering);
void expansion(Lowering &lowering);

namespace {

/// Substitutions are what makes a quoted text more than a text.
bool hasExpansion(llvm::StringRef text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '$' || text[at] == '`')
      return true;
  }
  return false;
}

bool literal(Lowering &lowering, llvm::StringRef text) {
  lowering.result.value = lowering.string(text, lowering.span);
  return true;
}

llvm::StringRef inner(llvm::StringRef text, std::size_t front) {
  return text.size() > front ? text.drop_front(front).drop_back() : llvm::StringRef();
}

} // namespace

bool word(Lowering &lowering) {
  llvm::StringRef text = lowering.text();
  if (!text.contains('\\'))
    return literal(lowering, text);
  // Unquoted, a backslash hides any character: r\m is rm.
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && text[++at] == '\n')
      continue;
    plain += text[at];
  }
  return literal(lowering, lowering.facts.copy(plain));
}

bool rawString(Lowering &lowering) { return literal(lowering, inner(lowering.text(), 1)); }

bool ansiString(Lowering &lowering) {
  return literal(lowering, unescape(lowering.facts, inner(lowering.text(), 2), EscapeStyle::C));
}

bool plainString(Lowering &lowering) {
  const llvm::StringRef text = inner(lowering.text(), 1);
  return !hasExpansion(text) &&
         literal(lowering, unescape(lowering.facts, text, EscapeStyle::Shell));
}

bool stringContent(Lowering &lowering) {
  return literal(lowering, unescape(lowering.facts, lowering.text(), EscapeStyle::Shell));
}

bool plainHeredoc(Lowering &lowering) {
  return !hasExpansion(lowering.text()) && literal(lowering, lowering.text());
}

/// ${!x} is the variable whose name x holds.
void expansion(Lowering &lowering) {
  for (const Child &child : lowering.children)
    if (child.value && !lowering.result.value)
      lowering.result.value = child.value;
  if (!lowering.result.value || !lowering.text().starts_with("${!"))
    return;
  const ValueId variables = lowering.name(lowering.facts.intern("${!"), lowering.span);
  lowering.result.value =
      lowering.make(ValueKind::Index, lowering.span, {{variables}, {lowering.result.value}});
}

/// $(...): what the commands print. Each of them runs.
void substitution(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value)
      continue;
    if (lowering.result.value)
      lowering.evaluate(lowering.result.value, lowering.span);
    lowering.result.value = child.value;
  }
  if (!lowering.result.value)
    lowering.result.value = lowering.make(ValueKind::Unknown, lowering.span, {});
}

} // namespace assay::bash
