#include "grammars/container.h"
#include "llvm/ADT/StringExtras.h"

// A makefile: the lines of each recipe, and $(shell ...) wherever it stands (GNU make manual,
// "Recipes", "The shell Function"). Make's own variables become shell variables, since what they
// hold is not known here; `$$` is the shell's dollar.

namespace assay::makefile {

void split(Lowering &lowering);

namespace {

/// The bracket that closes the one at `open`; npos if none does.
std::size_t closing(llvm::StringRef text, std::size_t open) {
  const char opener = text[open];
  const char closer = opener == '(' ? ')' : '}';
  unsigned depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    depth += text[at] == opener;
    if (text[at] == closer && --depth == 0)
      return at;
  }
  return llvm::StringRef::npos;
}

bool isName(llvm::StringRef text) {
  return !text.empty() && llvm::all_of(text, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// What make hands to the shell, with make's references as shell variables. Linear but for nested
/// functions, which are looked at once.
std::string expand(llvm::StringRef text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '$' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char next = text[++at];
    if (next == '$') {
      out += '$';
    } else if (next != '(' && next != '{') {
      // $@, $<, $x
      out += "${make}";
    } else {
      const std::size_t end = closing(text, at);
      if (end == llvm::StringRef::npos)
        return out + text.substr(at - 1).str();
      llvm::StringRef inside = text.slice(at + 1, end);
      if (isName(inside))
        out += ("${" + inside + "}").str();
      else if (inside.consume_front("shell "))
        out += ("$(" + inside + ")").str();
      else
        out += "${make}";
      at = end;
    }
  }
  return out;
}

class Splitter {
public:
  explicit Splitter(Lowering &lowering) : lowering_(lowering) {}

  void run() {
    const llvm::StringRef source = lowering_.source;
    for (std::size_t begin = 0; begin < source.size();) {
      std::size_t end = lineEnd(begin);
      while (end < source.size() && source.slice(begin, end).rtrim('\r').ends_with("\\"))
        end = lineEnd(end + 1);
      line({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
      begin = end + 1;
    }
    finishRecipe();
  }

private:
  [[nodiscard]] std::size_t lineEnd(std::size_t from) const {
    return std::min(lowering_.source.find('\n', from), lowering_.source.size());
  }

  void line(Span span) {
    const llvm::StringRef text = lowering_.text(span);
    if (text.starts_with("\t")) {
      const std::size_t skipped = std::min(text.find_first_not_of("\t @-+"), text.size());
      span.begin += static_cast<std::uint32_t>(skipped);
      // A line that ends in a backslash and goes on in a blank one.
      span.end =
          span.begin + static_cast<std::uint32_t>(lowering_.text(span).rtrim("\\ \t\r\n").size());
      if (const ValueId part = embedLine(span))
        recipe_.push_back(part);
      return;
    }
    // Blank lines, comments and conditionals may stand in a recipe.
    if (text.trim().empty() || text.starts_with("#"))
      return;
    if (!text.ltrim().starts_with("if") && !text.ltrim().starts_with("e"))
      finishRecipe();
    findShell(span, text);
  }

  ValueId embedLine(Span span) {
    const llvm::StringRef text = lowering_.text(span);
    return text.contains('$') ? embedText(lowering_, "bash", expand(text), span)
                              : embedSpan(lowering_, "bash", span);
  }

  void findShell(Span span, llvm::StringRef text) {
    for (std::size_t at = text.find("(shell "); at != llvm::StringRef::npos;
         at = text.find("(shell ", at + 1)) {
      const std::size_t end = std::min(closing(text, at), text.size());
      const std::size_t begin = at + llvm::StringRef("(shell ").size();
      embedLine({span.begin + static_cast<std::uint32_t>(begin),
                 span.begin + static_cast<std::uint32_t>(std::max(begin, end))});
    }
    // NAME != command
    const std::size_t assigned = text.find("!=");
    if (assigned != llvm::StringRef::npos && isName(text.take_front(assigned).trim()))
      embedLine({span.begin + static_cast<std::uint32_t>(assigned) + 2, span.end});
  }

  void finishRecipe() {
    embedTogether(lowering_, "bash", recipe_);
    recipe_.clear();
  }

  Lowering &lowering_;
  std::vector<ValueId> recipe_;
};

} // namespace

void split(Lowering &lowering) { Splitter(lowering).run(); }

} // namespace assay::makefile
