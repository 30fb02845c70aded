#ifndef ASSAY_TOOLS_ASSAY_HOOK_AGENT_H
#define ASSAY_TOOLS_ASSAY_HOOK_AGENT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <cstdint>

// What assay knows about a coding agent, as data: where its settings are, what it says before it
// uses a tool, and how it wants to be answered. An agent is a file <name>_agent.cpp and a row in
// agents.def; nothing else names one.

namespace assay {

/// What a tool of an agent does with what it is given.
enum class ToolKind : std::uint8_t {
  /// Runs a command line, or a list of words.
  Shell,
  /// Writes a whole file.
  Write,
  /// Replaces text in a file.
  Edit,
  /// Applies a patch in the form "*** Add File: PATH" and lines that begin with + and -.
  Patch,
};

struct AgentTool {
  llvm::StringLiteral name;
  ToolKind kind;
  /// The input's field that has the command, the text or the patch.
  llvm::StringLiteral text;
  llvm::StringLiteral path = "";
  /// Edit: the field with the text that is replaced.
  llvm::StringLiteral old = "";
  /// Shell: the language of the command.
  llvm::StringLiteral language = "bash";
};

/// An entry that `install` adds to the agent's settings.
struct AgentEntry {
  /// The way to the list that it is added to: "hooks", "PreToolUse".
  llvm::ArrayRef<llvm::StringLiteral> way;
  /// JSON, with the words that start assay in the place of @COMMAND@.
  llvm::StringLiteral json;
};

enum class AgentVerdict : std::uint8_t { Allow, Ask, Deny };

struct Agent {
  /// As in `assay hook NAME`.
  llvm::StringLiteral name;
  /// As its makers call it.
  llvm::StringLiteral product;
  /// Settings of a project, below its folder, and of a user, below the home folder.
  llvm::StringLiteral projectSettings;
  llvm::StringLiteral userSettings;
  /// What a settings file that is not there yet begins as.
  llvm::StringLiteral newSettings;
  llvm::ArrayRef<AgentEntry> entries;
  /// The payload's field that names the tool, and the one that has its input, as an object or as
  /// the text of one. Empty: the payload is the input.
  llvm::StringLiteral toolField;
  llvm::StringLiteral inputField;
  llvm::ArrayRef<AgentTool> tools;
  /// Asks its user when it is told to. One that does not would run the tool.
  bool canAsk;
  /// What it reads from standard output. Whatever that says, a denial is also the exit status 2
  /// with the reason on standard error, which all of them take for a no.
  llvm::json::Object (*answer)(AgentVerdict verdict, llvm::StringRef reason);
  /// A payload of a harmless and of a harmful call, with which `doctor` tries the hook.
  llvm::StringLiteral harmlessCall;
  llvm::StringLiteral harmfulCall;
};

llvm::ArrayRef<const Agent *> agents();

/// Null if there is none of that name.
const Agent *findAgent(llvm::StringRef name);

/// The answer that Claude Code introduced and Codex took over.
llvm::json::Object preToolUseAnswer(AgentVerdict verdict, llvm::StringRef reason);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HOOK_AGENT_H
