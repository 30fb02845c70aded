#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/gate/api_session.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/warm_jails.h"
#include "tools/report/escape.h"
#include "tools/service/server.h"
#include "tools/service/unix_socket.h"
#include "llvm/Support/Threading.h"

using namespace assay;

static constexpr CommandHelp help{
    "serve", "serve [options]",
    R"(Answers requests of the safety API at a Unix socket until it gets SIGINT or SIGTERM: JSON-RPC 2.0,
one message a line, the methods and documents of `assay api`. Rules and policy are read once, so an
answer costs what judging and running cost.

Only this user can connect. `assess`, `run` and the library let it do their work by themselves when
it is there, of this version, on the same log and under the policy that is configured now, and do
without it when it is not. `assay api --socket PATH` asks it whatever its policy.

The notification {"jsonrpc": "2.0", "method": "cancel", "params": {"id": ID}} ends a request. When
`admission.waiting` requests wait, another one is answered at once with the error -32000, "busy".)",
    R"sh(assay serve &
assay serve --socket /run/user/1000/gate.sock --workers 4
echo '{"jsonrpc": "2.0", "id": 1, "method": "getSecurityStatus"}' |
  socat - UNIX-CONNECT:$XDG_RUNTIME_DIR/assay.sock)sh",
    R"(0  it was told to end
2  a rule file or the policy is wrong
3  it cannot listen, or cannot record)"};

static int runServe(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  ServiceOptions service;
  service.workers = llvm::hardware_concurrency().compute_thread_count();
  unsigned warm = service.workers;
  Options options(help);
  options.text("--socket", "PATH", service.socket,
               "where to listen (default $XDG_RUNTIME_DIR/assay.sock)");
  options.number("--workers", "N", service.workers, 1, 256,
                 "requests answered at once (default: one a processor)");
  options.number(
      "--warm", "N", warm, 0, WarmPool::mostWaiting,
      "jails that wait for programs, for each kind of program\nthat was run (default: one "
      "a processor)");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  std::optional<WarmJails> jails;
  if (warm > 0)
    jails.emplace(warm);
  auto api = openApiSession(std::move(*configuration), "service", jails ? &*jails : nullptr);
  if (!api)
    return fail(help.name, llvm::toString(api.takeError()), ExitIncomplete);
  const Session &session = *(*api)->session;
  if (service.socket.empty())
    service.socket = defaultSocketPath(session.logPath);
  service.configured = digestOf(session.configuration.loaded.configured);
  llvm::Error error = serve(service, (*api)->env, (*api)->policy, [&] {
    llvm::errs() << "assay serve: listening at " << escaped(service.socket) << '\n';
  });
  return error ? fail(help.name, llvm::toString(std::move(error)), ExitIncomplete) : ExitClean;
}

static const CommandEntry entry({Chapter::Connect, "serve",
                                 "answer requests of the safety API at a socket", runServe});
