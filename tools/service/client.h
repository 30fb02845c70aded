#ifndef ASSAY_TOOLS_SERVICE_CLIENT_H
#define ASSAY_TOOLS_SERVICE_CLIENT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <atomic>
#include <string>

namespace assay {

/// Asks the service at `socket` one question and waits for the answer. `cancelled` ends the request
/// early; it may be null. The answer is a document as SafetyApi gives it; if the service is busy,
/// that is one of its error documents. Error: there is no service of this user, or the connection
/// broke.
llvm::Expected<llvm::json::Object> callService(const std::string &socket, llvm::StringRef method,
                                               const llvm::json::Value &request,
                                               const std::atomic<bool> *cancelled = nullptr);

} // namespace assay

#endif // ASSAY_TOOLS_SERVICE_CLIENT_H
