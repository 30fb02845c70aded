#include "tools/assay/child_process.h"
#include "tools/assay/hook/installation.h"
#include "tools/assay/hook/jsonc_edit.h"
#include "tools/gate/session.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/raw_ostream.h"
#include <filesystem>

using namespace assay;
namespace fs = std::filesystem;

namespace {

/// Settings that people write have some kilobytes.
constexpr std::size_t maxSettingsBytes = 4u << 20;
constexpr std::size_t maxAnswerBytes = 1u << 20;

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

fs::path settingsOf(const Agent &agent, const HookPlace &place) {
  return fs::path(place.folder) / (place.isUser ? agent.userSettings : agent.projectSettings).str();
}

std::string commandOf(const Agent &agent, const HookPlace &place) {
  return shellWord(place.program) + " hook " + agent.name.str();
}

/// By what an entry of ours is known, wherever that assay was.
std::string markOf(const Agent &agent) { return ("hook " + agent.name + "\"").str(); }

/// `text` inside a JSON string.
std::string insideJson(llvm::StringRef text) {
  std::string quoted;
  llvm::raw_string_ostream(quoted) << jsonText(text);
  return quoted.substr(1, quoted.size() - 2);
}

llvm::Error writeText(const fs::path &path, llvm::StringRef text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  return llvm::writeToOutput(path.string(), [&](llvm::raw_ostream &out) {
    out << text;
    return llvm::Error::success();
  });
}

/// The settings without entries of ours.
llvm::Expected<std::string> cleared(const Agent &agent, std::string text) {
  for (const AgentEntry &entry : agent.entries) {
    auto result = removeElements(text, entry.way, markOf(agent));
    if (!result)
      return result.takeError();
    text = std::move(*result);
  }
  return text;
}

std::string elementOf(const AgentEntry &entry, const Agent &agent, const HookPlace &place) {
  const auto [before, after] = entry.json.split("@COMMAND@");
  return (before + insideJson(commandOf(agent, place)) + after).str();
}

bool hasEntries(const Agent &agent, const HookPlace &place, llvm::StringRef settings) {
  return llvm::all_of(agent.entries, [&](const AgentEntry &entry) {
    return settings.contains(elementOf(entry, agent, place));
  });
}

llvm::Error keepBackup(const fs::path &path) {
  std::error_code error;
  fs::copy_file(path, path.string() + ".assay-backup", fs::copy_options::skip_existing, error);
  return error ? failure("cannot keep a copy of " + path.string() + ": " + error.message())
               : llvm::Error::success();
}

/// Nothing if there is no such file.
llvm::Expected<std::optional<std::string>> readSettings(const fs::path &path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return std::nullopt;
  auto text = readText(path.string(), maxSettingsBytes);
  if (!text)
    return text.takeError();
  return std::optional(std::move(*text));
}

llvm::Error inFile(const fs::path &path, llvm::Error error) {
  return failure(path.string() + ": " + llvm::toString(std::move(error)));
}

/// Runs the hook as the agent would. The status must be `want`.
llvm::Error tryCall(const Agent &agent, const HookPlace &place, llvm::StringRef call, int want) {
  auto result = runChild({"sh", "-c", commandOf(agent, place)}, call, {}, maxAnswerBytes);
  if (!result)
    return result.takeError();
  if (result->status == want)
    return llvm::Error::success();
  return failure("the hook does not do its work: to " + call + " it gives status " +
                 llvm::Twine(result->status) + ", want " + llvm::Twine(want) + ": " +
                 llvm::StringRef(result->errors).trim());
}

} // namespace

std::string assay::shellWord(llvm::StringRef word) {
  const bool isPlain = !word.empty() && llvm::all_of(word, [](char c) {
    return llvm::isAlnum(c) || llvm::StringRef("-._/+").contains(c);
  });
  if (isPlain)
    return word.str();
  std::string quoted = "'";
  for (const char c : word)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

llvm::Expected<std::string> assay::installAgent(const Agent &agent, const HookPlace &place) {
  const fs::path path = settingsOf(agent, place);
  auto settings = readSettings(path);
  if (!settings)
    return settings.takeError();
  if (*settings && hasEntries(agent, place, **settings))
    return path.string() + " has the hook already";
  auto text = cleared(agent, settings->value_or(agent.newSettings.str()));
  for (const AgentEntry &entry : agent.entries)
    if (text)
      text = addElement(*text, entry.way, elementOf(entry, agent, place));
  if (!text)
    return inFile(path, text.takeError());
  if (!llvm::StringRef(*text).ends_with("\n"))
    *text += '\n';
  if (*settings)
    if (llvm::Error error = keepBackup(path))
      return error;
  if (llvm::Error error = writeText(path, *text))
    return inFile(path, std::move(error));
  return "installed for " + agent.product.str() + " in " + path.string();
}

llvm::Expected<std::string> assay::uninstallAgent(const Agent &agent, const HookPlace &place) {
  const fs::path path = settingsOf(agent, place);
  auto settings = readSettings(path);
  if (!settings)
    return settings.takeError();
  if (!*settings)
    return path.string() + " is not there";
  auto text = cleared(agent, **settings);
  if (!text)
    return inFile(path, text.takeError());
  if (*text == **settings)
    return path.string() + " does not have the hook";
  if (llvm::Error error = writeText(path, *text))
    return inFile(path, std::move(error));
  return "removed from " + path.string();
}

llvm::Expected<std::string> assay::examineAgent(const Agent &agent, const HookPlace &place) {
  const fs::path path = settingsOf(agent, place);
  auto settings = readSettings(path);
  if (!settings)
    return settings.takeError();
  const std::string command = insideJson(commandOf(agent, place)) + "\"";
  if (!*settings || !llvm::StringRef(**settings).contains(command))
    return failure(path.string() + " does not start this assay; `assay hook " + agent.name +
                   " install` makes it");
  if (llvm::Error error = tryCall(agent, place, agent.harmlessCall, 0))
    return error;
  if (llvm::Error error = tryCall(agent, place, agent.harmfulCall, 2))
    return error;
  if (llvm::Error error = tryCall(agent, place, "{", 2))
    return error;
  return path.string() + " has the hook; it lets `ls` pass and stops `rm -rf /`";
}
