#ifndef ASSAY_TOOLS_SERVICE_SERVER_H
#define ASSAY_TOOLS_SERVICE_SERVER_H

#include "audit/log.h"
#include "tools/gate/api.h"
#include "llvm/Support/Error.h"
#include <string>

// The safety API as a service: JSON-RPC 2.0, one message a line, over a Unix socket that only this
// user can reach. The methods and documents are those of tools/gate/api.h. Besides:
//
//     hello {}              who answers here, at once: schema assay.hello/1
//     cancel {"id": ID}     ends the request of that id on the same connection; a notification
//     output {"id": ID, "stream": "output" or "errors", "base64": BYTES}     from the service: what
//                           a program wrote whose request said `stream`; a notification
//
// Not a network service: whoever can reach the socket can run programs in the jail.

namespace assay {

struct ServiceOptions {
  std::string socket;
  /// Requests answered at the same time; the others wait in line, see `admission.waiting`.
  unsigned workers = 2;
  /// Digest of the policy that is configured on this machine, as it was when the service started: a
  /// client that finds another one does not ask.
  std::string configured;
};

/// Serves until SIGINT or SIGTERM; then what runs is cancelled, answered and recorded. `ready` is
/// called once connections are taken. Error: it cannot listen.
///
/// A client that vanishes cancels its requests. One that does not read its answers is dropped after
/// some seconds. When the line is full a request is answered with the error `busy` at once.
llvm::Error serve(const ServiceOptions &options, const SafetyApi::Env &env, PolicyInForce &policy,
                  llvm::function_ref<void()> ready);

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_SERVER_H
