#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/gate/api_session.h"
#include "tools/gate/exit_code.h"
#include "tools/mcp/http_server.h"
#include "tools/mcp/http_token.h"
#include "tools/mcp/server.h"
#include "tools/report/escape.h"
#include "tools/service/unix_socket.h"
#include "llvm/Support/Path.h"
#include <unistd.h>

using namespace assay;

static constexpr CommandHelp help{
    "mcp", "mcp [options]",
    R"(A server of the Model Context Protocol, for agents: the safety API as tools. Talks over standard
input and output, or with --http at http://127.0.0.1:PORT/mcp until it gets SIGINT or SIGTERM.

    assess_code        the risk of a program, line by line
    run_code           runs it in the jail if that is approved
    security_status, execution_history, audit_report, explain_rule

HIGH is asked of the person by the client (elicitation), if it can. BLOCKED, and HIGH where nobody
can be asked, is refused with a request's name; a person may then let it run once with
`assay approve REQUEST --reason TEXT`, at a terminal, after which the same call succeeds. No argument
of a tool can confirm or approve. Revisions 2026-07-28, 2025-11-25, 2025-06-18 and 2025-03-26.

Over HTTP a client shows the token in the token file, as "Authorization: Bearer TOKEN"; the file is
made when it is not there, for this user's eyes only. Whoever does not come from this machine, by Host
or by Origin, is refused.)",
    R"json(# in an agent's settings
{"mcpServers": {"assay": {"command": "assay", "args": ["mcp"]}}}
# or, for several agents at once
assay mcp --http 8765)json",
    R"(0  the client is gone, or it was told to end
1  what came was not one message a line
2  a rule file, the policy or the token file is wrong
3  it cannot record, or cannot listen)"};

namespace {
struct HttpChoice {
  /// No port: standard input and output.
  static constexpr unsigned none = 65'536;
  unsigned port = none;
  std::string tokenFile;
  bool noToken = false;
};
} // namespace

static std::string defaultTokenFile(const std::string &logPath) {
  const std::string socket = defaultSocketPath(logPath);
  return (llvm::sys::path::parent_path(socket) + "/assay-mcp.token").str();
}

static int serveHttp(const HttpChoice &chosen, ApiSession &api) {
  McpHttpOptions options;
  options.port = static_cast<std::uint16_t>(chosen.port);
  const std::string file =
      chosen.tokenFile.empty() ? defaultTokenFile(api.session->logPath) : chosen.tokenFile;
  if (!chosen.noToken) {
    auto token = readOrMakeToken(file);
    if (!token)
      return fail(help.name, llvm::toString(token.takeError()), ExitUsage);
    options.token = std::move(*token);
  }
  llvm::Error error =
      serveModelContextHttp(options, api.env, api.policy, ASSAY_VERSION, [&](std::uint16_t port) {
        llvm::errs() << "assay mcp: listening at http://127.0.0.1:" << port << "/mcp, "
                     << (chosen.noToken ? "without a token" : "token in " + escaped(file)) << '\n';
      });
  return error ? fail(help.name, llvm::toString(std::move(error)), ExitIncomplete) : ExitClean;
}

static int runMcp(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  HttpChoice http;
  Options options(help);
  options.number("--http", "PORT", http.port, 0, HttpChoice::none - 1,
                 "listen there; 0: at any port that is free");
  options.text("--token-file", "FILE", http.tokenFile,
               "what clients must show (default: assay-mcp.token in\n$XDG_RUNTIME_DIR)");
  options.flag("--no-token", http.noToken,
               "let every program of this machine run code in the jail,\nother users' too");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto api = openApiSession(std::move(*configuration), "mcp");
  if (!api)
    return fail(help.name, llvm::toString(api.takeError()), ExitIncomplete);
  if (http.port != HttpChoice::none)
    return serveHttp(http, **api);
  return serveModelContext(STDIN_FILENO, STDOUT_FILENO, (*api)->env, (*api)->policy, ASSAY_VERSION);
}

static const CommandEntry entry({Chapter::Connect, "mcp", "serve agents: the safety API as tools",
                                 runMcp});
