#include "grammars/container.h"
#include "grammars/json_text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <optional>

// A Dockerfile: what RUN, CMD, ENTRYPOINT and HEALTHCHECK hand to a shell, in shell form, in exec
// form and as here-documents (docs.docker.com/reference/dockerfile). `ADD http://...` is a call of
// dockerfile.ADD.

namespace assay::dockerfile {

void split(Lowering &lowering);

namespace {

/// A line without its end.
struct Line {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class Splitter {
public:
  explicit Splitter(Lowering &lowering) : lowering_(lowering) {
    // The one parser directive that matters here: `# escape=` and a backtick.
    const llvm::StringRef first = lowering.source.take_until([](char c) { return c == '\n'; });
    if (first.starts_with("#") && first.drop_front().trim().starts_with_insensitive("escape="))
      escape_ = first.rtrim().back();
  }

  void run() {
    while (next_ < lowering_.source.size()) {
      const Line line = takeLine();
      const llvm::StringRef text = textOf(line).ltrim();
      if (!text.empty() && text.front() != '#')
        instruction(line);
    }
    embedTogether(lowering_, shell_, built_);
  }

private:
  Line takeLine() {
    const llvm::StringRef rest = lowering_.source.drop_front(next_);
    const std::size_t length = std::min(rest.find('\n'), rest.size());
    const Line line{next_, next_ + static_cast<std::uint32_t>(length)};
    next_ = std::min(line.end + 1, static_cast<std::uint32_t>(lowering_.source.size()));
    return line;
  }
  [[nodiscard]] llvm::StringRef textOf(Line line) const {
    return lowering_.text({line.begin, line.end});
  }
  [[nodiscard]] bool continues(Line line) const {
    return textOf(line).rtrim(" \t\r").ends_with(llvm::StringRef(&escape_, 1));
  }

  /// The word at the front of `at`, which moves behind it and the blanks.
  llvm::StringRef takeWord(Line &at) const {
    const llvm::StringRef text = textOf(at);
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t\r", begin), text.size());
    at.begin +=
        static_cast<std::uint32_t>(std::min(text.find_first_not_of(" \t", end), text.size()));
    return text.slice(begin, end);
  }

  /// All lines of an instruction: its continuation, less the comments in it.
  void instruction(Line line) {
    llvm::SmallVector<Line, 8> lines{line};
    while (continues(lines.back()) && next_ < lowering_.source.size()) {
      const Line more = takeLine();
      const llvm::StringRef text = textOf(more).trim();
      if (text.empty() || text.front() == '#') {
        hasGap_ = true;
        // A comment does not end the instruction.
        if (!textOf(lines.back()).empty())
          continue;
      }
      lines.push_back(more);
    }
    llvm::StringRef word = takeWord(lines[0]);
    if (word.equals_insensitive("ONBUILD"))
      word = takeWord(lines[0]);
    if (word.equals_insensitive("HEALTHCHECK"))
      while (!textOf(lines[0]).empty() && !(word = takeWord(lines[0])).equals_insensitive("CMD"))
        ;
    const std::string name = word.upper();
    while (textOf(lines[0]).starts_with("--") && name != "SHELL")
      takeWord(lines[0]);
    if (name == "RUN" || name == "CMD" || name == "ENTRYPOINT")
      command(lines, name == "RUN");
    else if (name == "SHELL")
      setShell(lines);
    else if (name == "ADD" || name == "COPY")
      addFiles(lines[0], name);
    hasGap_ = false;
  }

  void command(llvm::ArrayRef<Line> lines, bool isBuilt) {
    const Span span{lines.front().begin, lines.back().end};
    const llvm::StringRef text = lowering_.text(span).trim();
    if (text.starts_with("["))
      if (const auto line = commandLineOf(text)) {
        // In exec form no shell of the file takes part, unless it is named.
        embedText(lowering_, "bash", *line, span);
        return;
      }
    if (isBuilt && text.starts_with("<<") && !text.contains('\n')) {
      hereDocuments(text, /*isScript=*/true);
      return;
    }
    const ValueId part = shellForm(lines, span);
    if (isBuilt && part)
      built_.push_back(part);
  }

