#ifndef ASSAY_TOOLS_GATE_POLICY_RECORD_H
#define ASSAY_TOOLS_GATE_POLICY_RECORD_H

#include "audit/log.h"
#include "tools/gate/policy.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace assay {

/// Records a change of policy: the digests before and after, and each value that differs.
llvm::Error recordPolicyChange(AuditLog &log, llvm::StringRef client, const Policy &before,
                               const Policy &after);

/// Records that `policy` is not the one that was in force when this log was last opened, and
/// remembers it in a file beside the log. The first policy of a log is recorded against the
/// built-in one. Error: it cannot be recorded, so nothing may be done under it.
llvm::Error recordPolicyInForce(AuditLog &log, const std::string &logPath, llvm::StringRef client,
                                const Policy &policy);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_POLICY_RECORD_H
