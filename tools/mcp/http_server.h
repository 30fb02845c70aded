#ifndef ASSAY_TOOLS_MCP_HTTP_SERVER_H
#define ASSAY_TOOLS_MCP_HTTP_SERVER_H

#include "tools/mcp/session.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace assay {

struct McpHttpOptions {
  /// 0: any that is free.
  std::uint16_t port = 0;
  /// What clients must show as a bearer token; empty: nothing. Then each program of this machine,
  /// whoever's, may run code in the jail.
  std::string token;
};

/// Speaks the Model Context Protocol over HTTP ("Streamable HTTP") at 127.0.0.1 until SIGINT or
/// SIGTERM. `ready` is told the port. Error: it cannot listen there.
///
/// A page in a browser may reach this address under another name: a Host or an Origin that is not
/// this machine is refused. Requests of revision 2026-07-28 stand alone, and closing the connection
/// cancels them; older clients get a session each.
llvm::Error serveModelContextHttp(const McpHttpOptions &options, const SafetyApi::Env &env,
                                  PolicyInForce &policy, llvm::StringRef version,
                                  llvm::function_ref<void(std::uint16_t)> ready);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_HTTP_SERVER_H
