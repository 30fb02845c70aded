#ifndef ASSAY_TOOLS_GATE_API_H
#define ASSAY_TOOLS_GATE_API_H

#include "audit/log.h"
#include "tools/gate/gate.h"
#include "tools/gate/request.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace assay {

/// The gate for other programs: one JSON document in, one out, and errors are documents too (schema
/// assay.error/1). The same methods for every binding.
///
///     assessAndExecute     {code, language, name?, arguments?, input?, confirmed?,
///                           override?{reason}, approval?}
///     assessCodeOnly       {code, language, name?}
///     getExecutionHistory  {limit?, type?, level?, verdict?, since?}
///     getSecurityStatus    {}
///     configurePolicies    {policy}
///     getAuditReport       {}
///
/// Who overrides is taken from the operating system: a request can say why, not who. One thread at
/// a time.
class SafetyApi {
public:
  /// All of it must outlive the API.
  struct Env {
    AuditLog &log;
    /// The folder of `log`, to read it.
    std::string logPath;
    const RuleSet &rules;
    llvm::StringRef client;
    Host (*host)() = currentHost;
  };

  SafetyApi(Env env, Policy policy);

  /// Never fails: what is wrong is in the answer.
  llvm::json::Object call(llvm::StringRef method, const llvm::json::Value &request);

  [[nodiscard]] const Policy &policy() const { return policy_; }

private:
  using Answer = llvm::json::Object;
  struct Method {
    llvm::StringLiteral name;
    Answer (SafetyApi::*answer)(const llvm::json::Value &);
  };
  static llvm::ArrayRef<Method> methods();

  Answer assessAndExecute(const llvm::json::Value &request);
  Answer assessCodeOnly(const llvm::json::Value &request);
  Answer getExecutionHistory(const llvm::json::Value &request);
  Answer getSecurityStatus(const llvm::json::Value &request);
  Answer configurePolicies(const llvm::json::Value &request);
  Answer getAuditReport(const llvm::json::Value &request);
  Gate gate() const;

  Env env_;
  Policy policy_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_API_H
