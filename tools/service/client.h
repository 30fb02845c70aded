#ifndef ASSAY_TOOLS_SERVICE_CLIENT_H
#define ASSAY_TOOLS_SERVICE_CLIENT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <atomic>
#include <functional>
#include <string>

namespace assay {

/// How one question is asked.
struct ServiceCall {
  /// Ends the request early. May be null.
  const std::atomic<bool> *cancelled = nullptr;
  /// Called with each `output` notification (server.h) before the answer, on the calling thread.
  std::function<void(const llvm::json::Object &)> onOutput{};
};

/// Asks the service at `socket` one question and waits for the answer. The answer is a document as
/// SafetyApi gives it; if the service is busy, that is one of its error documents. Error: there is
/// no service of this user, or the connection broke.
llvm::Expected<llvm::json::Object> callService(const std::string &socket, llvm::StringRef method,
                                               const llvm::json::Value &request,
                                               const ServiceCall &call = {});

/// The socket of the service that can do this process's work as it would itself: at $ASSAY_SOCKET
/// (empty: none is to be asked), else where `assay serve` listens by default. Empty if there is
/// none, it is of another version, writes another log than this process would, or started before
/// the configured policy changed. A policy that the service was given since counts.
std::string findService();

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_CLIENT_H
