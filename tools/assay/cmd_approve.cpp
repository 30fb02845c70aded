#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/approval_store.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"

using namespace assay;

static constexpr CommandHelp help{
    "approve", "approve [options] REQUEST --reason TEXT",
    R"(Lets a program run whose request was refused: a person, outside the program that asked, sets the
verdict aside. The request's name stands in the answer that refused it.

The approval is for the bytes that were judged, under the policy they were judged by. It waits for
a while (`overrides.valid-seconds` of the policy, 15 minutes unless changed), is used once, and is
recorded with who gave it and why. Whoever asked then asks again, with `--approval REQUEST` or, in
the API, {"approval": "REQUEST"}.

It is asked for at the terminal: without one there is nobody to approve.)",
    R"(assay approve 4f1d6c0e9b7a48d2a1c35e8f00b29d71 --reason "needed for the migration of 3 May"
assay run --approval 4f1d6c0e9b7a48d2a1c35e8f00b29d71 fix.sh)",
    R"(0    approved
2    there is no such request, the reason explains nothing, or this user may not
3    it could not be recorded
126  the person at the terminal said no, or there is none)"};

static int runApprove(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  std::string request;
  std::string reason;
  Options options(help);
  options.positional("REQUEST", request, "the request that was refused");
  options.text("--reason", "TEXT", reason, "why this program has to run; kept in the log");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  if (llvm::Error error = checkReason(reason))
    return fail(help.name, "--reason: " + llvm::toString(std::move(error)), ExitUsage);
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto session = openSession(std::move(*configuration), "cli");
  if (!session)
    return fail(help.name, llvm::toString(session.takeError()), ExitIncomplete);
  auto judged = findRequest((*session)->logPath, request);
  if (!judged)
    return fail(help.name, llvm::toString(judged.takeError()), ExitUsage);
  const Policy &policy = (*session)->configuration.policy();
  const Override override = overrideByCurrentUser(reason);
  if (const std::string why = whyNotOverride(override, policy); !why.empty())
    return fail(help.name, why, ExitUsage);
  if (!hasTerminal())
    return fail(help.name, "there is no terminal to ask at; an approval comes from a person",
                ExitDenied);
  if (!askYesNo("let the " + judged->level + " program of request " + judged->request +
                " run once (SHA-256 " + toHex(judged->subject) + ")?"))
    return ExitDenied;
  if (llvm::Error error = approve(*(*session)->log, (*session)->logPath, "cli", *judged, policy,
                                  override, policy.overrideSeconds))
    return fail(help.name, llvm::toString(std::move(error)), ExitIncomplete);
  llvm::outs() << "approved for " << policy.overrideSeconds
               << " s and one run: assay run --approval " << judged->request << " FILE\n";
  return ExitClean;
}

static const CommandEntry entry({Chapter::Judge, "approve", "let a refused program run once",
                                 runApprove});
