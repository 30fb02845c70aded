#ifndef ASSAY_TOOLS_ASSAY_HOOK_TOOL_CALL_H
#define ASSAY_TOOLS_ASSAY_HOOK_TOOL_CALL_H

#include "tools/assay/hook/agent.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A text that a tool call would run, or write to a file.
struct CallText {
  /// What it is called in reports: "<command>", or the file's path as the agent gave it.
  std::string name;
  std::string text;
  /// Name of the language; empty: the name and the text tell it, or it is no code.
  std::string language;
  /// An edit: what the file holds now. What was there before is not the edit's fault.
  std::optional<std::string> before;
};

/// Reads what an agent says before it uses a tool. Nothing if assay has nothing to say of that
/// tool. Error: the payload is not what this agent sends, so nothing can be judged.
///
/// Reads files that an edit is of. `folder` is where the agent works if the payload does not say.
llvm::Expected<std::vector<CallText>> readToolCall(const Agent &agent, llvm::StringRef payload,
                                                   llvm::StringRef folder);

/// The scripts that a command line starts by path, or through an interpreter, and that are there:
/// each with its text. One level: what they start in turn is not read.
std::vector<CallText> scriptsOf(llvm::StringRef command, llvm::StringRef folder);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_HOOK_TOOL_CALL_H
