#ifndef ASSAY_TOOLS_GATE_APPROVAL_STORE_H
#define ASSAY_TOOLS_GATE_APPROVAL_STORE_H

#include "audit/log.h"
#include "tools/gate/decision.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>

// Overrides that a person gave outside the program that asks: `assay approve REQUEST`. One is for
// one request: the bytes that were judged, under the policy they were judged by, until a time, and
// once. It is a record of the log; a file beside the log says that it has not been used. Whoever
// could write such a file still cannot forge the record that it points at.

namespace assay {

/// What a request was about, as its record in the log tells it.
struct JudgedRequest {
  std::string request;
  Digest subject{};
  std::string policyDigest;
  std::string level;
};

/// Looks a request up. Error: the log has no decision on a request of that name, or cannot be read.
llvm::Expected<JudgedRequest> findRequest(const std::string &logPath, llvm::StringRef request);

/// Records the override, then leaves it to be used once within `seconds`. Error: the reason
/// explains nothing, the policy does not let this user override, or it cannot be recorded.
llvm::Error approve(AuditLog &log, const std::string &logPath, llvm::StringRef client,
                    const JudgedRequest &judged, const Policy &policy, Override override,
                    std::uint32_t seconds);

/// The request whose approval waits to be used for these bytes under this policy, if there is one.
/// For who judges the same program again and was not told the request's name: agents.
std::optional<std::string> waitingApproval(const std::string &logPath, const Digest &subject,
                                           llvm::StringRef policyDigest);

/// Uses an approval up. Of several processes that try, one succeeds. Error: there is none that
/// waits, it has expired, or it is for another program or policy; then it is left as it was.
llvm::Expected<Override> useApproval(const std::string &logPath, llvm::StringRef request,
                                     const Digest &subject, llvm::StringRef policyDigest);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_APPROVAL_STORE_H