  /// The text that the shell gets, here-documents of the command included.
  ValueId shellForm(llvm::ArrayRef<Line> lines, Span span) {
    if (!hasGap_) {
      if (lowering_.text(span).contains("<<")) {
        hereDocuments(lowering_.text(span), /*isScript=*/false);
        span.end = std::max(span.end, next_);
      }
      return embedSpan(lowering_, shell_, span);
    }
    llvm::SmallVector<Operand, 16> parts;
    for (const Line line : lines) {
      const Span with{line.begin,
                      std::min<std::uint32_t>(line.end + 1,
                                              static_cast<std::uint32_t>(lowering_.source.size()))};
      parts.push_back({lowering_.string(lowering_.text(with), with)});
    }
    const ValueId whole = lowering_.make(ValueKind::Concat, span, parts);
    lowering_.embed(shell_, whole);
    return whole;
  }

  /// Passes over the bodies of the here-documents that `text` opens. A script is the first body.
  void hereDocuments(llvm::StringRef text, bool isScript) {
    for (std::size_t at = text.find("<<"); at != llvm::StringRef::npos; at = text.find("<<", at)) {
      at += 2;
      llvm::StringRef word = text.substr(at);
      if (word.starts_with("<"))
        continue;
      word.consume_front("-");
      word = word.trim("\"'");
      word = word.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
      if (word.empty())
        continue;
      const std::uint32_t begin = next_;
      std::uint32_t end = next_;
      while (next_ < lowering_.source.size()) {
        const Line line = takeLine();
        if (textOf(line).trim() == word)
          break;
        end = next_;
      }
      if (isScript)
        script({begin, end});
      isScript = false;
    }
  }

  void script(Span body) {
    const Language *language = detectLanguage("", lowering_.text(body));
    const ValueId part =
        embedSpan(lowering_, language ? llvm::StringRef(language->name) : shell_, body);
    if (part && !language)
      built_.push_back(part);
  }

  static std::optional<std::string> commandLineOf(llvm::StringRef text) {
    auto list = parseJson(text);
    if (!list) {
      // Docker, too, takes what is no JSON for shell form.
      llvm::consumeError(list.takeError());
      return std::nullopt;
    }
    std::vector<std::string> words;
    for (const JsonNode &item : list->items)
      words.push_back(item.text);
    return shellLine(words);
  }

  void setShell(llvm::ArrayRef<Line> lines) {
    const llvm::StringRef text = lowering_.text({lines.front().begin, lines.back().end});
    auto list = parseJson(text.trim());
    if (!list || list->items.empty()) {
      llvm::consumeError(list.takeError());
      return;
    }
    const llvm::StringRef program = llvm::sys::path::stem(list->items[0].text);
    const llvm::StringRef name = llvm::StringSwitch<llvm::StringRef>(program)
                                     .Cases("powershell", "pwsh", "powershell")
                                     .Case("cmd", "cmd")
                                     .Default("bash");
    if (!findLanguage(name))
      cutShort(lowering_, "its SHELL " + program + " is in no language that assay knows");
    embedTogether(lowering_, shell_, built_);
    built_.clear();
    shell_ = name;
  }

  void addFiles(Line line, llvm::StringRef name) {
    const llvm::StringRef text = textOf(line);
    if (text.contains("<<"))
      return hereDocuments(text, /*isScript=*/false);
    while (!textOf(line).trim().empty()) {
      const Line before = line;
      const llvm::StringRef word = takeWord(line);
      const Span span{before.begin, before.begin + static_cast<std::uint32_t>(word.size())};
      if (name == "ADD" && (word.starts_with("http://") || word.starts_with("https://")))
        addCall(lowering_, "dockerfile.ADD", {lowering_.string(word, span)}, span);
    }
  }

  Lowering &lowering_;
  std::uint32_t next_ = 0;
  char escape_ = '\\';
  /// The instruction has comments inside.
  bool hasGap_ = false;
  llvm::StringRef shell_ = "bash";
  /// What RUN instructions run, in order.
  std::vector<ValueId> built_;
};

} // namespace

void split(Lowering &lowering) { Splitter(lowering).run(); }

} // namespace assay::dockerfile
