#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/gate/exit_code.h"
#include "tools/mcp/server.h"
#include <unistd.h>

using namespace assay;

static constexpr CommandHelp help{
    "mcp", "mcp [options]",
    R"(A server of the Model Context Protocol over standard input and output, for agents: the safety API
as tools.

    assess_code        the risk of a program, line by line
    run_code           runs it in the jail if that is approved
    security_status, execution_history, audit_report, explain_rule

HIGH is asked of the person by the client (elicitation), if it can. BLOCKED, and HIGH where nobody
can be asked, is refused with a request's name; a person may then let it run once with
`assay approve REQUEST --reason TEXT`, at a terminal, after which the same call succeeds. No argument
of a tool can confirm or approve. Revisions 2025-11-25, 2025-06-18 and 2025-03-26.)",
    R"json(# in an agent's settings
{"mcpServers": {"assay": {"command": "assay", "args": ["mcp"]}}})json",
    R"(0  the client is gone
1  what came was not one message a line
2  a rule file or the policy is wrong
3  it cannot record)"};

static int runMcp(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  Options options(help);
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto session = openSession(std::move(*configuration), "mcp");
  if (!session)
    return fail(help.name, llvm::toString(session.takeError()), ExitIncomplete);
  PolicyInForce policy((*session)->configuration.policy());
  return serveModelContext(STDIN_FILENO, STDOUT_FILENO,
                           {.log = *(*session)->log,
                            .logPath = (*session)->logPath,
                            .rules = (*session)->configuration.rules,
                            .client = "mcp"},
                           policy, ASSAY_VERSION);
}

static const CommandEntry entry({Chapter::Connect, "mcp", "serve agents: the safety API as tools",
                                 runMcp});
