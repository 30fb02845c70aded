#include "grammars/extract.h"
#include "tools/assay/hook/tool_call.h"
#include "llvm/ADT/STLExtras.h"
#include <filesystem>
#include <set>

// Which scripts a command line starts: `./x.sh`, `bash x.sh`, `python3 -u x.py`, `. ./env`, and
// those of a line inside the line: `bash -c 'sh x.sh'`. The facts of a shell line have the commands
// that `sudo`, `env` and their like start as calls of their own. Words that are not constant are
// passed over; the jail is for those who need more than a look.

using namespace assay;

namespace {

/// Scripts that one command line names, and lines inside it; one that has more is no honest one,
/// and it is judged whole.
constexpr std::size_t maxScripts = 32;

/// Commands that read a script besides the interpreters that languages name.
constexpr llvm::StringLiteral readers[] = {".", "source", "zsh"};

/// "python3.11" is "python".
llvm::StringRef withoutVersion(llvm::StringRef name) { return name.rtrim("0123456789."); }

/// What a command reads scripts in; null if it is no interpreter.
const Language *interpretedBy(llvm::StringRef command) {
  const llvm::StringRef name =
      command.rsplit('/').second.empty() ? command : command.rsplit('/').second;
  if (llvm::is_contained(readers, name))
    return findLanguage("bash");
  for (const Language &language : languages())
    for (const llvm::StringLiteral &interpreter : language.interpreters)
      if (interpreter == name || interpreter == withoutVersion(name))
        return &language;
  return nullptr;
}

struct Script {
  std::string path;
  /// What it is read as, whatever its name says; null if it says so itself.
  const Language *language = nullptr;
};

/// The command as it is written; its fact has the last part of the path alone.
llvm::StringRef commandOf(const FactSet &facts, ValueId call, llvm::StringRef line) {
  const llvm::ArrayRef<Operand> operands = facts.operandsOf(call);
  if (operands.empty() || facts.value(operands.front().value).kind != ValueKind::Name)
    return "";
  const Span span = facts.value(operands.front().value).span;
  return line.slice(span.begin, span.end).trim("'\"");
}

/// The first argument that is neither an option nor known only at run time.
llvm::StringRef firstArgument(const FactSet &facts, ValueId call) {
  for (const Operand &operand : facts.operandsOf(call).drop_front()) {
    const Value &value = facts.value(operand.value);
    if (value.kind == ValueKind::Literal && !operand.name &&
        !facts.text(value.text).starts_with("-"))
      return facts.text(value.text);
  }
  return "";
}

/// The script that a call starts; an empty path if it starts none.
Script scriptOf(const FactSet &facts, ValueId call, llvm::StringRef line) {
  const llvm::StringRef command = commandOf(facts, call, line);
  if (const Language *language = interpretedBy(command))
    return {firstArgument(facts, call).str(), language};
  return {command.contains('/') ? command.str() : "", nullptr};
}

/// Adds the scripts that `line` names to `scripts`, and the lines inside it to `lines`.
void readLine(const std::string &line, std::vector<Script> &scripts,
              std::vector<std::string> &lines) {
  const Language *shell = findLanguage("bash");
  Parser parser;
  FactSet facts;
  extract(parser.parse(line, *shell), line, *shell, facts);
  for (ValueId id = 1; id < facts.values.size(); ++id)
    if (facts.value(id).kind == ValueKind::Call)
      if (Script script = scriptOf(facts, id, line); !script.path.empty())
        scripts.push_back(std::move(script));
  for (const Statement &statement : facts.statements)
    if (statement.kind == StatementKind::EmbeddedCode &&
        facts.text(statement.name) == shell->name &&
        facts.value(statement.value).kind == ValueKind::Literal)
      lines.push_back(facts.text(facts.value(statement.value).text).str());
}

} // namespace

std::vector<CallText> assay::scriptsOf(llvm::StringRef command, llvm::StringRef folder) {
  std::vector<std::string> lines{command.str()};
  std::vector<Script> scripts;
  for (std::size_t i = 0; i < std::min(lines.size(), maxScripts); ++i) {
    const std::string line = lines[i];
    readLine(line, scripts, lines);
  }
  std::vector<CallText> texts;
  std::set<std::string> seen;
  for (const Script &script : scripts) {
    if (texts.size() == maxScripts || !seen.insert(script.path).second)
      continue;
    auto file = SourceFile::open((std::filesystem::path(folder.str()) / script.path).string());
    if (!file) {
      // A program in machine code, or a file that is not there: nothing to read.
      llvm::consumeError(file.takeError());
      continue;
    }
    const Language *language =
        script.language ? script.language : detectLanguage(script.path, file->text());
    if (language)
      texts.push_back({script.path, file->text().str(), language->name.str(), std::nullopt});
  }
  return texts;
}
