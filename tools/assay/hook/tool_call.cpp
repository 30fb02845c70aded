#include "tools/assay/hook/tool_call.h"
#include "grammars/source_file.h"
#include "tools/assay/hook/installation.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include <filesystem>

using namespace assay;
namespace json = llvm::json;

namespace {

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

/// A tool call on its way to texts.
struct Reader {
  const AgentTool &tool;
  std::string folder;
  std::vector<CallText> texts;

  llvm::Error shell(const json::Object &input);
  llvm::Error write(const json::Object &input);
  llvm::Error edit(const json::Object &input);
  llvm::Error patch(const json::Object &input);
};

llvm::Expected<std::string> textField(const json::Object &input, llvm::StringRef name) {
  if (const auto text = input.getString(name))
    return text->str();
  return failure("the tool's input has no text `" + name + "`");
}

/// A command is a line, or a list of words.
llvm::Expected<std::string> commandOf(const json::Object &input, llvm::StringRef name) {
  const json::Array *words = input.getArray(name);
  if (!words)
    return textField(input, name);
  std::vector<std::string> line;
  for (const json::Value &word : *words) {
    const auto text = word.getAsString();
    if (!text)
      return failure("`" + name + "` is a list of something other than texts");
    line.push_back(shellWord(*text));
  }
  return llvm::join(line, " ");
}

std::string pathIn(llvm::StringRef folder, llvm::StringRef path) {
  return (std::filesystem::path(folder.str()) / path.str()).string();
}

/// Nothing if there is no such text file.
std::optional<std::string> fileText(llvm::StringRef folder, llvm::StringRef path) {
  auto file = SourceFile::open(pathIn(folder, path));
  if (file)
    return file->text().str();
  llvm::consumeError(file.takeError());
  return std::nullopt;
}

/// Replaces `old` once, or wherever it stands. Nothing if it stands nowhere.
std::optional<std::string> replaced(llvm::StringRef text, llvm::StringRef old, llvm::StringRef by,
                                    bool all) {
  std::string result;
  std::size_t from = 0;
  bool isFound = false;
  while (!old.empty() && (all || !isFound)) {
    const std::size_t at = text.find(old, from);
    if (at == llvm::StringRef::npos)
      break;
    isFound = true;
    result += text.slice(from, at);
    result += by;
    from = at + old.size();
  }
  result += text.drop_front(from);
  return isFound ? std::optional(result) : std::nullopt;
}

llvm::Error Reader::shell(const json::Object &input) {
  auto command = commandOf(input, tool.text);
  if (!command)
    return command.takeError();
  texts.push_back({"<command>", *command, tool.language.str(), std::nullopt});
  if (tool.language == "bash")
    for (CallText &script : scriptsOf(*command, folder))
      texts.push_back(std::move(script));
  return llvm::Error::success();
}

llvm::Error Reader::write(const json::Object &input) {
  auto path = textField(input, tool.path);
  if (!path)
    return path.takeError();
  auto text = textField(input, tool.text);
  if (!text)
    return text.takeError();
  texts.push_back({*path, std::move(*text), "", std::nullopt});
  return llvm::Error::success();
}

/// One replacement, or a list of them in `edits`.
llvm::Error Reader::edit(const json::Object &input) {
  auto path = textField(input, tool.path);
  if (!path)
    return path.takeError();
  std::vector<const json::Object *> edits;
  if (const json::Array *list = input.getArray("edits")) {
    for (const json::Value &value : *list)
      edits.push_back(value.getAsObject());
  } else {
    edits.push_back(&input);
  }
  const std::optional<std::string> before = fileText(folder, *path);
  std::string text = before.value_or("");
  for (const json::Object *each : edits) {
    if (!each)
      return failure("an entry of `edits` is no object");
    auto by = textField(*each, tool.text);
    if (!by)
      return by.takeError();
    const llvm::StringRef old = each->getString(tool.old).value_or("");
    // An edit that does not fit fails in the agent; its new text is judged all the same.
    text = replaced(text, old, *by, each->getBoolean("replace_all").value_or(false))
               .value_or(text + *by);
  }
  texts.push_back({*path, std::move(text), "", before});
  return llvm::Error::success();
}

/// What a patch adds to each file, as one text: where it lands is the agent's business.
llvm::Error Reader::patch(const json::Object &input) {
  auto text = textField(input, tool.text);
  if (!text)
    return text.takeError();
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(*text).split(lines, '\n');
  for (llvm::StringRef line : lines) {
    if (line.consume_front("*** Add File: ") || line.consume_front("*** Update File: ") ||
        line.consume_front("*** Move to: "))
      texts.push_back({line.trim().str(), "", "", std::nullopt});
    else if (!texts.empty() && line.consume_front("+"))
      texts.back().text += (line + "\n").str();
  }
  if (!llvm::StringRef(*text).contains("*** Begin Patch"))
    return failure("the patch does not begin with \"*** Begin Patch\"");
  return llvm::Error::success();
}

/// The input may be an object or, in some agents, the text of one. `parsed` holds the latter.
llvm::Expected<const json::Object *> inputOf(const json::Object &payload, llvm::StringRef field,
                                             std::optional<json::Value> &parsed) {
  if (field.empty())
    return &payload;
  if (const json::Object *input = payload.getObject(field))
    return input;
  const auto text = payload.getString(field);
  if (!text)
    return failure("the payload has no object `" + field + "`");
  auto value = parseDocument(*text);
  if (!value)
    return failure("`" + field + "` is no JSON: " + llvm::toString(value.takeError()));
  parsed = std::move(*value);
  if (const json::Object *input = parsed->getAsObject())
    return input;
  return failure("`" + field + "` is no object");
}

} // namespace

llvm::Expected<std::vector<CallText>>
assay::readToolCall(const Agent &agent, llvm::StringRef payload, llvm::StringRef folder) {
  auto document = parseDocument(payload);
  if (!document)
    return failure("the payload is no JSON: " + llvm::toString(document.takeError()));
  const json::Object *object = document->getAsObject();
  const auto name = object ? object->getString(agent.toolField) : std::nullopt;
  if (!name)
    return failure("the payload has no text `" + agent.toolField + "`: is this " + agent.product +
                   "?");
  for (const AgentTool &tool : agent.tools) {
    if (tool.name != *name)
      continue;
    std::optional<json::Value> parsed;
    auto input = inputOf(*object, agent.inputField, parsed);
    if (!input)
      return input.takeError();
    Reader reader{tool, object->getString("cwd").value_or(folder).str(), {}};
    llvm::Error error = [&] {
      switch (tool.kind) {
      case ToolKind::Shell:
        return reader.shell(**input);
      case ToolKind::Write:
        return reader.write(**input);
      case ToolKind::Edit:
        return reader.edit(**input);
      case ToolKind::Patch:
        return reader.patch(**input);
      }
      return failure("a tool of no kind");
    }();
    if (error)
      return error;
    return std::move(reader.texts);
  }
  return std::vector<CallText>();
}
