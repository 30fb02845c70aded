#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/hook/answer.h"
#include "tools/assay/hook/installation.h"
#include "tools/assay/options.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>

using namespace assay;

static constexpr CommandHelp help{
    "hook", "hook git install|uninstall|doctor\n       assay hook AGENT [install|uninstall|doctor]",
    R"(Stands between a decision and its consequence: before a commit, and before a coding agent runs a
command or writes a file. Agents: claude, codex, cursor, gemini, copilot.

`install` adds the hook to the settings of git or the agent in this folder, or with --user to the
user's own; comments and everything else in them stay, and a copy of the file is kept beside it.
`uninstall` takes it away. `doctor` tries whether what is installed lets a harmless call pass and
stops a harmful one.

git: a commit is judged by what is staged, not by what is in the work tree, and only what is new
since HEAD counts. The exit status of `assay scan` decides.

Without an action `assay hook AGENT` is what agents start: the call on standard input, the answer on
standard output. Commands are judged as shell, with the scripts that they start; a file by what it
would hold. What policy allows passes without a word, so that the agent's own questions stay. What
it wants confirmed is asked of the person by the agent where that works (claude, cursor, copilot) and
denied elsewhere. What is denied a person can let pass once, at a terminal: `assay approve REQUEST`. What cannot be read, judged or recorded, or takes longer than 8 seconds, is denied.
Judgements are recorded as those of `assess`; comments in the code accept nothing.)",
    R"sh(assay hook git install
assay hook claude install
assay hook claude doctor
assay hook codex install --user
echo '{"tool_name": "Bash", "tool_input": {"command": "ls"}}' | assay hook claude)sh",
    R"(0  no objection, or a question to the person; installed, removed, or in order
2  denied, with the reason on standard error; or the action failed)"};

namespace {

/// Well below the 30 s that the entries give it, and the least that agents give: a hook that is
/// late is passed over by most of them.
constexpr unsigned deadlineSeconds = 8;
/// A file that an agent writes, escaped; larger ones could not be judged anyway.
constexpr std::size_t maxPayloadBytes = 64u << 20;

/// Whatever is wrong, the answer is no.
int refuse(const Agent &agent, llvm::StringRef reason) {
  llvm::outs() << llvm::json::Value(agent.answer(AgentVerdict::Deny, reason)) << '\n';
  llvm::outs().flush();
  // The status says it too, and must not become another one because nobody reads.
  llvm::outs().clear_error();
  llvm::errs() << "assay: " << escaped(reason) << '\n';
  return ExitUsage;
}

llvm::Expected<CallJudgement> judgeInput(const Agent &agent, const ConfigurationOptions &chosen) {
  auto payload = readStandardInput(maxPayloadBytes);
  if (!payload)
    return payload.takeError();
  auto texts = readToolCall(agent, *payload, ".");
  if (!texts)
    return texts.takeError();
  if (texts->empty())
    return CallJudgement{AgentVerdict::Allow, "", ""};
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return configuration.takeError();
  auto session = openSession(std::move(*configuration), ("hook-" + agent.name).str());
  if (!session)
    return session.takeError();
  return judgeCall(*texts, **session);
}

int answer(const Agent &agent, const ConfigurationOptions &chosen) {
  auto judgement = judgeInput(agent, chosen);
  if (!judgement)
    return refuse(agent, "not judged, so denied: " + llvm::toString(judgement.takeError()));
  const bool isQuestion = judgement->verdict == AgentVerdict::Ask && agent.canAsk;
  if (judgement->verdict != AgentVerdict::Allow && !isQuestion)
    return refuse(agent, judgement->reason + "; a person can let it pass once: assay approve " +
                             judgement->request + " --reason \"...\"");
  llvm::json::Object said = agent.answer(judgement->verdict, judgement->reason);
  if (!said.empty())
    llvm::outs() << llvm::json::Value(std::move(said)) << '\n';
  return ExitClean;
}

struct HookAction {
  llvm::StringLiteral name;
  llvm::Expected<std::string> (*git)(const HookPlace &);
  llvm::Expected<std::string> (*agent)(const Agent &, const HookPlace &);
};

constexpr HookAction actions[] = {{"install", installGit, installAgent},
                                  {"uninstall", uninstallGit, uninstallAgent},
                                  {"doctor", examineGit, examineAgent}};

const HookAction *findAction(llvm::StringRef name) {
  for (const HookAction &action : actions)
    if (action.name == name)
      return &action;
  return nullptr;
}

int act(const HookAction &action, const Agent *agent, const HookPlace &place) {
  auto said = agent ? action.agent(*agent, place) : action.git(place);
  if (!said)
    return fail(help.name, llvm::toString(said.takeError()), ExitUsage);
  llvm::outs() << escaped(*said) << '\n';
  return ExitClean;
}

/// "git|claude|... install|...".
std::string whoAndWhat() {
  std::string text = "git";
  for (const Agent *agent : agents())
    text += ("|" + agent->name).str();
  text += ' ';
  llvm::raw_string_ostream out(text);
  llvm::interleave(actions, out, [&](const HookAction &action) { out << action.name; }, "|");
  return text;
}

HookPlace placeFor(bool isUser, const std::string &folder) {
  const char *home = std::getenv("HOME");
  return {isUser && home ? home : folder, isUser,
          llvm::sys::fs::getMainExecutable(nullptr, nullptr)};
}

} // namespace

static int runHook(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  std::vector<std::string> words;
  std::string folder = ".";
  bool isUser = false;
  Options options(help);
  const std::string places = whoAndWhat();
  options.optionalPositionals(places.c_str(), words, "whose decisions, and what to do");
  options.text("--folder", "DIR", folder, "the project (default: the current folder)");
  options.flag("--user", isUser, "the user's settings instead of the project's");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  const std::string name = words.empty() ? "" : words.front();
  const Agent *agent = findAgent(name);
  if (!agent && name != "git")
    return fail(help.name, "wants git or an agent (see `assay hook --help`), got `" + name + "`",
                ExitUsage);
  if (agent && words.size() == 1) {
    denyOnCrashOrAfter(deadlineSeconds);
    try {
      return answer(*agent, chosen);
    } catch (const std::exception &exception) {
      return refuse(*agent, std::string("internal error: ") + exception.what());
    }
  }
  const HookAction *action = words.size() == 2 ? findAction(words.back()) : nullptr;
  if (!action)
    return fail(help.name, "wants install, uninstall or doctor", ExitUsage);
  return act(*action, agent, placeFor(isUser, folder));
}

static const CommandEntry entry({Chapter::Connect, "hook",
                                 "judge commits, and what coding agents are about to do", runHook});
