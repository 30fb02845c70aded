#include "grammars/container.h"
#include "grammars/json_text.h"
#include "grammars/text_map.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

// A Jupyter notebook (nbformat 3 and 4): its code cells, one after another. IPython's magics are
// not of the language: `!command` and `%%bash` hand text to a shell, `%%javascript` to the browser;
// `%pip` is a command; other line magics are left out.

namespace assay::notebook {

void split(Lowering &lowering);

namespace {

/// A line of a cell and where it stands.
struct Line {
  std::string text;
  Span span;
};

/// The source of a cell is one text, or a list of lines.
std::vector<Line> linesOf(llvm::StringRef file, const JsonNode &source) {
  std::vector<Line> lines;
  const auto addText = [&](const JsonNode &node) {
    if (node.kind != JsonNode::Kind::String || node.text.empty())
      return;
    const std::size_t firstEnd = llvm::StringRef(node.text).find('\n');
    if (firstEnd == llvm::StringRef::npos || firstEnd + 1 == node.text.size()) {
      lines.push_back({node.text, node.span});
      return;
    }
    const TextMap map = alignText(file, node.span, node.text);
    for (std::uint32_t begin = 0; begin < node.text.size();) {
      const std::size_t found = node.text.find('\n', begin);
      const auto end =
          static_cast<std::uint32_t>(found == std::string::npos ? node.text.size() : found + 1);
      lines.push_back({node.text.substr(begin, end - begin), map.outerOf({begin, end})});
      begin = end;
    }
  };
  if (source.kind == JsonNode::Kind::String)
    addText(source);
  for (const JsonNode &part : source.items)
    addText(part);
  return lines;
}

class Splitter {
public:
  Splitter(Lowering &lowering, std::string language)
      : lowering_(lowering), language_(std::move(language)) {}

  void cell(llvm::ArrayRef<Line> lines) {
    const auto first = llvm::find_if(
        lines, [](const Line &line) { return !llvm::StringRef(line.text).trim().empty(); });
    if (first == lines.end())
      return;
    llvm::StringRef magic = llvm::StringRef(first->text).trim();
    if (!magic.consume_front("%%"))
      return addCode(lines);
    const llvm::ArrayRef<Line> rest(first + 1, lines.end());
    const auto [name, options] = magic.split(' ');
    const llvm::StringRef language = languageOf(name, options);
    if (language == "same")
      addCode(rest);
    else if (findLanguage(language))
      embed(language, rest);
  }

  void finish() { embedTogether(lowering_, language_, cells_); }

private:
  /// "same": the magic only wraps code of the notebook's language.
  static llvm::StringRef languageOf(llvm::StringRef name, llvm::StringRef options) {
    return llvm::StringSwitch<llvm::StringRef>(name)
        .Cases("time", "timeit", "capture", "prun", "same")
        .Cases("sh", "bash", "!", "system", "sx", "bash")
        .Cases("js", "javascript", "javascript")
        .Cases("python2", "python3", "pypy", "python")
        .Case("script", options.trim().split(' ').first)
        .Default(name);
  }

  /// One value for several lines, so that each keeps its place.
  ValueId join(llvm::ArrayRef<Line> lines) {
    llvm::SmallVector<Operand, 32> parts;
    Span span;
    for (const Line &line : lines) {
      span = parts.empty() ? line.span : Span{span.begin, line.span.end};
      parts.push_back({lowering_.string(lowering_.facts.copy(line.text), line.span)});
    }
    if (parts.size() <= 1)
      return parts.empty() ? 0 : parts[0].value;
    return lowering_.make(ValueKind::Concat, span, parts);
  }

  ValueId embed(llvm::StringRef language, llvm::ArrayRef<Line> lines) {
    const ValueId value = join(lines);
    if (value)
      lowering_.embed(language, value);
    return value;
  }

  void addCode(llvm::ArrayRef<Line> lines) {
    std::vector<Line> code;
    for (const Line &line : lines) {
      const llvm::StringRef text = line.text;
      const llvm::StringRef command = commandOf(text);
      if (command.empty() && !text.ltrim().starts_with("%")) {
        code.push_back(line);
        continue;
      }
      if (!command.empty())
        embedText(lowering_, "bash", command, line.span);
      // An indented block stays a block.
      const llvm::StringRef indentation = text.take_while(llvm::isSpace);
      code.push_back({(indentation + "pass\n").str(), line.span});
    }
    if (const ValueId cell = embed(language_, code))
      cells_.push_back(cell);
  }

  /// What a line hands to the shell; empty if it does not.
  static llvm::StringRef commandOf(llvm::StringRef line) {
    llvm::StringRef text = line.trim();
    if (text.consume_front("!") || text.consume_front("%system ") || text.consume_front("%sx "))
      return text.ltrim("!").ltrim();
    if (text.starts_with("%pip ") || text.starts_with("%conda "))
      return text.drop_front();
    // files = !ls
    const auto [target, command] = text.split("= !");
    const bool isName = llvm::all_of(
        target.trim(), [](char c) { return llvm::isAlnum(c) || c == '_' || c == ',' || c == ' '; });
    return isName ? command.trim() : "";
  }

  Lowering &lowering_;
  std::string language_;
  std::vector<ValueId> cells_;
};

/// As the kernel says; Python where nothing does.
std::string languageOf(const JsonNode &root) {
  if (const JsonNode *metadata = root.find("metadata")) {
    const JsonNode *language = metadata->find("language_info");
    const JsonNode *kernel = metadata->find("kernelspec");
    if (language && !language->textAt("name").empty())
      return language->textAt("name").lower();
    if (kernel && !kernel->textAt("language").empty())
      return kernel->textAt("language").lower();
  }
  return "python";
}

void addCells(Lowering &lowering, const JsonNode &root, Splitter &splitter) {
  const JsonNode *cells = root.find("cells");
  if (!cells)
    return cutShort(lowering, "it has no `cells`, so it is no notebook that assay can read");
  for (const JsonNode &cell : cells->items)
    if (const JsonNode *source = cell.find("source"); source && cell.textAt("cell_type") == "code")
      splitter.cell(linesOf(lowering.source, *source));
}

} // namespace

void split(Lowering &lowering) {
  auto root = parseJson(lowering.source);
  if (!root)
    return cutShort(lowering, llvm::toString(root.takeError()));
  const std::string language = languageOf(*root);
  if (!findLanguage(language))
    cutShort(lowering, "its language " + language + " is none that assay knows");
  Splitter splitter(lowering, language);
  addCells(lowering, *root, splitter);
  splitter.finish();
}

} // namespace assay::notebook
